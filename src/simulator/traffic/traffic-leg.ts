import type { Channel } from '../directory/live-state.ts';
import type { JsonObject } from '../json.ts';
import type { LegFacts } from './leg-fields.ts';
import { channelVariables, endFields5, legFields, parkFields, userAgentOf } from './leg-fields.ts';
import type { Party, TrafficSite } from './traffic-site.ts';
import { newCallId } from './traffic-site.ts';

export interface NewLeg {
  readonly direction: 'inbound' | 'outbound';
  /** Who is at this leg's end: the caller of an inbound leg, the callee of an outbound one. */
  readonly party: Party;
  readonly caller: Party;
  readonly callee: Party;
  readonly interactionId: string;
  /** Default: the number of the callee. */
  readonly destination?: string;
  readonly otherLeg?: TrafficLeg;
  /** Fields and channel variables that its events have beside those that all have. */
  readonly fields?: JsonObject;
  readonly variables?: JsonObject;
}

const msPerSecond = 1_000;
const hangupCodes: Readonly<Record<string, string>> = {
  NORMAL_CLEARING: 'sip:200',
  ORIGINATOR_CANCEL: 'sip:487',
  NO_ANSWER: 'sip:480',
  USER_BUSY: 'sip:486',
  CALL_REJECTED: 'sip:603',
  BLIND_TRANSFER: 'sip:200',
  LOSE_RACE: 'sip:487',
};

/**
 * One channel from CREATE to DESTROY: each method publishes what the switch would, and keeps the
 * live state true.
 */
export class TrafficLeg {
  readonly channel: Channel;
  readonly party: Party;
  readonly #site: TrafficSite;
  readonly #bridgeId: string;
  readonly #fetchId: string;
  readonly #fields: JsonObject;
  readonly #variables: JsonObject;
  #otherLeg: TrafficLeg | undefined;
  #transferHistory: JsonObject = {};

  constructor(site: TrafficSite, leg: NewLeg) {
    const { party, caller, callee } = leg;
    this.#site = site;
    this.party = party;
    this.#otherLeg = leg.otherLeg;
    const callId = newCallId(site);
    this.#bridgeId = leg.otherLeg === undefined ? callId : leg.otherLeg.channel.callId;
    this.#fetchId = site.random.uuid();
    this.#fields = leg.fields ?? {};
    this.#variables = leg.variables ?? {};
    this.channel = {
      callId,
      accountId: site.account.id,
      direction: leg.direction,
      createdAtMs: site.now(),
      destination: leg.destination ?? callee.number,
      interactionId: leg.interactionId,
      callerName: caller.name,
      callerNumber: caller.number,
      calleeName: callee.name,
      calleeNumber: callee.number,
      fromTag: site.random.hex(10),
      toTag: site.random.hex(10),
      ...(party.device === undefined
        ? {}
        : {
            deviceId: party.device.id,
            sipUsername: party.device.sipUsername,
            presenceId: `${party.number}@${site.account.realm}`,
          }),
      ...(party.user === undefined ? {} : { ownerId: party.user.id }),
      ...(typeof this.#variables['member_call_id'] === 'string'
        ? { memberCallId: this.#variables['member_call_id'] }
        : {}),
      otherLegCallId: leg.otherLeg?.channel.callId,
      answeredAtMs: undefined,
      isOnHold: false,
    };
  }

  get variables(): JsonObject {
    return channelVariables(this.#site, this.#facts);
  }

  create(): void {
    this.#site.live.channels.set(this.channel.callId, this.channel);
    if (this.#otherLeg !== undefined) this.#otherLeg.#pair(this);
    this.#publish('CHANNEL_CREATE');
    this.#showDialog('early');
  }

  answer(): void {
    this.channel.answeredAtMs = this.#site.now();
    this.#publish('CHANNEL_ANSWER');
    this.#showDialog('confirmed');
  }

  bridge(other: TrafficLeg): void {
    this.#pair(other);
    other.#pair(this);
    const { isMasterOrLater } = this.#site.behaviour;
    this.#publish(
      'CHANNEL_BRIDGE',
      isMasterOrLater ? { bridge_b_unique_id: other.channel.callId } : { raw_application_name: 'bridge' },
    );
  }

  hold(): void {
    this.channel.isOnHold = true;
    this.#publish('CHANNEL_HOLD');
  }

  unhold(): void {
    this.channel.isOnHold = false;
    this.#publish('CHANNEL_UNHOLD');
  }

  /** What later events of this leg tell about a blind transfer to `extension`. */
  noteTransfer(transferee: Party, extension: string): void {
    const when = String(Math.floor(this.#site.now() / msPerSecond));
    const entry = { call_id: this.channel.callId, type: 'blind', transferee: transferee.number, extension };
    this.#transferHistory = { ...this.#transferHistory, [when]: entry };
  }

  /** Tells that nobody answered this leg's call to `callee`. */
  noteMissed(callee: Party): void {
    const { publisher, account } = this.#site;
    const { callId, callerName, callerNumber } = this.channel;
    publisher.missedCall(account.id, {
      call_id: callId,
      caller_id_name: callerName,
      caller_id_number: callerNumber,
      from_user: callerNumber,
      from_realm: account.realm,
      to_user: callee.number,
      to_realm: account.realm,
      notify: [{ type: 'email', recipients: [`${callee.number}@example.com`] }],
    });
  }

  park(event: 'PARK_PARKED' | 'PARK_RETRIEVED' | 'PARK_ABANDONED', slot: string, parkerCallId: string): void {
    const { live, account, publisher } = this.#site;
    const { callId, callerName, callerNumber } = this.channel;
    if (event === 'PARK_PARKED') live.park(account.id, { slot, callId, parkerCallId, callerName, callerNumber });
    else live.unpark(account.id, slot);
    publisher.call(account.id, event, parkFields(this.#site, this.#facts, slot));
  }

  /** Does nothing to a leg that is down already. */
  destroy(cause: string): void {
    const { live, behaviour } = this.#site;
    if (!live.channels.delete(this.channel.callId)) return;
    // On purpose a second late (events.md section 11.1).
    this.#site.after(msPerSecond, () => this.#showDialog('terminated'));
    // The default filter of the 5.x switch lets no DESTROY of a declined ring pass (events.md section 5.3).
    if (behaviour.isMasterOrLater && cause === 'CALL_REJECTED') return;
    this.#publish('CHANNEL_DESTROY', this.#endFields(cause));
  }

  get #facts(): LegFacts {
    return {
      channel: this.channel,
      party: this.party,
      bridgeId: this.#bridgeId,
      fetchId: this.#fetchId,
      otherLeg: this.#otherLeg?.channel,
      transferHistory: this.#transferHistory,
      variables: this.#variables,
    };
  }

  #pair(other: TrafficLeg): void {
    this.#otherLeg = other;
    this.channel.otherLegCallId = other.channel.callId;
  }

  #publish(event: string, extra: JsonObject = {}): void {
    const { publisher, account } = this.#site;
    publisher.call(account.id, event, { ...legFields(this.#site, this.#facts, event), ...this.#fields, ...extra });
  }

  #endFields(cause: string): JsonObject {
    const { createdAtMs, answeredAtMs } = this.channel;
    const nowMs = this.#site.now();
    const { isMasterOrLater, hasEvents5 } = this.#site.behaviour;
    return {
      duration_seconds: wholeSeconds(nowMs - createdAtMs),
      billing_seconds: answeredAtMs === undefined ? 0 : wholeSeconds(nowMs - answeredAtMs),
      ringing_seconds: wholeSeconds((answeredAtMs ?? nowMs) - createdAtMs),
      disposition: answeredAtMs === undefined ? 'FAIL' : 'ANSWER',
      hangup_cause: cause,
      hangup_code: hangupCodes[cause] ?? 'sip:200',
      user_agent: userAgentOf(this.party),
      ...(hasEvents5 ? endFields5(this.channel) : {}),
      ...(isMasterOrLater
        ? { interaction_id: this.channel.interactionId }
        : { local_sdp: sessionDescription('198.51.100.31'), remote_sdp: sessionDescription('203.0.113.24') }),
    };
  }

  #showDialog(state: 'early' | 'confirmed' | 'terminated'): void {
    const { behaviour, account, publisher } = this.#site;
    const { presenceId, direction, callId, callerNumber, calleeNumber } = this.channel;
    if (!behaviour.hasPresence || presenceId === undefined) return;
    const isInitiator = direction === 'inbound';
    const farEnd = isInitiator ? calleeNumber : callerNumber;
    publisher.dialog(account.id, {
      presence_id: presenceId,
      from: `sip:${presenceId}`,
      from_user: this.party.number,
      from_realm: account.realm,
      to: `sip:${farEnd}@${account.realm}`,
      to_user: farEnd,
      to_realm: account.realm,
      to_uri: `sip:${presenceId}`,
      state,
      direction: isInitiator ? 'initiator' : 'recipient',
      call_id: callId,
      switch_uri: 'sip:198.51.100.31:11000',
      expires: state === 'terminated' ? 20 : 0,
    });
  }
}

function wholeSeconds(milliseconds: number): number {
  return Math.max(0, Math.floor(milliseconds / msPerSecond));
}

function sessionDescription(address: string): string {
  return `v=0\r\no=- 20011 20012 IN IP4 ${address}\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio 18422 RTP/AVP 0 101\r\n`;
}
