import { type EventFields, flag, json, text, texts, time } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';

/**
 * The fields of a missed call, the one notification that Kazoo hands on by default (kazoo-5.md
 * section 5).
 */
export const notificationEventFields = {
  ...eventHeaderFields,
  callId: text('call_id'),
  timestamp: time('timestamp'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  fromUser: text('from_user'),
  fromRealm: text('from_realm'),
  toUser: text('to_user'),
  toRealm: text('to_realm'),
  mailAddresses: texts('to'),
  notify: json('notify'),
  callBridged: flag('call_bridged'),
  messageLeft: flag('message_left'),
  authorizingType: text('authorizing_type'),
  authorizingId: text('authorizing_id'),
} satisfies EventFields;
