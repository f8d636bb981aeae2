import { useState } from 'react';
import type { LiveSnapshot } from '../../../client/index.ts';
import { useNow } from '../lists/clock.ts';
import { stopwatch } from '../lists/duration.ts';
import { gapText, type LinkState, linkState } from './link-state.ts';
import type { KazooLink } from './use-kazoo-link.ts';

export interface StatusStripProps {
  readonly calls: LiveSnapshot<unknown>;
  readonly kazoo: KazooLink | undefined;
}

const words: Readonly<Record<LinkState['name'], string>> = {
  LIVE: 'LIVE',
  CONNECTING: 'CONNECTING',
  RECONNECTING: 'RECONNECTING',
  UNKNOWN: 'UNKNOWN',
  ENDED: 'STOPPED',
};

/** Whether what is shown is true now, or since when it is old. */
export function StatusStrip({ calls, kazoo }: StatusStripProps) {
  const nowMs = useNow();
  const { name, detail, since, gap } = linkState(calls, kazoo, nowMs);
  const noticedMs = useSince(`${name} ${detail}`, nowMs);
  const ageMs = nowMs - (since === undefined ? noticedMs : Date.parse(since));
  return (
    <div className="strip" data-state={name}>
      <span className="strip-light" aria-hidden="true" />
      {/* It is read aloud when the state changes, and not at each second. */}
      <span role="status">
        <strong>{words[name]}</strong> {detail}
      </span>
      {name !== 'LIVE' && <span className="strip-age">{stopwatch(ageMs)}</span>}
      {name === 'LIVE' && gap && <span className="strip-gap">{gapText(gap, nowMs)}</span>}
      {name !== 'LIVE' && kazoo?.reason && <span className="strip-reason">{kazoo.reason}</span>}
    </div>
  );
}

/** Since when the value has been what it is. */
function useSince(value: string, nowMs: number): number {
  const [seen, setSeen] = useState({ value, sinceMs: nowMs });
  if (seen.value === value) return seen.sinceMs;
  setSeen({ value, sinceMs: nowMs });
  return nowMs;
}
