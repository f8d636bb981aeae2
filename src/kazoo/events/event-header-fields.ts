import { type EventFields, text } from './event-field.ts';

/**
 * The fields that every publisher of Kazoo puts on its messages (events.md section 2), without the
 * event's name.
 */
export const eventHeaderFields = {
  appName: text('app_name'),
  appVersion: text('app_version'),
  eventCategory: text('event_category'),
  msgId: text('msg_id'),
} satisfies EventFields;
