import type { ConferenceParticipant } from '../../kazoo/collections/conference-rooms.ts';
import { switchTimeMs } from '../../kazoo/emission-time.ts';
import { conferenceEventFields as fields } from '../../kazoo/events/conference-event-fields.ts';
import type { EventData, EventField } from '../../kazoo/events/event-field.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';

/** What Kazoo tells of a member of a conference, in an event or in its list. */
export interface MemberReport {
  /** Names the member: its leg, or else its number. */
  readonly key: string;
  readonly participant: ConferenceParticipant;
  /** When it was so, by the switch's clock; undefined where nothing says so. */
  readonly momentMs: number | undefined;
}

/** What the gateway knows of a member by now. */
export interface RoomMember extends MemberReport {
  /** The run of the conference that it is in; undefined where only a list tells of it. */
  readonly instanceId: string | undefined;
  /** When an event last told of it, by the monotonic clock. */
  readonly heardAtMs: number;
}

/** Reads an event about a member; undefined for one about the room. */
export function readMember(conferenceId: string, event: KazooEvent): MemberReport | undefined {
  const { name, data, accountId, owners, receivedAt } = event;
  const callId = read(fields.callId, data);
  const participantId = read(fields.participantId, data);
  const key = keyOf({ callId, participantId });
  if (key === undefined) return undefined;
  const momentMs = switchTimeMs(data);
  return {
    key,
    momentMs,
    participant: {
      accountId,
      owners,
      conferenceId,
      callId,
      participantId,
      callerIdName: read(fields.callerIdName, data),
      callerIdNumber: read(fields.callerIdNumber, data),
      ownerId: read(fields.ownerId, data),
      joinTime: name === 'add-member' ? new Date(momentMs ?? receivedAt) : null,
      isModerator: read(fields.isModerator, data),
      floor: read(fields.floor, data),
      hear: read(fields.hear, data),
      speak: read(fields.speak, data),
      talking: read(fields.talking, data),
      muteDetect: read(fields.muteDetect, data),
      energyLevel: read(fields.energyLevel, data),
      video: read(fields.video, data),
      ...notKept,
    },
  };
}

/** Reads a row of Kazoo's list; undefined for one that names nobody. */
export function readListed(listed: ConferenceParticipant): MemberReport | undefined {
  const key = keyOf(listed);
  return key === undefined ? undefined : { key, participant: { ...listed, ...notKept }, momentMs: undefined };
}

/** What `later` says; what it leaves out is as it was. */
export function updated(before: ConferenceParticipant, later: ConferenceParticipant): ConferenceParticipant {
  return {
    ...later,
    owners: later.owners.length === 0 ? before.owners : later.owners,
    callerIdName: later.callerIdName ?? before.callerIdName,
    callerIdNumber: later.callerIdNumber ?? before.callerIdNumber,
    ownerId: later.ownerId ?? before.ownerId,
    joinTime: before.joinTime ?? later.joinTime,
    isModerator: later.isModerator ?? before.isModerator,
    floor: later.floor ?? before.floor,
    hear: later.hear ?? before.hear,
    speak: later.speak ?? before.speak,
    talking: later.talking ?? before.talking,
    muteDetect: later.muteDetect ?? before.muteDetect,
    energyLevel: later.energyLevel ?? before.energyLevel,
    video: later.video ?? before.video,
  };
}

/** How long and how loud: it would be another at each look. */
const notKept = { durationSeconds: null, currentEnergy: null };

function keyOf({ callId, participantId }: Pick<ConferenceParticipant, 'callId' | 'participantId'>): string | undefined {
  if (callId !== null) return callId;
  return participantId === null ? undefined : `#${participantId}`;
}

function read<Value>(field: EventField<Value>, data: EventData): Value | null {
  return field(data) ?? null;
}
