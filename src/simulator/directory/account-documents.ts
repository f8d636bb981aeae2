import { gregorianSeconds } from '../gregorian.ts';
import type { JsonObject } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { Account, Device, NumberedDocument, User } from './account.ts';
import { fullName, idOf } from './account.ts';
import type { Voicemail } from './live-state.ts';

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

/** Kazoo 5 counts the messages of a box by folder, too (cb_vmboxes:merge_summary_fold/2). */
export function voicemailBoxDocuments(account: Account, { hasCrossbar5 }: KazooBehaviour): readonly ListedDocument[] {
  return account.voicemailBoxes.map(({ number, ...box }) =>
    computed(
      listed(
        { ...named(box), mailbox: number, messages: 3, ...(hasCrossbar5 ? { folders: { new: 1, saved: 2 } } : {}) },
        { pin: '4321', require_pin: true, timezone: 'Europe/Berlin' },
      ),
      'messages',
      'folders',
    ),
  );
}

/**
 * The `data` of `/vmboxes/messages`: an object for each message, whose one key is its box. The
 * query picks a folder, and messages since a time.
 */
export function voicemailMessages(
  account: Account,
  filed: readonly Voicemail[],
  query: URLSearchParams,
): readonly JsonObject[] {
  const seeded = account.voicemailBoxes.flatMap(({ id, number }) =>
    (['new', 'saved', 'saved'] as const).map((folder, index) => ({
      id: `202403-${idOf('voicemail', account.id, number, String(index))}`,
      accountId: account.id,
      boxId: id,
      filedAtMs: account.createdAtMs,
      lengthMs: 3_140,
      folder,
      callId: `voicemail-${number}-${index}`,
      callerName: '山田 太郎',
      callerNumber: '1002',
    })),
  );
  const folder = query.get('filter_folder');
  const createdFrom = Number(query.get('created_from') ?? 0);
  return [...filed, ...seeded]
    .filter((message) => folder === null || message.folder === folder)
    .filter(({ filedAtMs }) => gregorianSeconds(filedAtMs) >= createdFrom)
    .map((message) => ({ [message.boxId]: messageRow(account, message) }));
}

function messageRow({ realm, voicemailBoxes }: Account, message: Voicemail): JsonObject {
  const box = voicemailBoxes.find(({ id }) => id === message.boxId);
  return {
    timestamp: gregorianSeconds(message.filedAtMs),
    from: `${message.callerNumber}@${realm}`,
    to: `${box?.number ?? ''}@${realm}`,
    caller_id_number: message.callerNumber,
    caller_id_name: message.callerName,
    call_id: message.callId,
    folder: message.folder,
    length: message.lengthMs,
    media_id: message.id,
    ...(message.transcription === undefined
      ? {}
      : { transcription: { result: 'success', text: message.transcription } }),
  };
}

/**
 * The `data` of a folder of `/faxes`: the row of a view, with the document where that is read, too.
 */
export function faxDocuments(account: Account, folder: string): readonly JsonObject[] {
  const number = account.phoneNumbers[0] ?? '';
  const view = {
    status: 'completed',
    to: number,
    from: '+14155550123',
    created: gregorianSeconds(account.createdAtMs),
  };
  if (folder === 'outgoing') {
    const job = { ...view, to: view.from, from: view.to, status: 'pending' };
    return account.faxboxes.map(({ id }) => ({ ...job, id: idOf('fax job', id) }));
  }
  const result = folder === 'inbox' ? 'rx_result' : 'tx_result';
  return account.faxboxes.map(({ id, ownerId }) => ({
    ...view,
    id: `202403-${idOf(folder, id)}`,
    folder,
    from_name: 'Café Ñoño',
    from_number: view.from,
    to_name: account.name,
    to_number: view.to,
    faxbox_id: id,
    owner_id: ownerId,
    attempts: 1,
    retries: 3,
    [result]: { success: true, pages_sent: 2, time_elapsed: 61, error_message: '' },
  }));
}

export function faxboxDocuments(account: Account): readonly ListedDocument[] {
  return account.faxboxes.map(({ number, ...box }) => listed({ ...named(box), caller_id: number }, {}));
}

export function queueDocuments(account: Account): readonly ListedDocument[] {
  return account.queues.map(({ id, name }) =>
    listed({ id, name }, { strategy: 'round_robin', connection_timeout: 3600, record_caller: false }),
  );
}

/** The `data` of `/queues/stats`. */
export function queueStats(nowGregorian: number, calls: readonly JsonObject[]): JsonObject {
  return { current_timestamp: nowGregorian, stats: [...calls] };
}

/** The rows of `/agents`: every user takes calls of every queue. */
export function agentDocuments({ users, queues }: Account): readonly JsonObject[] {
  return users.map(({ id, firstName, lastName }) => ({
    id,
    first_name: firstName,
    last_name: lastName,
    queues: queues.map((queue) => queue.id),
  }));
}

/** The `data` of `/agents/status`: by agent and moment, and what was before. */
export function agentStatuses(statuses: ReadonlyMap<string, string>, nowGregorian: number): JsonObject {
  const status = (agentId: string, word: string, at: number): JsonObject => ({
    [String(at)]: { agent_id: agentId, status: word, timestamp: at },
  });
  return Object.fromEntries(
    [...statuses].map(([agentId, word]) => [
      agentId,
      { ...status(agentId, word, nowGregorian), ...status(agentId, 'logged_in', nowGregorian - 60) },
    ]),
  );
}

function listed(row: JsonObject, rest: JsonObject): ListedDocument {
  return { row, document: { ...row, ...rest } };
}

/** Leaves out of the document what the view computes: it is in the row alone. */
function computed({ row, document }: ListedDocument, ...keys: readonly string[]): ListedDocument {
  const stored = Object.entries(document).filter(([key]) => !keys.includes(key));
  return { row, document: Object.fromEntries(stored) };
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
