import type { LiveRow } from '../live-rows.ts';

/** How the calls of an account are doing, or those of one user. Times are moments. */
export interface AccountBoard extends LiveRow {
  readonly accountId: string;
  /** Calls by their state. */
  readonly ringing: number;
  readonly talking: number;
  readonly held: number;
  readonly parked: number;
  readonly longestRingSince: Date | null;
  /** Incoming calls since `countedSince` that a person or a conference answered; once each. */
  readonly answeredToday: number;
  /** Incoming calls that ended since `countedSince`, and that nobody answered. */
  readonly missedToday: number;
  readonly countedSince: Date;
  /** Whether no event may have been missed since `countedSince`. */
  readonly countsComplete: boolean;
  /** The time zone of the midnight at which counting begins anew. */
  readonly timezone: string;
}
