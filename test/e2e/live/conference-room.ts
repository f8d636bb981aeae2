import type { JsonObject } from '../../../src/simulator/json.ts';
import type { Harness, Reader } from '../../harness/gateway-harness.ts';

/** What the tests select of a participant. */
export interface Participant {
  readonly callId: string;
  readonly speak: boolean | null;
  readonly talking: boolean | null;
}

/** What the tests select of a conference. */
export interface Conference {
  readonly id: string;
  readonly members: number | null;
  readonly moderators: number | null;
  readonly isLocked: boolean | null;
  readonly participants: readonly Participant[] | null;
}

export interface ConferencesUpdate {
  readonly kind: string;
  readonly conferences: readonly Conference[];
  readonly removed: readonly { readonly id: string; readonly reason: string }[];
  readonly gap: unknown;
}

export interface ConferencesData {
  readonly conferences: ConferencesUpdate;
}

export const conferenceFields = `id name ownerId conferenceNumbers members moderators isLocked durationSeconds
  participants { id callId participantId callerIdName callerIdNumber ownerId isModerator joinTime
    durationSeconds floor hear speak talking muteDetect energyLevel currentEnergy video }`;

export const conferencesSubscription = `subscription ($throttleMs: Int) {
  conferences(throttleMs: $throttleMs) {
    kind conferences { ${conferenceFields} } removed { id reason } gap { reason } cursor takenAt
  }
}`;

/** Somebody who is in a conference, as Kazoo's list and its events tell. */
export interface Member {
  readonly callId: string;
  readonly participantId: number;
  readonly ownerId?: string;
  readonly isModerator?: boolean;
}

/** A conference of an account, which people enter and leave. */
export class ConferenceRoom {
  readonly id: string;
  readonly #harness: Pick<Harness, 'kazoo' | 'accountId'>;
  readonly #accountId: string;
  instanceId = 'instance-1';

  /** @param id default: of the account's first conference that has a document */
  constructor(harness: Pick<Harness, 'kazoo' | 'accountId'>, name: string, id?: string) {
    this.#harness = harness;
    this.#accountId = harness.accountId(name);
    this.id = id ?? harness.kazoo.directory.account(name).conferences[0]?.id ?? '';
  }

  /** Shows somebody in the list, without an event. */
  list({ callId, participantId, ownerId, isModerator = false }: Member): void {
    this.#harness.kazoo.live.join({
      conferenceId: this.id,
      participantId,
      callId,
      joinedAtMs: Date.now(),
      isModerator,
      callerName: 'Ann',
      callerNumber: '1001',
      channelVariables: ownerId === undefined ? {} : { owner_id: ownerId },
      variables: { floor: false, hear: true, speak: true, talking: false, mute_detect: false, video: false },
    });
  }

  /** Shows somebody in the list no more, without an event. */
  unlist({ callId }: Member): void {
    this.#harness.kazoo.live.leave(this.id, callId);
  }

  /** Tells what somebody does. */
  tell(event: string, { callId, participantId, ownerId, isModerator = false }: Member, state: JsonObject = {}): void {
    this.tellRoom(event, {
      call_id: callId,
      participant_id: participantId,
      caller_id_name: 'Ann',
      caller_id_number: '1001',
      custom_channel_vars: { account_id: this.#accountId, ...(ownerId === undefined ? {} : { owner_id: ownerId }) },
      conference_channel_vars: {
        is_moderator: isModerator,
        floor: false,
        hear: true,
        speak: true,
        talking: false,
        mute_detect: false,
        video: false,
        energy_level: 300,
        current_energy: 17,
        ...state,
      },
    });
  }

  /** Tells what happens to the room. */
  tellRoom(event: string, fields: JsonObject = {}): void {
    const { kazoo } = this.#harness;
    kazoo.publishConferenceEvent(this.#accountId, this.id, event, { instance_id: this.instanceId, ...fields });
  }

  /** Somebody enters: their leg says so, and then the conference. */
  enter(member: Member): void {
    this.list(member);
    this.tellLeg('CHANNEL_ANSWER', member);
    this.tell('add-member', member);
  }

  leave(member: Member): void {
    this.unlist(member);
    this.tell('del-member', member);
    this.tellLeg('CHANNEL_DESTROY', member);
  }

  /** Tells what the leg of somebody does, which says that it is in the conference. */
  tellLeg(event: string, { callId, ownerId }: Member): void {
    this.#harness.kazoo.publishCall(this.#accountId, event, {
      call_id: callId,
      call_direction: 'inbound',
      caller_id_number: '1001',
      conference_name: this.id,
      custom_channel_vars: {
        account_id: this.#accountId,
        call_interaction_id: `${callId}-interaction`,
        ...(ownerId === undefined ? {} : { owner_id: ownerId }),
      },
    });
  }
}

/** Reads on until an update is as wanted. */
export async function followingConferences(
  reader: Reader<ConferencesData>,
  isWanted: (update: ConferencesUpdate) => boolean,
): Promise<ConferencesUpdate> {
  for (;;) {
    const update = (await reader.next()).data?.conferences;
    if (update !== undefined && isWanted(update)) return update;
  }
}
