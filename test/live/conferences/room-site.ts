import {
  type ConferenceParticipant,
  conferences,
  participantsOf,
} from '../../../src/kazoo/collections/conference-rooms.ts';
import { ownersOf } from '../../../src/kazoo/events/event-owners.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { publicData } from '../../../src/kazoo/events/public-data.ts';
import { type ListedConference, listedConference } from '../../../src/live/conferences/listed-conference.ts';
import type { JsonObject } from '../../../src/simulator/json.ts';
import { numberedEvent } from '../../harness/topic-double.ts';

export const roomId = '0123456789abcdef0123456789abcdef';
const reading = {
  onUnreadable(type: string, field: string): void {
    throw new TypeError(`${type}.${field} cannot be read.`);
  },
  isHidden: () => false,
};

/** Somebody who may be in the conference. */
export interface Member {
  readonly callId: string;
  readonly participantId: number;
  readonly ownerId?: string;
  readonly isModerator?: boolean;
  readonly speak?: boolean;
  readonly talking?: boolean;
}

export interface EventOptions {
  readonly instanceId?: string;
  /** By the switch's clock, in milliseconds since 1970; left out: the event does not say. */
  readonly momentMs?: number;
}

/** An event of the conference: about a member, or without one about the room. */
export function roomEvent(event: string, member?: Member, options: EventOptions = {}): KazooEvent {
  const { instanceId = 'run-1', momentMs } = options;
  const data: JsonObject = {
    event,
    event_name: 'event',
    conference_id: roomId,
    instance_id: instanceId,
    msg_id: momentMs === undefined ? 'not-a-clock' : String(momentMs * 1_000),
    ...(member === undefined ? {} : stateOf(member)),
  };
  const family = 'conference.event';
  return {
    ...numberedEvent(0, 'c'),
    accountId: 'acme',
    name: event,
    family,
    data: publicData(data),
    owners: ownersOf(family, data),
  };
}

/** What Kazoo's list says of those who are in it. */
export function listed(...members: readonly Member[]): readonly ConferenceParticipant[] {
  const collection = participantsOf(roomId);
  return members.flatMap((member) => {
    const row = collection?.read({ ...stateOf(member), join_time: 63_945_000_000, duration: 3 }, reading);
    return row === undefined ? [] : [{ ...row, accountId: 'acme' }];
  });
}

/** A conference as Kazoo's list tells. @param members who are in it; 0: nobody is */
export function listedRoom(id: string, members: number, knownUntilMs = 0, ownerId = 'owner'): ListedConference {
  const record = {
    id,
    name: `Room ${id}`,
    owner_id: ownerId,
    _read_only: { members, moderators: 0, is_locked: false },
  };
  const row = conferences.read(record, reading);
  if (row === undefined) throw new TypeError('It has an id.');
  return listedConference({ ...row, accountId: 'acme', ownerIds: row.owners }, new Date(knownUntilMs));
}

function stateOf({ callId, participantId, ownerId, isModerator = false, speak = true, talking = false }: Member) {
  return {
    call_id: callId,
    participant_id: participantId,
    custom_channel_vars: ownerId === undefined ? {} : { owner_id: ownerId },
    conference_channel_vars: { is_moderator: isModerator, hear: true, speak, talking, current_energy: 12 },
  };
}
