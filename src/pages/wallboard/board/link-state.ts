import { isGatewayError, type LiveSnapshot } from '../../../client/index.ts';
import type { GapPartsFragment } from '../generated/graphql.ts';
import { stopwatch } from '../lists/duration.ts';
import type { KazooLink } from './use-kazoo-link.ts';

/** How true the board is. */
export interface LinkState {
  readonly name: 'LIVE' | 'CONNECTING' | 'RECONNECTING' | 'UNKNOWN' | 'ENDED';
  /** What is away, for people; empty while nothing is. */
  readonly detail: string;
  /** Since when, where the gateway says it. */
  readonly since: string | undefined;
  /** What may have been missed lately; the board is right again nevertheless. */
  readonly gap: GapPartsFragment | undefined;
}

/** A gap is told for so long. */
const toldForMs = 600_000;

/** @param nowMs by the gateway */
export function linkState(calls: LiveSnapshot<unknown>, kazoo: KazooLink | undefined, nowMs: number): LinkState {
  const gap = kazoo?.gap ?? undefined;
  const recent = gap !== undefined && nowMs - Date.parse(gap.to) < toldForMs ? gap : undefined;
  const state = { detail: '', since: undefined, gap: recent };
  if (calls.status === 'ENDED') return { ...state, name: 'ENDED', detail: endOf(calls.error) };
  if (calls.status === 'CONNECTING') return { ...state, name: 'CONNECTING', detail: 'to the gateway' };
  if (calls.status === 'RECONNECTING') return { ...state, name: 'RECONNECTING', detail: 'to the gateway' };
  if (kazoo === undefined) return { ...state, name: 'CONNECTING', detail: 'to the gateway' };
  if (kazoo.state === 'LIVE' || kazoo.state === 'IDLE') return { ...state, name: 'LIVE' };
  if (kazoo.state === 'UNKNOWN') return { ...state, name: 'UNKNOWN', detail: 'whether Kazoo is heard' };
  const name = kazoo.state === 'CONNECTING' ? 'CONNECTING' : 'RECONNECTING';
  return { ...state, name, detail: 'to Kazoo', since: kazoo.since };
}

function endOf(error: unknown): string {
  return isGatewayError(error) ? error.message : 'The calls cannot be had.';
}

/** `Gap of 0:12, 1:03 ago`. */
export function gapText({ from, to }: GapPartsFragment, nowMs: number): string {
  return `Gap of ${stopwatch(Date.parse(to) - Date.parse(from))}, ${stopwatch(nowMs - Date.parse(to))} ago`;
}
