import { callDirectionWords, dialogDirectionWords } from '../event-words.ts';
import { type EventData, type EventFields, flag, named, text, whole } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';

/** The fields of the SIP addresses that a presence event is about (events.md section 11). */
const addressFields = {
  presenceId: text('presence_id'),
  from: text('from'),
  fromUser: text('from_user'),
  fromRealm: text('from_realm'),
  to: text('to'),
  toUser: text('to_user'),
  toRealm: text('to_realm'),
  callId: text('call_id'),
} satisfies EventFields;

/** The fields of an extension's call state (events.md section 11.1). */
export const dialogEventFields = {
  ...eventHeaderFields,
  ...addressFields,
  fromTag: text('from_tag'),
  toTag: text('to_tag'),
  toUri: text('to_uri'),
  state: text('state'),
  dialogDirection: named(text('direction'), dialogDirectionWords),
  direction: text('direction'),
  expiresSeconds: whole('expires'),
  expires: whole('expires'),
  eventPackage: text('event_package'),
} satisfies EventFields;

/** The fields of a mailbox's message count (events.md section 11.2). */
export const messageWaitingEventFields = {
  ...eventHeaderFields,
  ...addressFields,
  messageAccount: text('message_account'),
  messagesNew: whole('messages_new'),
  messagesSaved: whole('messages_saved'),
  messagesUrgent: whole('messages_urgent'),
  messagesUrgentSaved: whole('messages_urgent_saved'),
  messagesWaiting: flag('messages_waiting'),
  extendedPresenceId: text('extended_presence_id'),
} satisfies EventFields;

/** The fields of a lamp's change (events.md section 11.3). */
export const presenceUpdateEventFields = {
  ...eventHeaderFields,
  ...addressFields,
  fromTag: text('from_tag'),
  toTag: text('to_tag'),
  state: text('state'),
  callDirection: named(text('call_direction'), callDirectionWords),
  direction: text('call_direction'),
  eventPackage: text('event_package'),
  targetCallId: text('target_call_id'),
} satisfies EventFields;

const sipUser = /^(?:sips?:)?([^@]*)@/;

/**
 * The mailbox that a message count is about. Kazoo always sends its address, and mostly its number
 * too (events.md section 11.2).
 */
export function mailboxOf(data: EventData): string | null {
  const { toUser, to } = messageWaitingEventFields;
  return toUser(data) ?? sipUser.exec(to(data) ?? '')?.[1] ?? null;
}
