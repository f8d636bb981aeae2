import { type EventFields, text } from '../../events/event-field.ts';
import { collection } from '../collection.ts';
import type { Found } from '../collection-reader.ts';

const queueFields = { id: text('id'), name: text('name'), strategy: text('strategy') } satisfies EventFields;

/**
 * The queues of an account. They belong to the application acdc, without which Crossbar has no such
 * resource (rest.md section 14).
 */
export const queues = collection({
  path: 'queues',
  type: 'Queue',
  fields: queueFields,
  key: 'id',
  isPaged: true,
  isOptional: true,
});

export type Queue = Found<NonNullable<ReturnType<typeof queues.read>>>;
