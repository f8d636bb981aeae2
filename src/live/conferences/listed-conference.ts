import type { Conference } from '../../kazoo/collections/conference-rooms.ts';
import type { PolledRow } from '../polls/polled-row.ts';

/** A conference of an account, as Kazoo's list tells. */
export interface ListedConference extends PolledRow<Conference> {
  /**
   * Until when the list knows what happens in it, by the clock on the wall, since another instance
   * may have asked for it; null where it says that nobody is in it, so that no such row changes at
   * each poll.
   */
  readonly runningAt: Date | null;
}

export function listedConference(row: PolledRow<Conference>, knownUntil: Date): ListedConference {
  const { members, moderators, durationSeconds } = row;
  const isRunning = [members, moderators, durationSeconds].some((count) => count !== null && count > 0);
  return { ...row, runningAt: isRunning ? knownUntil : null };
}
