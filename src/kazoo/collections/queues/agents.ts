import { type EventFields, text, texts } from '../../events/event-field.ts';
import { collection } from '../collection.ts';
import type { Found } from '../collection-reader.ts';

const agentFields = { id: text('id'), queueIds: texts('queues') } satisfies EventFields;

/**
 * The users who take calls of queues, and which queues these are. They belong to acdc, as the
 * queues do (cb_agents:summary/1).
 */
export const agents = collection({
  path: 'agents',
  type: 'Agent',
  fields: agentFields,
  key: 'id',
  isPaged: true,
  isOptional: true,
});

export type Agent = Found<NonNullable<ReturnType<typeof agents.read>>>;
