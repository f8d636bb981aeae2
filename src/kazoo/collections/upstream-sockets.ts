import { type EventFields, json, text, texts, time } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

const upstreamSocketFields = {
  websocketSessionId: text('websocket_session_id'),
  bindings: texts('bindings'),
  openedAt: time('timestamp'),
  destination: text('destination'),
  source: text('source'),
  name: text('name'),
  metadata: json('metadata'),
} satisfies EventFields;

/**
 * The open blackhole sockets of an account. Crossbar asks the nodes, and answers 500 when no node
 * answers (rest.md section 15).
 */
export const upstreamSockets = collection({
  path: 'websockets',
  type: 'UpstreamSocket',
  fields: upstreamSocketFields,
  key: 'websocketSessionId',
});

export type UpstreamSocket = Found<NonNullable<ReturnType<typeof upstreamSockets.read>>>;
