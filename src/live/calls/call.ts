import type { LiveRow, RemovedRow } from '../live-rows.ts';

export type CallState = 'RINGING' | 'ANSWERED' | 'ON_HOLD' | 'PARKED';

/** Which way a call goes, as the account sees it: from outside, to outside, or between its own. */
export type CallRoute = 'INBOUND' | 'OUTBOUND' | 'INTERNAL';

/** One end of a call. */
export interface CallParty {
  readonly name: string | null;
  readonly number: string | null;
  readonly userId: string | null;
  readonly deviceId: string | null;
}

/** One leg of a call that is up; helper legs are left out. */
export interface CallLeg extends CallParty {
  /** Kazoo's `call_id`. */
  readonly callId: string;
  readonly otherLegCallId: string | null;
  /** Kazoo's `call_direction`: `inbound` or `outbound` as the switch sees it. */
  readonly callDirection: string | null;
  readonly state: CallState;
  readonly startedAt: Date;
  readonly answeredAt: Date | null;
}

/** A call as people speak of it, whatever the number of its legs. */
export interface Call extends LiveRow {
  readonly accountId: string;
  readonly state: CallState;
  /** Null while it cannot be told. */
  readonly direction: CallRoute | null;
  readonly from: CallParty;
  readonly to: CallParty;
  readonly startedAt: Date;
  readonly answeredAt: Date | null;
  /** Since when it is in its state. */
  readonly since: Date;
  readonly parkedSlot: string | null;
  readonly conferenceId: string | null;
  readonly queueId: string | null;
  /** Null where Kazoo does not tell. */
  readonly recording: boolean | null;
  readonly legs: readonly CallLeg[];
}

/** A call that is over, or not shown any more. */
export interface RemovedCall extends RemovedRow {
  readonly hangupCause: string | null;
  /** Null for a call that has not ended. */
  readonly wasAnswered: boolean | null;
  readonly endedAt: Date | null;
}
