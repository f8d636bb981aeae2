import { idOf } from '../directory/account.ts';
import type { Channel } from '../directory/live-state.ts';
import type { JsonObject } from '../json.ts';
import type { Party, TrafficSite } from './traffic-site.ts';

export interface LegFacts {
  readonly channel: Channel;
  readonly party: Party;
  readonly bridgeId: string;
  readonly fetchId: string;
  readonly otherLeg: Channel | undefined;
  readonly transferHistory: JsonObject;
  /** Channel variables of its own, such as those of queues. */
  readonly variables: JsonObject;
}

const microsecondsPerMs = 1_000;
const switchHost = 'fs1.zone1.example.net';

// Names of machines, which a gateway has to keep to itself (events.md section 13).
const infrastructure = {
  media_server: switchHost,
  switch_hostname: switchHost,
  switch_nodename: `freeswitch@${switchHost}`,
  switch_uri: 'sip:198.51.100.31:11000',
  switch_url: 'sip:mod_sofia@198.51.100.31:11000',
};

/** The fields of every CHANNEL_* event, in the shape of the version (fixtures call.channel_*). */
export function legFields(site: TrafficSite, facts: LegFacts, event: string): JsonObject {
  const { channel, party } = facts;
  const { isMasterOrLater, hasEvents5 } = site.behaviour;
  const createdMicroseconds = channel.createdAtMs * microsecondsPerMs;
  const isAnnounced = event !== 'CHANNEL_CREATE' || channel.direction === 'outbound';
  const hasAddresses = hasEvents5 || event === 'CHANNEL_CREATE' || (!isMasterOrLater && /ANSWER|DESTROY/.test(event));
  const describesOtherLeg = event === 'CHANNEL_CREATE' || (!isMasterOrLater && /ANSWER|BRIDGE/.test(event));
  return {
    call_id: channel.callId,
    call_direction: channel.direction,
    channel_created_time: isMasterOrLater ? String(createdMicroseconds) : createdMicroseconds,
    ...infrastructure,
    ...(isMasterOrLater ? { channel_is_loopback: false } : {}),
    custom_channel_vars: channelVariables(site, facts),
    ...(isMasterOrLater
      ? {}
      : { custom_application_vars: {}, custom_sip_headers: sipHeaders(party), transfer_history: {} }),
    ...(hasEvents5 ? { custom_sip_headers: sipHeaders(party), channel_endpoint_name: endpointName(facts) } : {}),
    ...(Object.keys(facts.transferHistory).length === 0 ? {} : { transfer_history: facts.transferHistory }),
    ...stateFields(channel, event),
    channel_name: `sofia/sipinterface_1/${endpointName(facts)}@${site.account.realm}`,
    ...(isMasterOrLater ? { caller_destination_number: channel.destination } : {}),
    ...(hasAddresses ? addresses(site, channel) : {}),
    ...(channel.presenceId === undefined ? {} : { presence_id: channel.presenceId }),
    ...(isMasterOrLater ? {} : { disposition: channel.answeredAtMs === undefined ? 'DELAYED NEGOTIATION' : 'ANSWER' }),
    ...otherLegFields(facts.otherLeg, describesOtherLeg),
    ...tags(channel, event, isMasterOrLater),
    ...(isMasterOrLater ? { user_agent: userAgentOf(party) } : {}),
    caller_id_name: channel.callerName,
    caller_id_number: channel.callerNumber,
    ...(isAnnounced ? { callee_id_name: channel.calleeName, callee_id_number: channel.calleeNumber } : {}),
  };
}

export function userAgentOf({ device }: Party): string {
  return device?.userAgent ?? 'Carrier SBC 7.2';
}

/** What PARK_* events say of the parked leg: neither time nor direction (events.md section 5.3). */
export function parkFields(site: TrafficSite, facts: LegFacts, slot: string): JsonObject {
  const { channel } = facts;
  return {
    call_id: channel.callId,
    parking_slot: slot,
    custom_channel_vars: channelVariables(site, facts),
    caller_id_name: channel.callerName,
    caller_id_number: channel.callerNumber,
    callee_id_name: channel.calleeName,
    callee_id_number: channel.calleeNumber,
  };
}

export function channelVariables(site: TrafficSite, facts: LegFacts): JsonObject {
  const { channel, party, bridgeId, fetchId, variables } = facts;
  const { account, behaviour } = site;
  const isInbound = channel.direction === 'inbound';
  return {
    account_id: account.id,
    account_name: account.name,
    account_realm: account.realm,
    ...(party.device === undefined ? carrierVariables(channel) : deviceVariables(party, account.realm)),
    bridge_id: bridgeId,
    call_interaction_id: channel.interactionId,
    channel_authorized: 'true',
    ecallmgr_node: 'ecallmgr@apps1.zone1.example.net',
    ...(isInbound
      ? {
          application_name: 'callflow',
          application_node: 'kazoo_apps@apps1.zone1.example.net',
          callflow_id: idOf('callflow', account.id),
          fetch_id: fetchId,
          account_billing: 'limits_disabled',
          reseller_billing: 'limits_disabled',
        }
      : {}),
    inception: `${channel.destination}@${account.realm}`,
    realm: account.realm,
    reseller_id: site.resellerId,
    ...(behaviour.isMasterOrLater ? { privacy_hide_number: false, privacy_hide_name: false } : {}),
    ...variables,
  };
}

function deviceVariables({ device, user, number }: Party, realm: string): JsonObject {
  return {
    authorizing_id: device?.id ?? '',
    authorizing_type: 'device',
    ...(user === undefined ? {} : { owner_id: user.id }),
    presence_id: `${number}@${realm}`,
    username: device?.sipUsername ?? '',
  };
}

function carrierVariables(channel: Channel): JsonObject {
  return {
    authorizing_type: 'resource',
    resource_id: idOf('resource', 'carrier'),
    resource_type: channel.direction === 'inbound' ? 'offnet-origination' : 'offnet-termination',
    global_resource: 'true',
    e164_destination: channel.destination,
    original_number: channel.destination,
  };
}

function sipHeaders({ device }: Party): JsonObject {
  return device === undefined ? {} : { x_auth_ip: device.contactIp, x_auth_port: '5060' };
}

/** What a DESTROY of Kazoo 5 adds (kazoo-5.md section 5). */
export function endFields5({ interactionId, direction, answeredAtMs }: Channel): JsonObject {
  const [timestamp = '', key = ''] = interactionId.split('-');
  return {
    sip_disposition: answeredAtMs === undefined ? 'send_cancel' : 'recv_bye',
    endpoint_disposition: answeredAtMs === undefined ? 'FAIL' : 'ANSWER',
    hangup_phrase: answeredAtMs === undefined ? 'Request Terminated' : 'OK',
    media_recordings: [],
    call_interaction: { id: interactionId, key, timestamp: Number(timestamp), is_root: direction === 'inbound' },
  };
}

function endpointName({ channel, party }: LegFacts): string {
  return channel.sipUsername ?? party.number;
}

function stateFields(channel: Channel, event: string): JsonObject {
  const callStates: Readonly<Record<string, string>> = {
    CHANNEL_CREATE: 'DOWN',
    CHANNEL_HOLD: 'HELD',
    CHANNEL_UNHOLD: 'UNHELD',
    CHANNEL_DESTROY: 'HANGUP',
  };
  const running = channel.direction === 'inbound' ? 'EXECUTE' : 'EXCHANGE_MEDIA';
  const states: Readonly<Record<string, string>> = { CHANNEL_CREATE: 'INIT', CHANNEL_DESTROY: 'REPORTING' };
  return { channel_call_state: callStates[event] ?? 'ACTIVE', channel_state: states[event] ?? running };
}

function addresses({ account, behaviour }: TrafficSite, channel: Channel): JsonObject {
  const to = `${channel.destination}@${account.realm}`;
  const from = `${channel.callerNumber}@${account.realm}`;
  return {
    request: to,
    to,
    from,
    ...(behaviour.isMasterOrLater && !behaviour.hasEvents5 ? {} : { to_uri: to, from_uri: from }),
  };
}

// The caller's tag is known from the first message on, the callee's is not.
function tags({ fromTag, toTag }: Channel, event: string, isMasterOrLater: boolean): JsonObject {
  if (event !== 'CHANNEL_CREATE') return { from_tag: fromTag, to_tag: toTag };
  return isMasterOrLater ? {} : { from_tag: fromTag };
}

function otherLegFields(otherLeg: Channel | undefined, isDescribed: boolean): JsonObject {
  if (otherLeg === undefined) return {};
  if (!isDescribed) return { other_leg_call_id: otherLeg.callId };
  return {
    other_leg_direction: otherLeg.direction,
    other_leg_call_id: otherLeg.callId,
    other_leg_caller_id_name: otherLeg.callerName,
    other_leg_caller_id_number: otherLeg.callerNumber,
    other_leg_destination_number: otherLeg.destination,
  };
}
