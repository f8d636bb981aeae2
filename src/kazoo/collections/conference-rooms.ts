import { isKazooId } from '../crossbar/crossbar-value.ts';
import {
  type EventField,
  type EventFields,
  eachWithin,
  firstOf,
  flag,
  text,
  texts,
  time,
  whole,
  within,
} from '../events/event-field.ts';
import { type Collection, collection, type KeyedRow } from './collection.ts';
import type { Found } from './collection-reader.ts';

/** The fields of a conference. `member` and `moderator` are left out: they hold the PINs. */
const conferenceFields = {
  id: text('id'),
  name: text('name'),
  ownerId: text('owner_id'),
  conferenceNumbers: texts('conference_numbers'),
  ...eachWithin('_read_only', {
    members: whole('members'),
    moderators: whole('moderators'),
    // A list says how long a conference has been going on as `run_time` (ecallmgr_fs_conferences:conference_resp/1).
    durationSeconds: firstOf(whole('duration'), whole('run_time')),
    isLocked: flag('is_locked'),
  }),
} satisfies EventFields;

export const conferences = collection({
  path: 'conferences',
  type: 'Conference',
  fields: conferenceFields,
  key: 'id',
  owners: ['ownerId'],
  isPaged: true,
});

export type Conference = Found<NonNullable<ReturnType<typeof conferences.read>>>;

/**
 * What the switch says of a participant. From 4.2 on Kazoo keeps it apart
 * (ecallmgr_fs_conferences:participant_to_props/1).
 */
const ofSwitch = <Value>(field: EventField<Value>): EventField<Value> =>
  firstOf(field, within('conference_channel_vars', field));

/** The fields of a participant. A muted participant has `speak` false, a deaf one `hear` false. */
const participantFields = {
  callId: text('call_id'),
  participantId: whole('participant_id'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  ownerId: within('custom_channel_vars', text('owner_id')),
  joinTime: time('join_time'),
  durationSeconds: whole('duration'),
  isModerator: ofSwitch(flag('is_moderator')),
  floor: ofSwitch(flag('floor')),
  hear: ofSwitch(flag('hear')),
  speak: ofSwitch(flag('speak')),
  talking: ofSwitch(flag('talking')),
  muteDetect: ofSwitch(flag('mute_detect')),
  energyLevel: ofSwitch(whole('energy_level')),
  currentEnergy: ofSwitch(whole('current_energy')),
  video: ofSwitch(flag('video')),
} satisfies EventFields;

/**
 * Who is in a conference, with one request: the list of conferences only counts them
 * (cb_conferences:add_realtime_fold/3). Undefined for what is no id of Kazoo's.
 */
export function participantsOf(
  conferenceId: string,
): Collection<KeyedRow<typeof participantFields & { conferenceId: () => string }, never>> | undefined {
  // Ids come from documents that people of the account write: only a well-formed id goes into a path.
  if (!isKazooId(conferenceId)) return undefined;
  return collection({
    path: `conferences/${conferenceId}/participants`,
    type: 'ConferenceParticipant',
    fields: { ...participantFields, conferenceId: () => conferenceId },
    owners: ['ownerId'],
  });
}

export type ConferenceParticipant = Found<
  NonNullable<ReturnType<NonNullable<ReturnType<typeof participantsOf>>['read']>>
>;
