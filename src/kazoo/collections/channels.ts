import { callDirectionWords } from '../event-words.ts';
import { type EventFields, firstOf, flag, json, named, text, time, whole } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

/**
 * The fields of a row of `/channels` (rest.md section 14). Fields that the list calls by names of
 * its own (`uuid`, `other_leg`, `timestamp`) have the name that `/channels/{id}` and events use:
 * one leg has one name everywhere.
 */
const channelFields = {
  callId: firstOf(text('uuid'), text('call_id')),
  otherLegCallId: firstOf(text('other_leg'), text('other_leg_call_id')),
  callDirection: named(firstOf(text('direction'), text('call_direction')), callDirectionWords),
  isOnHold: firstOf(flag('is_onhold'), flag('is_on_hold')),
  answered: flag('answered'),
  channelIsLoopback: flag('is_loopback'),
  elapsedSeconds: whole('elapsed_s'),
  channelCreatedTime: time('timestamp'),
  destination: text('destination'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  calleeIdName: text('callee_id_name'),
  calleeIdNumber: text('callee_id_number'),
  presenceId: text('presence_id'),
  ownerId: text('owner_id'),
  authorizingId: text('authorizing_id'),
  authorizingType: text('authorizing_type'),
  username: text('username'),
  callInteractionId: text('interaction_id'),
  callflowId: text('callflow_id'),
  channelAuthorized: flag('channel_authorized'),
  customApplicationVars: json('custom_application_vars'),
  fromTag: text('from_tag'),
  toTag: text('to_tag'),
  resellerBilling: text('reseller_billing'),
  resellerId: text('reseller_id'),
  resourceId: text('resource_id'),
} satisfies EventFields;

export const channels = collection({
  path: 'channels',
  type: 'Channel',
  fields: channelFields,
  owners: ['ownerId', 'authorizingId'],
  key: 'callId',
});

export type Channel = Found<NonNullable<ReturnType<typeof channels.read>>>;
