import { type EventFields, json, text, texts, whole } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';

/**
 * The fields of a request to a conference (events.md section 7). The prompts of `say`, `tts` and
 * `tones` have no fixed form and are found only in `data`.
 */
export const conferenceCommandEventFields = {
  ...eventHeaderFields,
  conferenceId: text('conference_id'),
  applicationName: text('application_name'),
  participantId: whole('participant_id'),
  otherParticipant: whole('other_participant'),
  relationship: text('relationship'),
  energyLevel: whole('energy_level'),
  volumeInLevel: whole('volume_in_level'),
  volumeOutLevel: whole('volume_out_level'),
  mediaName: text('media_name'),
  mediaMacro: texts('media_macro'),
  affects: text('affects'),
  parameter: text('parameter'),
  value: text('value'),
  callId: text('call_id'),
  endpoints: json('endpoints'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  // Not flattened: these variables are for a leg that does not exist yet, and say nothing about the command.
  customChannelVars: json('custom_channel_vars'),
  outboundCallId: text('outbound_call_id'),
  participantFlags: texts('participant_flags'),
  profileName: text('profile_name'),
  targetCallId: text('target_call_id'),
  timeoutSeconds: whole('timeout'),
  timeout: whole('timeout'),
  endpointResponses: json('endpoint_responses'),
} satisfies EventFields;
