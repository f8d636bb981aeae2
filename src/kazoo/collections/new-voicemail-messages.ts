import { isRecord } from '../crossbar/crossbar-value.ts';
import { type EventFields, text } from '../events/event-field.ts';
import { collection, listedRows } from './collection.ts';

const messageFields = { boxId: text('box_id'), folder: text('folder') } satisfies EventFields;

/**
 * The messages of an account that nobody has heard, each with its box. Crossbar answers with an
 * object for each, whose one key is the box (cb_vmboxes:message_summary_normalizer/4).
 */
export const newVoicemailMessages = collection({
  path: 'vmboxes/messages',
  query: { filter_folder: 'new' },
  type: 'VoicemailMessage',
  fields: messageFields,
  key: 'boxId',
  isPaged: true,
  rowsOf: (data) =>
    listedRows(data)?.flatMap((row) =>
      Object.entries(row).map(([boxId, message]) => ({ ...(isRecord(message) ? message : {}), box_id: boxId })),
    ),
});
