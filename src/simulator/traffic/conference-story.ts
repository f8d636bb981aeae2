import type { JsonObject } from '../json.ts';
import { pause } from './call-stories.ts';
import { TrafficLeg } from './traffic-leg.ts';
import type { Party, Story, TrafficSite } from './traffic-site.ts';
import { anyColleagues, newInteractionId, serviceParty } from './traffic-site.ts';

interface Member {
  readonly leg: TrafficLeg;
  readonly participantId: number;
  readonly isModerator: boolean;
  readonly joinedAtMs: number;
}

const energyThreshold = 300;

/** Colleagues meet in a room, talk in turns, one is muted, and all leave. */
export function* conference(site: TrafficSite): Story {
  const { account, random } = site;
  const [room] = account.conferences;
  // One instance of a room at a time: a second story would be told into the first.
  if (room === undefined || account.users.length === 0 || site.live.participantsOf(room.id).length > 0) return;
  const meeting = new Meeting(site, room.id, room.number, random.uuid());
  try {
    for (const party of anyColleagues(site, random.integer(2, 4))) {
      meeting.join(party);
      yield pause(site, 'setUp');
    }
    for (let turn = random.integer(2, 5); turn > 0; turn -= 1) {
      const speaker = random.pick(meeting.members);
      meeting.tell('start-talking', speaker, { talking: true, current_energy: random.integer(400, 900) });
      yield pause(site, 'answered');
      meeting.tell('stop-talking', speaker, {});
      yield pause(site, 'setUp');
    }
    const muted = random.pick(meeting.members);
    meeting.command('mute_participant', muted);
    meeting.tell('mute-member', muted, { speak: false });
    yield pause(site, 'ringing');
    meeting.tell('unmute-member', muted, {});
    yield pause(site, 'setUp');
  } finally {
    meeting.end();
  }
}

class Meeting {
  readonly #site: TrafficSite;
  readonly #conferenceId: string;
  readonly #number: string;
  readonly #instanceId: string;
  readonly #members: Member[] = [];

  constructor(site: TrafficSite, conferenceId: string, number: string, instanceId: string) {
    this.#site = site;
    this.#conferenceId = conferenceId;
    this.#number = number;
    this.#instanceId = instanceId;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  join(party: Party): void {
    const leg = new TrafficLeg(this.#site, {
      direction: 'inbound',
      party,
      caller: party,
      callee: serviceParty('Conference', this.#number),
      interactionId: newInteractionId(this.#site),
      fields: { conference_name: this.#conferenceId },
    });
    leg.create();
    leg.answer();
    if (this.#members.length === 0) this.#tellRoom('conference-create');
    const member = {
      leg,
      participantId: this.#members.length + 1,
      isModerator: this.#members.length === 0,
      joinedAtMs: this.#site.now(),
    };
    this.#members.push(member);
    this.tell('add-member', member, {});
  }

  /** Tells what a member does, in an event and in the list. */
  tell(event: string, member: Member, changes: JsonObject): void {
    const { account, publisher, live } = this.#site;
    const { channel } = member.leg;
    const state = { ...this.#memberVariables(member), ...changes };
    if (event === 'del-member') live.leave(this.#conferenceId, channel.callId);
    else live.join({ ...this.#participant(member), variables: listedVariables(state) });
    publisher.conferenceEvent(account.id, this.#conferenceId, event, {
      instance_id: this.#instanceId,
      call_id: channel.callId,
      participant_id: member.participantId,
      caller_id_name: channel.callerName,
      caller_id_number: channel.callerNumber,
      ...(channel.presenceId === undefined ? {} : { channel_presence_id: channel.presenceId }),
      custom_channel_vars: member.leg.variables,
      conference_channel_vars: state,
    });
  }

  command(applicationName: string, member: Member): void {
    const fields = { participant_id: member.participantId };
    this.#site.publisher.conferenceCommand(this.#conferenceId, applicationName, fields);
  }

  end(): void {
    for (const member of this.#members) {
      this.tell('del-member', member, {});
      member.leg.destroy('NORMAL_CLEARING');
    }
    if (this.#members.length > 0) this.#tellRoom('conference-destroy');
  }

  #tellRoom(event: string): void {
    const { account, publisher } = this.#site;
    publisher.conferenceEvent(account.id, this.#conferenceId, event, { instance_id: this.#instanceId });
  }

  #participant({ leg, participantId, isModerator, joinedAtMs }: Member) {
    const { callId, callerName, callerNumber } = leg.channel;
    const names = { callId, callerName, callerNumber, channelVariables: leg.variables };
    return { conferenceId: this.#conferenceId, participantId, isModerator, joinedAtMs, ...names };
  }

  #memberVariables({ participantId, isModerator }: Member) {
    return {
      member_id: participantId,
      is_moderator: isModerator,
      floor: isModerator,
      video: false,
      see: false,
      speak: true,
      hear: true,
      talking: false,
      mute_detect: false,
      energy_level: energyThreshold,
      current_energy: 0,
      ...(this.#site.behaviour.isMasterOrLater
        ? { member_ghost: false }
        : { member_type: isModerator ? 'moderator' : 'member' }),
    };
  }
}

const listedKeys = ['floor', 'hear', 'speak', 'talking', 'mute_detect', 'video'];

/** What the list says of a member's state. */
function listedVariables(state: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([key]) => listedKeys.includes(key)));
}
