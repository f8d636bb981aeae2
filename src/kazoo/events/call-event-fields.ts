import { callDirectionWords } from '../event-words.ts';
import { channelVariableFields } from './channel-variable-fields.ts';
import { type EventData, type EventFields, firstOf, flag, json, named, text, time, whole } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';
import { faxInfoFields } from './fax-info-fields.ts';

const callInteractionId = firstOf(channelVariableFields.callInteractionId, text('interaction_id'));

/**
 * The fields of a call event (events.md section 5.1). A top-level key wins over a flattened one of
 * the same name.
 */
export const callEventFields = {
  ...eventHeaderFields,
  ...channelVariableFields,
  ...faxInfoFields,
  callId: text('call_id'),
  callDirection: named(text('call_direction'), callDirectionWords),
  direction: text('call_direction'),
  timestamp: time('timestamp'),
  channelCreatedTime: time('channel_created_time'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  calleeIdName: text('callee_id_name'),
  calleeIdNumber: text('callee_id_number'),
  callerDestinationNumber: text('caller_destination_number'),
  otherLegCallId: text('other_leg_call_id'),
  otherLegCallDirection: named(text('other_leg_direction'), callDirectionWords),
  otherLegDirection: text('other_leg_direction'),
  otherLegCallerIdName: text('other_leg_caller_id_name'),
  otherLegCallerIdNumber: text('other_leg_caller_id_number'),
  otherLegDestinationNumber: text('other_leg_destination_number'),
  bridgeBUniqueId: text('bridge_b_unique_id'),
  bridgeHangupCause: text('bridge_hangup_cause'),
  channelState: text('channel_state'),
  channelCallState: text('channel_call_state'),
  channelAnswerState: text('channel_answer_state'),
  channelName: text('channel_name'),
  channelIsLoopback: flag('channel_is_loopback'),
  channelLoopbackLeg: text('channel_loopback_leg'),
  channelLoopbackOtherLegId: text('channel_loopback_other_leg_id'),
  channelLoopbackBowout: flag('channel_loopback_bowout'),
  channelLoopbackBowoutExecute: flag('channel_loopback_bowout_execute'),
  channelMoving: flag('channel_moving'),
  request: text('request'),
  to: text('to'),
  from: text('from'),
  toUri: text('to_uri'),
  fromUri: text('from_uri'),
  toTag: text('to_tag'),
  fromTag: text('from_tag'),
  presenceId: firstOf(text('presence_id'), channelVariableFields.presenceId),
  originationCallId: text('origination_call_id'),
  callInteractionId,
  interactionId: callInteractionId,
  rootCallInteractionId: text('root_call_interaction_id'),
  disposition: text('disposition'),
  endpointDisposition: text('endpoint_disposition'),
  hangupCause: text('hangup_cause'),
  hangupCode: text('hangup_code'),
  durationSeconds: whole('duration_seconds'),
  billingSeconds: whole('billing_seconds'),
  ringingSeconds: whole('ringing_seconds'),
  userAgent: text('user_agent'),
  parkingSlot: text('parking_slot'),
  rawApplicationName: text('raw_application_name'),
  conferenceName: text('conference_name'),
  conferenceConfig: text('conference_config'),
  transferHistory: json('transfer_history'),
  transferSource: json('transfer_source'),
  transferTo: json('transfer_to'),
  transferType: text('transfer_type'),
  transferDisposition: text('transfer_disposition'),
  replacedBy: text('replaced_by'),
  interceptedBy: text('intercepted_by'),
  targetCallId: text('target_call_id'),
  connectingLegAUuid: text('connecting_leg_a_uuid'),
  connectingLegBUuid: text('connecting_leg_b_uuid'),
  resigningUuid: text('resigning_uuid'),
  resigningPeerUuid: text('resigning_peer_uuid'),
} satisfies EventFields;

/**
 * Whether the event is about a helper leg within the switch, which users do not want to see. Only
 * some versions flag such a leg.
 */
export function isLoopbackLeg(data: EventData): boolean {
  const { channelIsLoopback, channelLoopbackLeg, channelName } = callEventFields;
  const said = channelIsLoopback(data);
  if (typeof said === 'boolean') return said;
  return typeof channelLoopbackLeg(data) === 'string' || channelName(data)?.startsWith('loopback/') === true;
}
