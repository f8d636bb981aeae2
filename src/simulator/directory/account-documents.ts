import type { JsonObject } from '../json.ts';
import type { Account, Device, NumberedDocument, User } from './account.ts';
import { fullName } from './account.ts';

/**
 * What Crossbar shows of a document: the row of its list, made by a view, and the document itself.
 */
export interface ListedDocument {
  readonly row: JsonObject;
  readonly document: JsonObject;
}

// The rows are those of Kazoo's `crossbar_listing` views (applications/crossbar/priv/couchdb/account). The documents
// hold secrets, as there.

export function userDocuments(account: Account): readonly ListedDocument[] {
  return account.users.map((user) => computed(listed(userRow(user, account), userRest(user)), 'features'));
}

export function deviceDocuments(account: Account): readonly ListedDocument[] {
  return account.devices.map((device) => computed(listed(deviceRow(device), deviceRest(device)), 'device_type'));
}

export function voicemailBoxDocuments(account: Account): readonly ListedDocument[] {
  return account.voicemailBoxes.map(({ number, ...box }) =>
    computed(
      listed(
        { ...named(box), mailbox: number, messages: 2 },
        { pin: '4321', require_pin: true, timezone: 'Europe/Berlin' },
      ),
      'messages',
    ),
  );
}

export function faxboxDocuments(account: Account): readonly ListedDocument[] {
  return account.faxboxes.map(({ number, ...box }) => listed({ ...named(box), caller_id: number }, {}));
}

export function queueDocuments(account: Account): readonly ListedDocument[] {
  return account.queues.map(({ id, name }) =>
    listed({ id, name }, { strategy: 'round_robin', connection_timeout: 3600, record_caller: false }),
  );
}

/** The `data` of `/queues/stats` while nobody waits. */
export function queueStats(nowGregorian: number): JsonObject {
  return { current_timestamp: nowGregorian, stats: [] };
}

function listed(row: JsonObject, rest: JsonObject): ListedDocument {
  return { row, document: { ...row, ...rest } };
}

/** Leaves out of the document what the view computes: it is in the row alone. */
function computed({ row, document }: ListedDocument, key: string): ListedDocument {
  const { [key]: _, ...stored } = document;
  return { row, document: stored };
}

function named({ id, name, ownerId }: Omit<NumberedDocument, 'number'>): JsonObject {
  return { id, name, owner_id: ownerId };
}

function userRow(user: User, account: Account): JsonObject {
  return {
    id: user.id,
    features: ['caller_id'],
    username: user.username,
    email: `${user.username}@${account.realm}`,
    first_name: user.firstName,
    last_name: user.lastName,
    priv_level: user.privLevel,
  };
}

function userRest(user: User): JsonObject {
  return {
    enabled: true,
    presence_id: user.extension,
    caller_id: { internal: { name: fullName(user), number: user.extension } },
    timezone: 'Europe/Berlin',
  };
}

function deviceRow(device: Device): JsonObject {
  return {
    id: device.id,
    name: device.name,
    mac_address: '',
    owner_id: device.ownerId,
    enabled: true,
    device_type: 'sip_device',
  };
}

function deviceRest(device: Device): JsonObject {
  return { sip: { username: device.sipUsername, password: 'sip-secret', method: 'password' } };
}
