import { type CrossbarRecord, isRecord } from '../crossbar/crossbar-value.ts';
import { text, time, whole, within } from '../events/event-field.ts';
import { toGregorianSeconds } from '../gregorian-time.ts';
import { type Collection, collection, listedRows } from './collection.ts';

const path = 'vmboxes/messages';
const type = 'VoicemailMessage';
const placeFields = { boxId: text('box_id'), folder: text('folder') };

/** The messages of an account that nobody has heard, each with its box. */
export const newVoicemailMessages = collection({
  path,
  query: { filter_folder: 'new' },
  type,
  fields: placeFields,
  key: 'boxId',
  isPaged: true,
  rowsOf: messageRows,
});

/**
 * The messages of all boxes of an account, each with its box, and the metadata that Kazoo files
 * (kzd_box_message:build_metadata_object/6). A transcription is there only where Kazoo makes one.
 */
export const voicemailMessages = collection({
  path,
  type,
  fields: {
    ...placeFields,
    mediaId: text('media_id'),
    callId: text('call_id'),
    callerIdName: text('caller_id_name'),
    callerIdNumber: text('caller_id_number'),
    timestamp: time('timestamp'),
    length: whole('length'),
    transcription: within('transcription', text('text')),
  },
  key: 'mediaId',
  isPaged: true,
  rowsOf: messageRows,
});

export type ListedMessage = NonNullable<ReturnType<typeof voicemailMessages.read>>;

/** The messages that were filed at `from` or later, in any folder. */
export function voicemailMessagesSince(from: Date): Collection<ListedMessage> {
  return { ...voicemailMessages, query: { created_from: String(toGregorianSeconds(from)) } };
}

/**
 * Crossbar answers with an object for each message, whose one key is the box
 * (cb_vmboxes:message_summary_normalizer/4).
 */
function messageRows(data: unknown): readonly CrossbarRecord[] | undefined {
  return listedRows(data)?.flatMap((row) =>
    Object.entries(row).map(([boxId, message]) => ({ ...(isRecord(message) ? message : {}), box_id: boxId })),
  );
}
