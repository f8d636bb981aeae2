import { type EventFields, text } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

const queueFields = { id: text('id'), name: text('name') } satisfies EventFields;

/** Queues belong to the application acdc; without it Crossbar does not know the resource (rest.md section 14). */
export const queues = collection({
  path: 'queues',
  type: 'Queue',
  fields: queueFields,
  key: 'id',
  isPaged: true,
  isOptional: true,
});

export type Queue = Found<NonNullable<ReturnType<typeof queues.read>>>;
