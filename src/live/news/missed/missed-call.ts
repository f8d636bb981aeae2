import type { CallParty, CallRoute } from '../../calls/call.ts';

/** A call that is over and that somebody missed, or everybody. */
export interface MissedCall {
  /** The id that the call had as a row of the live list. */
  readonly id: string;
  readonly accountId: string;
  /** The caller's leg. */
  readonly callId: string;
  readonly direction: CallRoute;
  readonly from: CallParty;
  /** Whom it was for: whose phones rang, if that is one; else what was dialled. */
  readonly to: CallParty;
  readonly queueId: string | null;
  /** When it came in. */
  readonly occurredAt: Date;
  readonly endedAt: Date;
  readonly hangupCause: string | null;
  /** Who answered it in the end; null when nobody did, and for a conference. */
  readonly answeredBy: CallParty | null;
  /** The users whose phones rang without being answered by them. */
  readonly missedBy: readonly string[];
  /** Null where it cannot be known: Kazoo does not tell of voicemail, or not in time. */
  readonly leftVoicemail: boolean | null;
  /** Whether nobody at all answered: then it is news for the whole account. */
  readonly isUnanswered: boolean;
}
