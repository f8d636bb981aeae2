import { type EventFields, text, texts } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

/**
 * The fields that Crossbar's list of users shows (priv/couchdb/account/users.json,
 * `crossbar_listing`). User documents hold these fields too, so that a document can be read as a
 * row; all but `features`, which the view computes.
 */
const userFields = {
  id: text('id'),
  username: text('username'),
  email: text('email'),
  firstName: text('first_name'),
  lastName: text('last_name'),
  privLevel: text('priv_level'),
  features: texts('features'),
} satisfies EventFields;

export const users = collection({ path: 'users', type: 'User', fields: userFields, key: 'id', isPaged: true });

export type User = Found<NonNullable<ReturnType<typeof users.read>>>;
