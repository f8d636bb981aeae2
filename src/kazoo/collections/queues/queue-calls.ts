import { isRecord } from '../../crossbar/crossbar-value.ts';
import { type EventFields, text, time, whole } from '../../events/event-field.ts';
import { collection, listedRows } from '../collection.ts';
import type { Found } from '../collection-reader.ts';

const queueCallFields = {
  id: text('id'),
  queueId: text('queue_id'),
  callId: text('call_id'),
  status: text('status'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  callerPriority: whole('caller_priority'),
  agentId: text('agent_id'),
  enteredPosition: whole('entered_position'),
  enteredTimestamp: time('entered_timestamp'),
  handledTimestamp: time('handled_timestamp'),
  processedTimestamp: time('processed_timestamp'),
  abandonedTimestamp: time('abandoned_timestamp'),
  abandonedReason: text('abandoned_reason'),
  waitTimeSeconds: whole('wait_time'),
  talkTimeSeconds: whole('talk_time'),
} satisfies EventFields;

/**
 * The recent calls of all queues of an account, with one request (cb_queues:format_stats/2): those
 * that wait, those that are handled, and what became of the others.
 */
export const queueCalls = collection({
  path: 'queues/stats',
  type: 'QueueCall',
  fields: queueCallFields,
  key: 'id',
  isOptional: true,
  rowsOf: (data) => listedRows(isRecord(data) ? data['stats'] : data),
});

export type QueueCall = Found<NonNullable<ReturnType<typeof queueCalls.read>>>;
