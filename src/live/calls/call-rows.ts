import type { Channel } from '../../kazoo/collections/channels.ts';
import { callEventFields } from '../../kazoo/events/call-event-fields.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { LiveRows, RepairOutcome, RowChanges } from '../live-rows.ts';
import type { Call, RemovedCall } from './call.ts';
import { CallIndex } from './call-index.ts';
import { type CallLists, ParkedLegs } from './call-lists.ts';
import { EndedLegs } from './ended-legs.ts';
import { Leg } from './leg.ts';
import { type LegReport, readLegEvent, readListedLeg, tellsOfFax } from './leg-report.ts';
import type { LiveCall } from './live-call.ts';

/** Kazoo's list may be this far behind its events: they take different ways through it. */
export const listLagMs = 250;

/** Measured: what a leg takes with its part of a call, and the memory of one that is over. */
const legBytes = 2_048;
const endedBytes = 320;

/** How many legs, or calls, are one step of a repair: some 3 ms. */
const legsPerStep = 50;

/** PARK_ABANDONED is none: the DESTROY that follows says why the leg is over. */
const heard = new Set([
  'CHANNEL_CREATE',
  'CHANNEL_ANSWER',
  'CHANNEL_BRIDGE',
  'CHANNEL_HOLD',
  'CHANNEL_UNHOLD',
  'PARK_PARKED',
  'PARK_RETRIEVED',
]);

/**
 * The calls of an account, joined from legs: by interaction, by the other leg, by what is bridged.
 * Events may come late, twice, swapped or not at all. An event costs no more than the legs of its
 * own call, which are 64 at most, and a repair as much as the legs that are up.
 */
export class CallRows implements LiveRows<Call, RemovedCall, CallLists> {
  readonly #now: () => number;
  readonly #legs = new Map<string, Leg>();
  readonly #index: CallIndex;
  readonly #ended = new EndedLegs();
  #changed = new Map<string, Call>();
  #removed = new Map<string, RemovedCall>();
  #size = 0;

  /** @param now the monotonic clock, in milliseconds, by which lists are asked for */
  constructor(accountId: string, now: () => number) {
    this.#index = new CallIndex(accountId);
    this.#now = now;
  }

  get size(): number {
    return this.#size;
  }

  get retainedBytes(): number {
    return this.#legs.size * legBytes + this.#ended.size * endedBytes;
  }

  *rows(): Iterable<Call> {
    for (const { row } of this.#index.calls) if (row !== undefined) yield row;
  }

  receive(event: KazooEvent): void {
    const report = readLegEvent(event);
    if (report === undefined) return;
    if (event.name === 'CHANNEL_DESTROY') this.#destroy(report, event);
    else if (heard.has(event.name)) this.#hear(report, event);
  }

  *repair(listed: CallLists, askedAtMs: number, isConfirmed: boolean): Generator<void, RepairOutcome> {
    const knownUntilMs = askedAtMs - listLagMs;
    this.#ended.forgetOld(this.#now());
    const channels = new Map(listed.channels.map((channel) => [channel.callId, channel]));
    const parked = new ParkedLegs(listed.parked);
    const missing = new Set(
      [...this.#legs.values()].filter((leg) => !channels.has(leg.callId) && leg.heardAtMs < knownUntilMs),
    );
    if (!isConfirmed && this.#countWithout(missing) * 2 < this.#size) return 'doubtful';

    const told = new Set<LiveCall | undefined>();
    let legs = 0;
    for (const channel of channels.values()) {
      legs += 1;
      if (legs % legsPerStep === 0) yield;
      const isBridged = channels.get(channel.otherLegCallId ?? '')?.answered === true;
      told.add(this.#list(channel, parked, isBridged, knownUntilMs));
    }
    for (const leg of missing) {
      // The leg may have been heard of, or have ended, since the first step.
      if (this.#legs.get(leg.callId) !== leg || leg.heardAtMs >= knownUntilMs) continue;
      told.add(leg.call);
      this.#forget(leg, leg.lastMomentMs);
    }
    // Some of them may have become parts of others meanwhile.
    let calls = 0;
    for (const call of this.#index.calls) {
      if (!told.has(call)) continue;
      calls += 1;
      if (calls % legsPerStep === 0) yield;
      if (this.#index.calls.has(call)) this.#publish(call, Date.now(), 'VANISHED');
    }
    return 'repaired';
  }

  takeChanges(): RowChanges<Call, RemovedCall> {
    const changes = { changed: [...this.#changed.values()], removed: [...this.#removed.values()] };
    if (this.#changed.size > 0) this.#changed = new Map();
    if (this.#removed.size > 0) this.#removed = new Map();
    return changes;
  }

  #hear(report: LegReport, event: KazooEvent): void {
    const leg = this.#legOf(report, event);
    if (leg === undefined) return;
    const nowMs = this.#now();
    const receivedAtMs = event.receivedAt.getTime();
    const momentMs = report.momentMs ?? receivedAtMs;
    leg.hear(report, receivedAtMs, nowMs);
    switch (event.name) {
      case 'CHANNEL_ANSWER':
        leg.answeredAt(momentMs);
        break;
      case 'CHANNEL_HOLD':
      case 'CHANNEL_UNHOLD':
        leg.hold(event.name === 'CHANNEL_HOLD', momentMs, nowMs);
        break;
      case 'CHANNEL_BRIDGE':
        leg.bridge(momentMs);
        this.#legs.get(report.facts.otherLegCallId ?? '')?.bridge(momentMs);
        break;
      case 'PARK_PARKED':
        leg.hearParking(event.id, callEventFields.parkingSlot(event.data) ?? null, receivedAtMs, nowMs);
        break;
      case 'PARK_RETRIEVED':
        leg.hearParking(event.id, undefined, receivedAtMs, nowMs);
    }
    this.#publish(this.#join(leg, report), momentMs, 'ENDED');
  }

  #destroy(report: LegReport, event: KazooEvent): void {
    const { callId, createdAtMs } = report;
    const leg = this.#legs.get(callId);
    if (leg?.lifeMs !== undefined && createdAtMs !== undefined && createdAtMs < leg.lifeMs) return;
    const momentMs = report.momentMs ?? event.receivedAt.getTime();
    const endedAtMs = this.#now();
    this.#ended.addLeg(callId, { momentMs, lifeMs: createdAtMs ?? leg?.lifeMs, isCertain: true, endedAtMs });
    if (leg === undefined) return;

    leg.hear(report, momentMs, endedAtMs);
    const call = this.#join(leg, report);
    this.#legs.delete(callId);
    call.end(leg, callEventFields.hangupCause(event.data) ?? null, momentMs, tellsOfFax(event));
    const { overSinceMs } = call;
    // Should one of them be up after all, its next event or the next list says so.
    if (overSinceMs !== undefined) for (const ringing of [...call.legs]) this.#forget(ringing, overSinceMs);
    this.#publish(call, momentMs, 'ENDED');
  }

  #list(channel: Channel, parked: ParkedLegs, isBridged: boolean, knownUntilMs: number): LiveCall | undefined {
    const report = readListedLeg(channel);
    const known = this.#legs.get(channel.callId);
    if (known === undefined && this.#ended.hasEndedSince(report, knownUntilMs)) return undefined;
    const leg = known ?? this.#add(report, Date.now());
    const news = [
      known === undefined,
      leg.fill(report, knownUntilMs),
      channel.isOnHold !== null && leg.listHold(channel.isOnHold, knownUntilMs),
      isBridged && leg.listBridge(knownUntilMs),
      !isBridged && leg.listParking(parked.of(channel.callId, leg.parking?.slot), Date.now(), knownUntilMs),
    ];
    const [before, legCount] = [leg.call, leg.call?.legs.size];
    const call = this.#join(leg, report);
    // Other calls may have turned out to be parts of this one.
    return news.includes(true) || call !== before || call.legs.size !== legCount ? call : undefined;
  }

  /** Returns the leg that an event is about; undefined for one that is over. */
  #legOf(report: LegReport, event: KazooEvent): Leg | undefined {
    const { callId, createdAtMs } = report;
    const known = this.#legs.get(callId);
    if (known === undefined) {
      if (this.#ended.isOver(report)) return undefined;
      this.#ended.forgetLeg(callId);
      return this.#add(report, event.receivedAt.getTime());
    }
    if (createdAtMs === undefined || known.lifeMs === undefined || createdAtMs === known.lifeMs) return known;
    if (createdAtMs < known.lifeMs) return undefined;
    if (event.name !== 'CHANNEL_CREATE') return known;
    // The id is used again, and the DESTROY of its first life was lost.
    const next = this.#add(report, event.receivedAt.getTime());
    known.call?.drop(known);
    known.call?.add(next);
    return next;
  }

  #add(report: LegReport, fallbackMs: number): Leg {
    const leg = new Leg(report, fallbackMs, this.#now());
    this.#legs.set(leg.callId, leg);
    return leg;
  }

  /** Goes on without a leg, until it is heard of again. */
  #forget(leg: Leg, momentMs: number): void {
    this.#legs.delete(leg.callId);
    leg.call?.drop(leg);
    const { lifeMs } = leg;
    this.#ended.addLeg(leg.callId, { momentMs, lifeMs, isCertain: false, endedAtMs: this.#now() });
  }

  #join(leg: Leg, report: LegReport): LiveCall {
    const { call, merged, dropped } = this.#index.join(leg, report);
    for (const part of merged) if (part.row !== undefined) this.#remove(part, 'MERGED');
    for (const { callId } of dropped) this.#legs.delete(callId);
    return call;
  }

  #publish(call: LiveCall, momentMs: number, reason: 'ENDED' | 'VANISHED'): void {
    const wasShown = call.row !== undefined;
    const isChanged = call.refresh(momentMs);
    const { id, row } = call;
    if (isChanged && row === undefined) this.#remove(call, reason);
    if (isChanged && row !== undefined) {
      if (!wasShown) this.#size += 1;
      this.#removed.delete(id);
      this.#changed.set(id, row);
    }
    if (call.legs.size > 0) return;
    for (const interactionId of this.#index.drop(call))
      this.#ended.addInteraction(interactionId, call.lastMomentMs, this.#now());
  }

  #remove(call: LiveCall, reason: 'ENDED' | 'MERGED' | 'VANISHED'): void {
    this.#size -= 1;
    this.#changed.delete(call.id);
    this.#removed.set(call.id, call.toRemoved(reason));
  }

  /** How many rows are left when these legs are gone. */
  #countWithout(legs: ReadonlySet<Leg>): number {
    let count = 0;
    for (const { row, legs: own } of this.#index.calls)
      if (row !== undefined && [...own].some((leg) => !leg.isLoopback && !legs.has(leg))) count += 1;
    return count;
  }
}
