import type { CallDirection } from '../../kazoo/event-words.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';

/** How a call, or a leg of it, is doing. */
export type CallState = 'RINGING' | 'ANSWERED' | 'ON_HOLD' | 'PARKED';

/** Which way a call goes, as its account sees it: from outside, to outside, or neither. */
export type CallRoute = 'INBOUND' | 'OUTBOUND' | 'INTERNAL';

/** Who is at one end of a call; null is what Kazoo has not told, or what is hidden. */
export interface CallParty {
  readonly name: string | null;
  readonly number: string | null;
  readonly userId: string | null;
  readonly deviceId: string | null;
}

/** One connection between the switch and a phone or a carrier; the party is who is there. */
export interface CallLeg extends CallParty {
  readonly callId: string;
  readonly otherLegCallId: string | null;
  /** `INBOUND` was called into the switch, `OUTBOUND` by the switch. */
  readonly callDirection: CallDirection | null;
  readonly state: CallState;
  readonly startedAt: Date;
  /** Null until it is answered, and where only Kazoo's list says that it was. */
  readonly answeredAt: Date | null;
}

/** A call as people speak of it: all legs that have to do with each other. */
export interface Call extends LiveRow {
  readonly accountId: string;
  readonly state: CallState;
  readonly direction: CallRoute;
  readonly from: CallParty;
  readonly to: CallParty;
  readonly startedAt: Date;
  /** When it was first answered, also by a menu, a mailbox or a queue; null as in a leg. */
  readonly answeredAt: Date | null;
  /** Since when it has had its state; the start where only Kazoo's list tells of it. */
  readonly since: Date;
  readonly parkedSlot: string | null;
  readonly conferenceId: string | null;
  readonly queueId: string | null;
  /** Whether a person or a conference has answered it: see `RemovedCall`. Not shown. */
  readonly wasAnswered: boolean;
  /** The owners of the legs that are answered, but for the caller's. Not shown. */
  readonly answererIds: readonly string[];
  /** Whether Kazoo has begun to record it. */
  readonly recording: boolean;
  /** The legs that are up, oldest first, without those that only help within the switch. */
  readonly legs: readonly CallLeg[];
}

/** A call that is over, or is part of another row now. */
export interface RemovedCall extends RemovedRow {
  /** Kazoo's word for why the leg that ended last did; null where nobody has told. */
  readonly hangupCause: string | null;
  /**
   * Whether a person or a conference answered: a menu, a mailbox or a queue does not count. Null
   * for a call that goes on elsewhere.
   */
  readonly wasAnswered: boolean | null;
  readonly endedAt: Date | null;
  /** Whether a fax was received: then nobody has missed it. Default: none was. Not shown. */
  readonly isFax?: boolean;
}
