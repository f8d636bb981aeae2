import type { Conference } from '../../kazoo/collections/conference-rooms.ts';
import type { PolledRow } from '../polls/polled-row.ts';

/** A conference of an account, as Kazoo's list tells. */
export interface ListedConference extends PolledRow<Conference> {
  /**
   * Until when the list knows what happens in it, by the monotonic clock; undefined where it says
   * that nobody is in it, so that no such row changes at each poll.
   */
  readonly runningAtMs: number | undefined;
}

export function listedConference(row: PolledRow<Conference>, knownUntilMs: number): ListedConference {
  const { members, moderators, durationSeconds } = row;
  const isRunning = [members, moderators, durationSeconds].some((count) => count !== null && count > 0);
  return { ...row, runningAtMs: isRunning ? knownUntilMs : undefined };
}
