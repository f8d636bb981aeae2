import { type EventFields, text, whole, within } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

/**
 * The fields that Crossbar's list of voicemail boxes shows (priv/couchdb/account/vmboxes.json,
 * cb_vmboxes:load_vmbox_summary/1). Kazoo 5 alone counts by folder there. The documents themselves
 * hold PINs.
 */
const voicemailBoxFields = {
  id: text('id'),
  name: text('name'),
  mailbox: text('mailbox'),
  ownerId: text('owner_id'),
  messages: whole('messages'),
  messagesNew: within('folders', whole('new')),
  messagesSaved: within('folders', whole('saved')),
} satisfies EventFields;

export const voicemailBoxes = collection({
  path: 'vmboxes',
  type: 'VoicemailBox',
  fields: voicemailBoxFields,
  owners: ['ownerId'],
  key: 'id',
  isPaged: true,
});

export type VoicemailBox = Found<NonNullable<ReturnType<typeof voicemailBoxes.read>>>;
