import { gregorianSeconds } from '../gregorian.ts';
import type { JsonObject } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { Account } from './account.ts';
import { idOf } from './account.ts';
import type { Channel, LiveState, ParkedCall, Participant } from './live-state.ts';

const msPerSecond = 1_000;

/**
 * A row of `/channels` (rest.md section 14): caller and callee on 4.3 only, channel variables on
 * 5.x only.
 */
export function channelRow(channel: Channel, resellerId: string, behaviour: KazooBehaviour, nowMs: number): JsonObject {
  const since = channel.answeredAtMs ?? channel.createdAtMs;
  const row: JsonObject = {
    answered: channel.answeredAtMs !== undefined,
    ...optional('authorizing_id', channel.deviceId),
    authorizing_type: channel.deviceId === undefined ? 'resource' : 'device',
    // The legs that a callflow calls do not name it.
    ...optional('callflow_id', channel.direction === 'inbound' ? idOf('callflow', channel.accountId) : undefined),
    channel_authorized: 'true',
    custom_application_vars: {},
    destination: channel.destination,
    direction: channel.direction,
    elapsed_s: Math.max(0, Math.floor((nowMs - since) / msPerSecond)),
    from_tag: channel.fromTag,
    interaction_id: channel.interactionId,
    is_loopback: false,
    is_onhold: channel.isOnHold,
    ...optional('other_leg', channel.otherLegCallId),
    ...optional('owner_id', channel.ownerId),
    ...optional('presence_id', channel.presenceId),
    reseller_billing: 'limits_disabled',
    reseller_id: resellerId,
    // A leg without a device is a carrier's.
    ...optional('resource_id', channel.deviceId === undefined ? idOf('resource', 'carrier') : undefined),
    timestamp: gregorianSeconds(channel.createdAtMs),
    to_tag: channel.toTag,
    ...optional('username', channel.sipUsername),
    uuid: channel.callId,
  };
  const people = {
    caller_id_name: channel.callerName,
    caller_id_number: channel.callerNumber,
    callee_id_name: channel.calleeName,
    callee_id_number: channel.calleeNumber,
  };
  return behaviour.isMasterOrLater ? { ...row, custom_channel_vars: {} } : { ...row, ...people };
}

/** The `data` of `/parked_calls`. */
export function parkedCalls(account: Account, live: LiveState): JsonObject {
  return {
    slots: Object.fromEntries(
      live.parkedIn(account.id).map((call) => [call.slot, slotOf(call, live.channels.get(call.callId), account.realm)]),
    ),
  };
}

/** The `data` of `/conferences`, PINs included. */
export function conferenceDocuments(account: Account, live: LiveState, nowMs: number): readonly JsonObject[] {
  return account.conferences.map((conference) => {
    const participants = live.participantsOf(conference.id);
    const moderators = participants.filter((participant) => participant.isModerator).length;
    const joinedAtMs = Math.min(nowMs, ...participants.map((participant) => participant.joinedAtMs));
    return {
      id: conference.id,
      name: conference.name,
      owner_id: conference.ownerId,
      conference_numbers: [conference.number],
      member: { pins: ['1234'], numbers: [] },
      _read_only: {
        members: participants.length - moderators,
        moderators,
        duration: Math.floor((nowMs - joinedAtMs) / msPerSecond),
        is_locked: false,
        participants: participants.map((participant) => participantRow(participant, nowMs)),
      },
    };
  });
}

function participantRow(participant: Participant, nowMs: number): JsonObject {
  return {
    call_id: participant.callId,
    conference_name: participant.conferenceId,
    conference_uuid: idOf('instance', participant.conferenceId),
    switch_hostname: 'fs1.zone1.example.net',
    ...participant.variables,
    participant_id: participant.participantId,
    is_moderator: participant.isModerator,
    join_time: gregorianSeconds(participant.joinedAtMs),
    duration: Math.floor((nowMs - participant.joinedAtMs) / msPerSecond),
  };
}

/**
 * A row of `/conferences/{id}/participants`, as `ecallmgr_fs_conferences:participant_to_props/1`
 * makes it: names of its own, and what the switch says of the participant apart.
 */
export function listedParticipant(participant: Participant, nowMs: number): JsonObject {
  const { is_moderator, ...row } = participantRow({ ...participant, variables: {} }, nowMs);
  return {
    ...row,
    ...optional('caller_id_name', participant.callerName),
    ...optional('caller_id_number', participant.callerNumber),
    custom_channel_vars: participant.channelVariables ?? {},
    conference_channel_vars: { ...participant.variables, is_moderator: is_moderator ?? false },
  };
}

function slotOf(call: ParkedCall, channel: Channel | undefined, realm: string): JsonObject {
  return {
    call_id: call.callId,
    attended: false,
    slot_call_id: idOf('slot', call.slot),
    switch_uri: 'sip:198.51.100.31:11000',
    ...optional('from_tag', channel?.fromTag),
    ...optional('to_tag', channel?.toTag),
    parker_call_id: call.parkerCallId,
    ...optional('ringback_id', call.ringbackId),
    presence_user: `*3${call.slot}`,
    presence_realm: realm,
    presence_id: `*3${call.slot}@${realm}`,
    node: 'fs1.zone1.example.net',
    cid_number: call.callerNumber,
    cid_name: call.callerName,
    cid_uri: `sip:${call.callerNumber}@${realm}`,
    presence_type: 'early',
  };
}

function optional(key: string, value: string | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}
