import { channelVariableFields } from './channel-variable-fields.ts';
import { type EventFields, eachWithin, flag, text, whole } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';

/**
 * The fields of `conference_channel_vars`, flattened: the state of the member. A muted member has
 * `speak` false, a deaf one `hear` false.
 */
const memberFields = eachWithin('conference_channel_vars', {
  memberId: whole('member_id'),
  memberType: text('member_type'),
  memberGhost: flag('member_ghost'),
  isModerator: flag('is_moderator'),
  floor: flag('floor'),
  video: flag('video'),
  see: flag('see'),
  speak: flag('speak'),
  hear: flag('hear'),
  talking: flag('talking'),
  muteDetect: flag('mute_detect'),
  energyLevel: whole('energy_level'),
  currentEnergy: whole('current_energy'),
} satisfies EventFields);

/** The fields of a conference event (events.md section 6). The event's name says what happened. */
export const conferenceEventFields = {
  ...eventHeaderFields,
  ...channelVariableFields,
  ...memberFields,
  conferenceId: text('conference_id'),
  instanceId: text('instance_id'),
  callId: text('call_id'),
  participantId: whole('participant_id'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  channelPresenceId: text('channel_presence_id'),
} satisfies EventFields;
