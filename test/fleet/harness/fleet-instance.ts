import type { EntryFormat } from '../../../src/fleet/entries/format-choice.ts';
import type { FleetObserver } from '../../../src/fleet/fleet-observer.ts';
import { FleetUpstreams } from '../../../src/fleet/fleet-upstreams.ts';
import type { FleetLog } from '../../../src/fleet/log/fleet-log.ts';
import { Histories } from '../../../src/upstream/history/histories.ts';
import { limits, SourceDouble } from './source-double.ts';

/** A place in a fleet, whose Kazoo the test plays. */
export interface Instance {
  readonly id: string;
  readonly upstreams: FleetUpstreams;
  readonly source: SourceDouble;
}

/** How long topics outlive their last client, and what is wanted its instance. */
export const lingerMs = 1_000;

/** Whether the pings to a client of the account have a cursor. */
export function givesCursor({ upstreams }: Instance, accountId: string): boolean {
  return !upstreams.isBehind && !upstreams.areReturning([accountId]);
}

export interface InstanceOptions extends Pick<FleetObserver, 'onMode' | 'onFault'> {
  readonly keepsStandbys: boolean;
  readonly formats: readonly EntryFormat[];
}

/** Whoever starts it closes its `upstreams`. */
export function startInstance(log: FleetLog, options: InstanceOptions): Instance {
  const source = new SourceDouble();
  const upstreams = new FleetUpstreams({
    log,
    sources: source,
    clock: source.clock,
    histories: new Histories(limits),
    maxHistoryAgeMs: limits.maxAgeMs,
    lingerMs,
    subscribeTimeoutMs: 10_000,
    maxTopics: 100,
    keepsStandbys: options.keepsStandbys,
    formats: options.formats,
    kazooHash: 'k',
    privacyHash: 'p',
    observer: { onRead: () => undefined, onGap: () => undefined, ...options },
  });
  return { id: log.instanceId, upstreams, source };
}
