import { type EventFields, text } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';

/** The fields of a call's audio that goes to a websocket (kazoo-5.md section 5). */
export const streamEventFields = {
  ...eventHeaderFields,
  callId: text('call_id'),
  streamId: text('stream_id'),
  streamName: text('stream_name'),
  reason: text('reason'),
  errorMessage: text('error_message'),
} satisfies EventFields;
