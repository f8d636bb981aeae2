import type { Registration } from '../../../src/kazoo/collections/registrations.ts';
import type { User } from '../../../src/kazoo/collections/users.ts';
import type { PolledRow } from '../../../src/live/polls/polled-row.ts';

/** A row of the list of users. */
export function user(id: string, given: Partial<User> = {}): PolledRow<User> {
  return {
    id,
    accountId: 'acme',
    ownerIds: [],
    owners: [],
    username: null,
    email: null,
    firstName: null,
    lastName: null,
    privLevel: null,
    features: [],
    ...given,
  };
}

/** A phone of a user that is registered. */
export function registration(id: string, ownerId: string | null, authorizingId = id): PolledRow<Registration> {
  return {
    id,
    accountId: 'acme',
    ownerIds: ownerId === null ? [] : [ownerId],
    owners: ownerId === null ? [] : [ownerId],
    accountName: null,
    accountRealm: null,
    authorizingId,
    authorizingType: 'device',
    ownerId,
    contact: null,
    contactIp: null,
    contactPort: null,
    username: null,
    realm: null,
    userAgent: null,
    expiresSeconds: null,
    eventTimestamp: null,
    networkIp: null,
    networkPort: null,
  };
}
