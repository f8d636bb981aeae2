import type { Account } from '../directory/account.ts';
import type { ListedDocument } from '../directory/account-documents.ts';
import {
  agentDocuments,
  agentStatuses,
  deviceDocuments,
  faxboxDocuments,
  faxDocuments,
  queueDocuments,
  queueStats,
  userDocuments,
  voicemailBoxDocuments,
  voicemailMessages,
} from '../directory/account-documents.ts';
import type { Directory } from '../directory/directory.ts';
import { channelRow, conferenceDocuments, listedParticipant, parkedCalls } from '../directory/live-documents.ts';
import type { LiveState } from '../directory/live-state.ts';
import { gregorianSeconds } from '../gregorian.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { CrossbarAnswer } from './crossbar-answer.ts';
import { badIdentifier, notFound, ok } from './crossbar-answer.ts';

export interface AccountSurroundings {
  readonly directory: Directory;
  readonly live: LiveState;
  readonly behaviour: KazooBehaviour;
  readonly now: () => number;
  /** Whether the call centre application runs; without it nobody knows `/queues`. */
  readonly hasQueues: boolean;
  /** Rows of `/websockets` for the sockets whose identity is of this account. */
  readonly websocketRows: (accountId: string) => readonly JsonObject[];
}

const registrationLifetimeSeconds = 360;
const msPerSecond = 1_000;

/** `GET` of what lies below `/v2/accounts/{account}`; the checks are behind it. */
export function accountResource(
  account: Account,
  path: readonly string[],
  query: URLSearchParams,
  around: AccountSurroundings,
): CrossbarAnswer {
  const { directory, live, now } = around;
  const [collection, id, part] = path;
  switch (collection) {
    case undefined:
      return { ...ok(accountDocument(account, directory)), etag: `"1-${account.id.slice(0, 8)}"` };
    case 'descendants':
      return ok(directory.descendants(account.id).map((other) => accountRow(other, directory)));
    case 'children':
      return ok(directory.children(account.id).map((other) => accountRow(other, directory)));
    case 'tree':
      return ok(directory.ancestors(account).map(({ id: ancestorId, name }) => ({ id: ancestorId, name })));
    case 'users':
      if (id !== undefined && part === 'channels') return channels(around, account, 'ownerId', id);
      return pickDocument(userDocuments(account), id);
    case 'devices':
      if (id !== undefined && part === 'channels') return channels(around, account, 'deviceId', id);
      return pickDocument(deviceDocuments(account), id);
    case 'vmboxes':
      if (id === 'messages') return ok(voicemailMessages(account, live.voicemailsOf(account.id), query));
      return pickDocument(voicemailBoxDocuments(account, around.behaviour), id);
    case 'faxes':
      return ok(faxDocuments(account, id ?? ''));
    case 'faxboxes':
      return pickDocument(faxboxDocuments(account), id);
    case 'queues':
      if (!around.hasQueues) return notFound();
      if (id === 'stats') return ok(queueStats(gregorianSeconds(now()), live.queueCallsOf(account.id)));
      return pickDocument(queueDocuments(account), id);
    case 'agents':
      if (!around.hasQueues) return notFound();
      if (id === 'status') return ok(agentStatuses(live.agentStatusesOf(account.id), gregorianSeconds(now())));
      return pick(agentDocuments(account), id);
    case 'conferences':
      if (part === 'participants') {
        return ok(live.participantsOf(id ?? '').map((participant) => listedParticipant(participant, now())));
      }
      return pick(conferenceDocuments(account, live, now()), id);
    case 'channels':
      if (id === undefined) return channels(around, account);
      return pick(channelRows(around, account), id, 'uuid');
    case 'parked_calls':
      return ok(parkedCalls(account, live));
    case 'registrations':
      return id === 'count'
        ? ok({ count: registrations(account, live, now()).length })
        : ok(registrations(account, live, now()));
    case 'presence':
      return ok({ subscriptions: {} });
    case 'api_key':
      return ok({ api_key: account.apiKey });
    case 'websockets':
      return pick(around.websocketRows(account.id), id, 'websocket_session_id');
    default:
      return notFound();
  }
}

function accountDocument(account: Account, directory: Directory): JsonObject {
  return {
    id: account.id,
    name: account.name,
    realm: account.realm,
    timezone: 'Europe/Berlin',
    language: account.language,
    enabled: account.enabled,
    created: gregorianSeconds(account.createdAtMs),
    is_reseller: account.isReseller,
    reseller_id: directory.resellerOf(account)?.id ?? account.id,
    superduper_admin: account.isSuperduperAdmin,
    wnm_allow_additions: false,
    billing_mode: 'manual',
    call_restriction: {},
    caller_id: { external: { number: account.phoneNumbers[0] ?? '' } },
    dial_plan: {},
    music_on_hold: {},
    preflow: {},
    ringtones: {},
  };
}

function accountRow(account: Account, directory: Directory): JsonObject {
  return {
    id: account.id,
    name: account.name,
    realm: account.realm,
    tree: directory
      .ancestors(account)
      .map((ancestor) => ancestor.id)
      .toReversed(),
    descendants_count: directory.descendants(account.id).length,
  };
}

function registrations(account: Account, live: LiveState, nowMs: number): readonly JsonObject[] {
  const registered = account.devices.filter(({ id }) => live.isRegistered(id));
  // A phone registers anew before its time is over.
  const renewalMs = (registrationLifetimeSeconds * msPerSecond) / 2;
  const registeredAtMs = Math.floor(nowMs / renewalMs) * renewalMs;
  return registered.map((device) => ({
    account_id: account.id,
    account_name: account.name,
    account_realm: account.realm,
    authorizing_id: device.id,
    authorizing_type: 'device',
    owner_id: device.ownerId,
    contact: `sip:${device.sipUsername}@${device.contactIp}:5060;transport=udp`,
    contact_ip: device.contactIp,
    contact_port: '5060',
    username: device.sipUsername,
    realm: account.realm,
    user_agent: device.userAgent,
    expires: registrationLifetimeSeconds,
    event_timestamp: gregorianSeconds(registeredAtMs),
    // Unknown values really come as this text (rest.md section 14).
    network_ip: 'undefined',
    network_port: 'undefined',
  }));
}

function channels(
  around: AccountSurroundings,
  account: Account,
  owner?: 'ownerId' | 'deviceId',
  ownerId?: string,
): CrossbarAnswer {
  return ok(channelRows(around, account, (channel) => owner === undefined || channel[owner] === ownerId));
}

type ChannelFilter = (channel: ReturnType<LiveState['channelsOf']>[number]) => boolean;

function channelRows(
  { live, directory, behaviour, now }: AccountSurroundings,
  account: Account,
  isWanted: ChannelFilter = () => true,
): readonly JsonObject[] {
  const resellerId = directory.resellerOf(account)?.id ?? account.id;
  return live
    .channelsOf(account.id)
    .filter(isWanted)
    .map((channel) => channelRow(channel, resellerId, behaviour, now()));
}

/** The whole collection, or the one document of it with this id. */
function pick(documents: readonly JsonObject[], id: string | undefined, idKey = 'id'): CrossbarAnswer {
  if (id === undefined) return ok(documents);
  const found: JsonValue | undefined = documents.find((document) => document[idKey] === id);
  return found === undefined ? badIdentifier(id) : ok(found);
}

/** Lists show rows, a single document all of itself. */
function pickDocument(documents: readonly ListedDocument[], id: string | undefined): CrossbarAnswer {
  return pick(
    documents.map(({ row, document }) => (id === undefined ? row : document)),
    id,
  );
}
