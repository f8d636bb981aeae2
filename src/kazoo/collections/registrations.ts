import { createHash } from 'node:crypto';
import type { CrossbarRecord } from '../crossbar/crossbar-value.ts';
import { type EventFields, text, time, whole } from '../events/event-field.ts';
import { collection, listedRows } from './collection.ts';
import type { Found } from './collection-reader.ts';

/**
 * The fields of a registration. Kazoo leaves out a value it does not know, or writes the text
 * `undefined` (rest.md section 14).
 */
const registrationFields = {
  id: registrationId,
  accountName: text('account_name'),
  accountRealm: text('account_realm'),
  authorizingId: text('authorizing_id'),
  authorizingType: text('authorizing_type'),
  ownerId: text('owner_id'),
  contact: text('contact'),
  contactIp: text('contact_ip'),
  contactPort: whole('contact_port'),
  username: text('username'),
  realm: text('realm'),
  userAgent: text('user_agent'),
  expiresSeconds: whole('expires'),
  eventTimestamp: time('event_timestamp'),
  networkIp: text('network_ip'),
  networkPort: whole('network_port'),
} satisfies EventFields;

/**
 * Identifies a registration by who can be reached where, since Kazoo's list does not say by which
 * id it tells them apart. A hash: the operator may hide what is hashed.
 */
function registrationId(row: CrossbarRecord): string {
  const { username, realm, contact } = row;
  const identity = JSON.stringify(contact === undefined ? row : [username, realm, contact]);
  return `registration/${createHash('sha256').update(identity).digest('base64url')}`;
}

/** Of two rows for one phone at one address, the later one holds. */
function latestOfEach(rows: readonly CrossbarRecord[]): readonly CrossbarRecord[] {
  const seconds = ({ event_timestamp: registeredAt }: CrossbarRecord): number => Number(registeredAt) || 0;
  const byAge = rows.toSorted((one, other) => seconds(one) - seconds(other));
  return [...new Map(byAge.map((row) => [registrationId(row), row])).values()];
}

/**
 * Spells keys such as `User-Agent` as `user_agent`. Kazoo 5 does not translate a registration whose
 * contact it cannot parse (kazoo-5.md section 6).
 */
function withPlainKeys(row: CrossbarRecord): CrossbarRecord {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toLowerCase().replaceAll('-', '_'), value]));
}

export const registrations = collection({
  path: 'registrations',
  type: 'Registration',
  fields: registrationFields,
  owners: ['ownerId'],
  key: 'id',
  rowsOf: (data) => {
    const rows = listedRows(data)?.map(withPlainKeys);
    return rows && latestOfEach(rows);
  },
});

export type Registration = Found<NonNullable<ReturnType<typeof registrations.read>>>;
