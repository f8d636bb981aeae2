import type { CallLeg, CallParty, CallState } from './call.ts';
import type { ListedParking } from './call-lists.ts';
import { factsOf, type LegFacts, type LegReport, namesOfFacts, withoutCaller } from './leg-report.ts';
import type { LiveCall } from './live-call.ts';

interface Parking {
  readonly slot: string | null;
  readonly sinceMs: number;
  /** By the monotonic clock. */
  readonly heardAtMs: number;
  /** The moment of the last event before it: what happened until then does not end it. */
  readonly afterMomentMs: number;
}

/** PARK_* have no time: one that comes this soon after its opposite was overtaken by it. */
const swappedWithinMs = 1_000;
/** A leg is seldom parked more often. */
const maxParkEvents = 16;

/** One leg that is up, as events and Kazoo's list tell of it, in whatever order they come. */
export class Leg {
  readonly callId: string;
  readonly isLoopback: boolean;
  readonly ownerIds = new Set<string>();
  call: LiveCall | undefined;
  #createdAtMs: number;
  #lifeMs: number | undefined;
  #facts: LegFacts;
  #factsMomentMs = Number.NEGATIVE_INFINITY;
  #lastMomentMs: number;
  #heardAtMs: number;
  #isCarrier: boolean;
  #isAnswered = false;
  #answeredAtMs: number | undefined;
  /** Whether `answeredAtMs` is told by CHANNEL_ANSWER itself. */
  #isAnswerTold = false;
  #isRecorded = false;
  /** Kazoo's list does not tell it, and shows the caller all the same. */
  #isPrivate = false;
  #hold: { readonly isOn: boolean; readonly momentMs: number; readonly heardAtMs: number };
  #parking: Parking | undefined;
  #unparkedAtMs = Number.NEGATIVE_INFINITY;
  /** The latest PARK_* by their ids: a copy cannot be told by its time. */
  #parkEvents: readonly string[] = [];

  /**
   * @param fallbackMs when it was made, where the report does not say so
   * @param nowMs when the report came, by the monotonic clock
   */
  constructor(report: LegReport, fallbackMs: number, nowMs: number) {
    this.callId = report.callId;
    this.#createdAtMs = report.createdAtMs ?? report.momentMs ?? fallbackMs;
    this.isLoopback = report.isLoopback;
    this.#isPrivate = report.isPrivate;
    this.#facts = report.isPrivate ? withoutCaller(report.facts) : report.facts;
    this.#isCarrier = report.isCarrier;
    this.#lastMomentMs = report.momentMs ?? this.#createdAtMs;
    this.#heardAtMs = nowMs;
    this.#hold = { isOn: false, momentMs: Number.NEGATIVE_INFINITY, heardAtMs: Number.NEGATIVE_INFINITY };
  }

  get createdAtMs(): number {
    return this.#createdAtMs;
  }

  /** When an event says that it was made: Kazoo's list tells it to the second only. */
  get lifeMs(): number | undefined {
    return this.#lifeMs;
  }

  get facts(): LegFacts {
    return this.#facts;
  }

  get isInbound(): boolean {
    return this.#facts.callDirection !== 'OUTBOUND';
  }

  get isCarrier(): boolean {
    return this.#isCarrier;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  get isRecorded(): boolean {
    return this.#isRecorded;
  }

  /** In milliseconds since 1970; undefined also where only a list says that it is answered. */
  get answeredAtMs(): number | undefined {
    return this.#answeredAtMs;
  }

  get parking(): Pick<Parking, 'slot' | 'sinceMs'> | undefined {
    return this.#parking;
  }

  get lastMomentMs(): number {
    return this.#lastMomentMs;
  }

  /** When an event last told of it, by the monotonic clock; or when the list did that found it. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  get state(): CallState {
    if (this.#parking !== undefined) return 'PARKED';
    if (!this.#isAnswered) return 'RINGING';
    return this.#hold.isOn ? 'ON_HOLD' : 'ANSWERED';
  }

  /** Who is at the far end of it. */
  get party(): CallParty {
    const { callerName, callerNumber, calleeName, calleeNumber, dialledNumber, extension } = this.#facts;
    const { userId, deviceId } = this.#facts;
    return this.isInbound
      ? { name: callerName, number: callerNumber ?? extension, userId, deviceId }
      : { name: calleeName, number: calleeNumber ?? extension ?? dialledNumber, userId, deviceId };
  }

  /** Takes what an event tells. */
  hear(report: LegReport, receivedAtMs: number, nowMs: number): void {
    this.#lifeMs ??= report.createdAtMs;
    if (this.#lifeMs !== undefined) this.#createdAtMs = this.#lifeMs;
    const momentMs = report.momentMs ?? Number.NEGATIVE_INFINITY;
    const isLatest = momentMs >= this.#factsMomentMs;
    this.#isPrivate ||= report.isPrivate;
    this.#know(isLatest ? factsOf(report.facts, this.#facts) : factsOf(this.#facts, report.facts));
    this.#factsMomentMs = Math.max(this.#factsMomentMs, momentMs);
    this.#lastMomentMs = Math.max(this.#lastMomentMs, momentMs);
    this.#heardAtMs = nowMs;
    this.#take(report);
    if (report.isAnswered) this.#answer(report.momentMs ?? receivedAtMs);
  }

  /**
   * Takes what a row of Kazoo's list tells, asked for at `askedAtMs`. It never overwrites what an
   * event has told, but for the leg that it is connected with: that changes.
   *
   * @returns whether it told anything new
   */
  fill(report: LegReport, askedAtMs: number): boolean {
    const known = this.#facts;
    const { otherLegCallId } = report.facts;
    const isOther = otherLegCallId !== null && this.#heardAtMs < askedAtMs;
    this.#know({ ...factsOf(known, report.facts), ...(isOther && { otherLegCallId }) });
    const isNew =
      namesOfFacts.some((name) => known[name] !== this.#facts[name]) ||
      report.ownerIds.some((id) => !this.ownerIds.has(id)) ||
      (report.isCarrier && !this.#isCarrier) ||
      (report.isAnswered && !this.#isAnswered);
    if (!isNew) return false;
    this.#take(report);
    if (report.isAnswered) this.#isAnswered = true;
    return true;
  }

  /** Takes the time at which CHANNEL_ANSWER says that the leg was answered. */
  answeredAt(momentMs: number): void {
    this.#isAnswered = true;
    this.#answeredAtMs = momentMs;
    this.#isAnswerTold = true;
  }

  hold(isOn: boolean, momentMs: number, heardAtMs: number): void {
    if (momentMs >= this.#hold.momentMs) this.#hold = { isOn, momentMs, heardAtMs };
  }

  /**
   * Takes what a list says that was asked for at `askedAtMs`, unless an event has come since.
   *
   * @returns whether it is new; likewise below
   */
  listHold(isOn: boolean, askedAtMs: number): boolean {
    if (this.#hold.isOn === isOn || this.#hold.heardAtMs >= askedAtMs) return false;
    this.#hold = { ...this.#hold, isOn };
    return true;
  }

  /** Takes PARK_PARKED, or PARK_RETRIEVED where `slot` is undefined. */
  hearParking(eventId: string, slot: string | null | undefined, receivedAtMs: number, nowMs: number): void {
    if (this.#parkEvents.includes(eventId)) return;
    this.#parkEvents = [...this.#parkEvents, eventId].slice(-maxParkEvents);
    if (slot !== undefined) {
      this.#park(slot, receivedAtMs, nowMs);
      return;
    }
    this.#parking = undefined;
    this.#unparkedAtMs = nowMs;
  }

  /** Takes what a list, asked for at `askedAtMs`, says of slots. */
  listParking(listed: ListedParking, sinceMs: number, askedAtMs: number): boolean {
    if (listed?.slot === null) return this.listBridge(askedAtMs);
    if (listed === undefined || this.#parking !== undefined || this.#unparkedAtMs >= askedAtMs) return false;
    this.#park(listed.slot, sinceMs, askedAtMs);
    return true;
  }

  /** Takes that the leg talks with another one. */
  bridge(momentMs: number | undefined): void {
    if (momentMs === undefined || momentMs > (this.#parking?.afterMomentMs ?? 0)) this.#parking = undefined;
  }

  /** Takes that a list, asked for at `askedAtMs`, shows the leg with another one, or unparked. */
  listBridge(askedAtMs: number): boolean {
    if (this.#parking === undefined || this.#parking.heardAtMs >= askedAtMs) return false;
    this.#parking = undefined;
    return true;
  }

  /** Returns the leg as clients see it. */
  toRow(): CallLeg {
    return {
      callId: this.callId,
      otherLegCallId: this.#facts.otherLegCallId,
      callDirection: this.#facts.callDirection,
      state: this.state,
      ...this.party,
      startedAt: new Date(this.#createdAtMs),
      answeredAt: this.#answeredAtMs === undefined ? null : new Date(this.#answeredAtMs),
    };
  }

  #know(facts: LegFacts): void {
    this.#facts = this.#isPrivate ? withoutCaller(facts) : facts;
  }

  #take({ ownerIds, isCarrier, isRecorded }: LegReport): void {
    for (const id of ownerIds) this.ownerIds.add(id);
    this.#isCarrier ||= isCarrier;
    this.#isRecorded ||= isRecorded;
  }

  #park(slot: string | null, sinceMs: number, nowMs: number): void {
    if (this.#parking !== undefined || nowMs - this.#unparkedAtMs < swappedWithinMs) return;
    this.#parking = { slot, sinceMs, heardAtMs: nowMs, afterMomentMs: this.#lastMomentMs };
  }

  /** What shows that a leg is answered comes after the answer, whose time is told by ANSWER. */
  #answer(momentMs: number): void {
    if (this.#isAnswerTold) return;
    // A list that knew it answered before has no time, and neither has this.
    if (this.#isAnswered && this.#answeredAtMs === undefined) return;
    this.#isAnswered = true;
    this.#answeredAtMs = Math.min(this.#answeredAtMs ?? momentMs, momentMs);
  }
}
