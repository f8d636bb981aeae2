import type { JsonObject } from '../json.ts';

/** One leg that is up, in the words of the generator; REST shows it as a channel row. */
export interface Channel {
  readonly callId: string;
  readonly accountId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly createdAtMs: number;
  readonly destination: string;
  readonly interactionId: string;
  readonly callerName: string;
  readonly callerNumber: string;
  readonly calleeName: string;
  readonly calleeNumber: string;
  readonly fromTag: string;
  readonly toTag: string;
  readonly presenceId?: string;
  readonly ownerId?: string;
  readonly deviceId?: string;
  readonly sipUsername?: string;
  /** On the leg to an agent of a queue: the leg of the caller. The list does not show it. */
  readonly memberCallId?: string;
  otherLegCallId: string | undefined;
  answeredAtMs: number | undefined;
  isOnHold: boolean;
}

export interface ParkedCall {
  readonly slot: string;
  readonly callId: string;
  readonly parkerCallId: string;
  /** The device that rings when nobody takes the call back. */
  readonly ringbackId?: string;
  readonly callerName: string;
  readonly callerNumber: string;
}

export interface Participant {
  readonly conferenceId: string;
  readonly participantId: number;
  readonly callId: string;
  readonly joinedAtMs: number;
  readonly isModerator: boolean;
  readonly callerName?: string;
  readonly callerNumber?: string;
  /** The variables of the participant's leg. */
  readonly channelVariables?: JsonObject;
  readonly variables: JsonObject;
}

/** A voicemail message with what is filed about it. */
export interface Voicemail {
  /** Of its document. */
  readonly id: string;
  readonly accountId: string;
  readonly boxId: string;
  readonly filedAtMs: number;
  readonly lengthMs: number;
  readonly folder: 'new' | 'saved' | 'deleted';
  readonly callId: string;
  readonly callerName: string;
  readonly callerNumber: string;
  readonly transcription?: string;
}

/** Of all accounts: the oldest goes. */
const maxVoicemails = 1_000;

export type NewChannel = Pick<Channel, 'accountId' | 'callId'> & Partial<Channel>;

/**
 * What is going on right now, for the REST snapshots. The traffic generator keeps it, tests may add
 * to it.
 */
export class LiveState {
  readonly channels = new Map<string, Channel>();
  /** Keyed by account id and slot. */
  readonly #parked = new Map<string, ParkedCall>();
  readonly #participants = new Map<string, Participant>();
  /** Of acdc, by account: the rows of `/queues/stats`, and what each agent does. */
  readonly #queueCalls = new Map<string, readonly JsonObject[]>();
  readonly #agentStatuses = new Map<string, ReadonlyMap<string, string>>();
  /** Devices that are not registered; all others are. */
  readonly #unregistered = new Set<string>();
  readonly #voicemails = new Map<string, Voicemail>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Shows a channel in REST, without an event; fills in an answered call between nobody in
   * particular.
   */
  addChannel(channel: NewChannel): Channel {
    const added: Channel = {
      direction: 'inbound',
      createdAtMs: this.#now(),
      destination: '1002',
      interactionId: `${channel.callId}-interaction`,
      callerName: 'Caller',
      callerNumber: '1001',
      calleeName: 'Callee',
      calleeNumber: '1002',
      fromTag: 'from',
      toTag: 'to',
      otherLegCallId: undefined,
      answeredAtMs: this.#now(),
      isOnHold: false,
      ...channel,
    };
    this.channels.set(added.callId, added);
    return added;
  }

  channelsOf(accountId: string): readonly Channel[] {
    return [...this.channels.values()].filter((channel) => channel.accountId === accountId);
  }

  park(accountId: string, call: ParkedCall): void {
    this.#parked.set(`${accountId}/${call.slot}`, call);
  }

  unpark(accountId: string, slot: string): void {
    this.#parked.delete(`${accountId}/${slot}`);
  }

  parkedIn(accountId: string): readonly ParkedCall[] {
    return [...this.#parked].flatMap(([key, call]) => (key.startsWith(`${accountId}/`) ? [call] : []));
  }

  setQueueCalls(accountId: string, calls: readonly JsonObject[]): void {
    this.#queueCalls.set(accountId, calls);
  }

  queueCallsOf(accountId: string): readonly JsonObject[] {
    return this.#queueCalls.get(accountId) ?? [];
  }

  setAgentStatus(accountId: string, agentId: string, status: string): void {
    this.#agentStatuses.set(accountId, new Map(this.#agentStatuses.get(accountId)).set(agentId, status));
  }

  agentStatusesOf(accountId: string): ReadonlyMap<string, string> {
    return this.#agentStatuses.get(accountId) ?? new Map();
  }

  /** A device is gone from the registrations, without an event: Kazoo has none. */
  unregister(deviceId: string): void {
    this.#unregistered.add(deviceId);
  }

  register(deviceId: string): void {
    this.#unregistered.delete(deviceId);
  }

  isRegistered(deviceId: string): boolean {
    return !this.#unregistered.has(deviceId);
  }

  join(participant: Participant): void {
    this.#participants.set(`${participant.conferenceId}/${participant.callId}`, participant);
  }

  leave(conferenceId: string, callId: string): void {
    this.#participants.delete(`${conferenceId}/${callId}`);
  }

  participantsOf(conferenceId: string): readonly Participant[] {
    return [...this.#participants.values()].filter((participant) => participant.conferenceId === conferenceId);
  }

  /** Lists a message in REST, or changes it, without an event. */
  fileVoicemail(message: Voicemail): void {
    this.#voicemails.set(message.id, message);
    const [oldest] = this.#voicemails.keys();
    if (this.#voicemails.size > maxVoicemails && oldest !== undefined) this.#voicemails.delete(oldest);
  }

  voicemailsOf(accountId: string): readonly Voicemail[] {
    return [...this.#voicemails.values()].filter((message) => message.accountId === accountId);
  }
}
