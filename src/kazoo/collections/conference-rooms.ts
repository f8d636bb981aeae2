import { type EventFields, eachWithin, flag, text, texts, time, whole } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';
import { rows } from './crossbar-row.ts';

/** The fields of a participant. A muted participant has `speak` false, a deaf one `hear` false. */
const participantFields = {
  callId: text('call_id'),
  participantId: whole('participant_id'),
  isModerator: flag('is_moderator'),
  joinTime: time('join_time'),
  duration: whole('duration'),
  floor: flag('floor'),
  hear: flag('hear'),
  speak: flag('speak'),
  talking: flag('talking'),
  muteDetect: flag('mute_detect'),
  energyLevel: whole('energy_level'),
  currentEnergy: whole('current_energy'),
  video: flag('video'),
} satisfies EventFields;

/** The fields of a conference. `member` and `moderator` are left out: they hold the PINs. */
const conferenceFields = {
  id: text('id'),
  name: text('name'),
  ownerId: text('owner_id'),
  conferenceNumbers: texts('conference_numbers'),
  ...eachWithin('_read_only', {
    members: whole('members'),
    moderators: whole('moderators'),
    duration: whole('duration'),
    isLocked: flag('is_locked'),
    participants: rows('participants', participantFields),
  }),
} satisfies EventFields;

export const conferences = collection({
  path: 'conferences',
  type: 'Conference',
  fields: conferenceFields,
  key: 'id',
  isPaged: true,
});

export type Conference = Found<NonNullable<ReturnType<typeof conferences.read>>>;

/** A participant with the conference that it is in. */
export type ConferenceParticipant = NonNullable<Conference['participants']>[number] & { readonly conferenceId: string };
