import { type EventFields, text, texts, whole } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

const descendantFields = {
  id: text('id'),
  name: text('name'),
  realm: text('realm'),
  tree: texts('tree'),
  descendantsCount: whole('descendants_count'),
} satisfies EventFields;

/** The accounts below an account, at any depth. */
export const descendants = collection({
  path: 'descendants',
  type: 'Descendant',
  fields: descendantFields,
  key: 'id',
  isPaged: true,
});

export type Descendant = Found<NonNullable<ReturnType<typeof descendants.read>>>;
