/** A message that was left; what Kazoo does not tell is null. */
export interface VoicemailMessage {
  /** The id of the message's document. */
  readonly id: string;
  readonly accountId: string;
  readonly boxId: string | null;
  readonly boxName: string | null;
  /** The number of the box. */
  readonly mailbox: string | null;
  /** The user whose box it is. */
  readonly ownerId: string | null;
  /** The leg of whoever left it. */
  readonly callId: string | null;
  readonly callerIdName: string | null;
  readonly callerIdNumber: string | null;
  readonly timestamp: Date | null;
  readonly lengthMs: number | null;
  readonly folder: string | null;
  readonly transcription: string | null;
}
