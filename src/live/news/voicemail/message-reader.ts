import type { Found } from '../../../kazoo/collections/collection-reader.ts';
import { type VoicemailBox, voicemailBoxes } from '../../../kazoo/collections/voicemail-boxes.ts';
import { type ListedMessage, voicemailMessagesSince } from '../../../kazoo/collections/voicemail-messages.ts';
import type { AccountLists } from '../../account-lists.ts';
import type { VoicemailMessage } from './voicemail-message.ts';

/** A message as Kazoo tells of it, and who owns its box. */
export interface ReadMessage {
  readonly message: VoicemailMessage;
  readonly owners: readonly string[];
}

/** Messages of an hour before count too: the clocks of Kazoo's machines differ. */
const clocksDifferMs = 3_600_000;

/** Reads messages with the token of anybody who may see their account. */
export class MessageReader {
  readonly #lists: Pick<AccountLists, 'read'>;
  readonly #turn: string;

  /** @param turn whose turn at Crossbar it takes */
  constructor(lists: Pick<AccountLists, 'read'>, turn: string) {
    this.#lists = lists;
    this.#turn = turn;
  }

  /**
   * Resolves with those of the messages that Kazoo lists by now, by their ids. It reads the list of
   * little more than an hour, and that of the boxes if it has found any.
   *
   * @param since when the oldest of them came
   * @throws as `AccountLists.read` does
   */
  async read(
    accountId: string,
    ids: ReadonlySet<string>,
    since: Date,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ReadMessage>> {
    const messages = voicemailMessagesSince(new Date(since.getTime() - clocksDifferMs));
    const listed = await this.#lists.read(messages, accountId, this.#turn, signal);
    const found = listed.filter(({ mediaId }) => ids.has(mediaId));
    if (found.length === 0) return new Map();
    const boxes = await this.#lists.read(voicemailBoxes, accountId, this.#turn, signal);
    const boxOf = new Map<string | null, VoicemailBox>(boxes.map((box) => [box.id, box]));
    return new Map(found.map((row) => [row.mediaId, messageOf(row, boxOf.get(row.boxId))]));
  }
}

function messageOf(row: Found<ListedMessage>, box: VoicemailBox | undefined): ReadMessage {
  const { mediaId, accountId, boxId, callId, callerIdName, callerIdNumber, timestamp, length } = row;
  const { folder, transcription } = row;
  return {
    message: {
      id: mediaId,
      accountId,
      boxId,
      boxName: box?.name ?? null,
      mailbox: box?.mailbox ?? null,
      ownerId: box?.ownerId ?? null,
      callId,
      callerIdName,
      callerIdNumber,
      timestamp,
      lengthMs: length,
      folder,
      transcription,
    },
    owners: box?.owners ?? [],
  };
}

/** A message of which Kazoo has told nothing but that there is one. */
export function unreadMessage(accountId: string, id: string): ReadMessage {
  const nothing = {
    boxId: null,
    boxName: null,
    mailbox: null,
    ownerId: null,
    callId: null,
    callerIdName: null,
    callerIdNumber: null,
    timestamp: null,
    lengthMs: null,
    folder: null,
    transcription: null,
  };
  return { message: { id, accountId, ...nothing }, owners: [] };
}
