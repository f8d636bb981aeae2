import { isDeepStrictEqual } from 'node:util';
import type { Call, CallState, RemovedCall } from './call.ts';
import { type CallShape, shapeOf } from './call-shape.ts';
import type { Leg } from './leg.ts';

interface LegEnd {
  readonly cause: string | null;
  readonly momentMs: number;
}

/** The call went elsewhere with it: who is left goes on. */
const handedOn = /TRANSFER|PICKED_OFF|REPLACED/;
/** The end of a leg that another one outran says nothing of the call. */
const outran = new Set(['LOSE_RACE', 'PICKED_OFF']);

/** The legs of one call that are up, what is kept of those that are not, and the row they make. */
export class LiveCall {
  readonly id: string;
  readonly #accountId: string;
  readonly legs = new Set<Leg>();
  /** What the call is found by: the interactions and the legs that it has to do with. */
  readonly keys = new Set<string>();
  #row: Call | undefined;
  #startedAtMs = Number.POSITIVE_INFINITY;
  #lastMomentMs = Number.NEGATIVE_INFINITY;
  #answeredAtMs: number | undefined;
  #wasAnswered = false;
  #isFax = false;
  #queueId: string | null = null;
  #lastEnd: LegEnd | undefined;
  /** The end of a caller who did not hand the call on. */
  #callerLeft: LegEnd | undefined;
  /** Who talked last, and who was in it when two legs were. */
  #talk: CallShape | undefined;
  #pair: CallShape | undefined;

  constructor(id: string, accountId: string) {
    this.id = id;
    this.#accountId = accountId;
  }

  /** The row as it was last made; undefined while no leg is up that people know of. */
  get row(): Call | undefined {
    return this.#row;
  }

  /** When its oldest leg was made. */
  get startedAtMs(): number {
    return this.#visible.reduce((startMs, leg) => Math.min(startMs, leg.createdAtMs), this.#startedAtMs);
  }

  /** When the last leg that is down was heard of last, by the switch's clock. */
  get lastMomentMs(): number {
    return this.#lastMomentMs;
  }

  /** The legs of the call, without those that only help within the switch. */
  get #visible(): Leg[] {
    return [...this.legs].filter((leg) => !leg.isLoopback);
  }

  /** When the caller left, if what still rings only lacks the event that it is over. */
  get overSinceMs(): number | undefined {
    if (this.#callerLeft === undefined) return undefined;
    const isLeft = this.#visible.every((leg) => !leg.isInbound && !leg.isAnswered);
    return isLeft ? this.#callerLeft.momentMs : undefined;
  }

  add(leg: Leg): void {
    leg.call = this;
    this.legs.add(leg);
  }

  /** Takes over the legs of `other` and what it knows. */
  absorb(other: LiveCall): void {
    for (const leg of other.legs) this.add(leg);
    this.#startedAtMs = Math.min(this.#startedAtMs, other.#startedAtMs);
    this.#lastMomentMs = Math.max(this.#lastMomentMs, other.#lastMomentMs);
    this.#answeredAtMs = earliest(this.#answeredAtMs, other.#answeredAtMs);
    this.#wasAnswered ||= other.#wasAnswered;
    this.#isFax ||= other.#isFax;
    this.#queueId ??= other.#queueId;
    this.#lastEnd = later(this.#lastEnd, other.#lastEnd);
    this.#callerLeft = later(this.#callerLeft, other.#callerLeft);
  }

  /** Takes the end of a leg that Kazoo has told. `isFax`: it has received a fax. */
  end(leg: Leg, cause: string | null, momentMs: number, isFax: boolean): void {
    this.#isFax ||= isFax;
    this.drop(leg);
    if (leg.isLoopback) return;
    const end = { cause, momentMs };
    if (this.#lastEnd === undefined || !outran.has(cause ?? '')) this.#lastEnd = later(this.#lastEnd, end);
    if (leg.isInbound) this.#callerLeft = handedOn.test(cause ?? '') ? undefined : later(this.#callerLeft, end);
  }

  /** Goes on without a leg, of whose end nobody has told. */
  drop(leg: Leg): void {
    const [first, ...rest] = this.#visible;
    if (first !== undefined) this.#wasAnswered ||= shapeOf([first, ...rest]).isTalk;
    this.legs.delete(leg);
    this.#lastMomentMs = Math.max(this.#lastMomentMs, leg.lastMomentMs);
    if (leg.isLoopback) return;
    this.#startedAtMs = Math.min(this.#startedAtMs, leg.createdAtMs);
    this.#answeredAtMs = earliest(this.#answeredAtMs, leg.answeredAtMs);
    this.#queueId ??= leg.facts.queueId;
  }

  /**
   * Makes the row anew; returns whether it has changed.
   *
   * @param momentMs when what changed it happened, in milliseconds since 1970
   */
  refresh(momentMs: number): boolean {
    const row = this.#make(momentMs);
    if (isDeepStrictEqual(row, this.#row)) return false;
    this.#row = row;
    return true;
  }

  /** Returns what is told of the call when it is no row any more. */
  toRemoved(reason: 'ENDED' | 'MERGED' | 'VANISHED'): RemovedCall {
    const end = reason === 'ENDED' ? this.#lastEnd : undefined;
    return {
      id: this.id,
      reason,
      hangupCause: end?.cause ?? null,
      wasAnswered: reason === 'MERGED' ? null : this.#wasAnswered,
      endedAt: end === undefined ? null : new Date(end.momentMs),
      ...(this.#isFax && { isFax: true }),
    };
  }

  #make(momentMs: number): Call | undefined {
    const [first, ...rest] = this.#visible.sort(inOrder);
    if (first === undefined) return undefined;
    const legs = [first, ...rest] as const;
    const { state, direction, from, to, isTalk, answererIds } = this.#withMemory(shapeOf([...legs]), legs);
    const conferenceId = firstText(legs, (leg) => leg.facts.conferenceId);
    this.#wasAnswered ||= isTalk || conferenceId !== null;
    const startedAtMs = this.startedAtMs;
    const answeredAtMs = legs.reduce((atMs, leg) => earliest(atMs, leg.answeredAtMs), this.#answeredAtMs);
    return {
      id: this.id,
      accountId: this.#accountId,
      ownerIds: [...new Set(legs.flatMap((leg) => [...leg.ownerIds]))],
      state,
      direction,
      from,
      to,
      startedAt: new Date(startedAtMs),
      answeredAt: answeredAtMs === undefined ? null : new Date(answeredAtMs),
      since: this.#since(state, momentMs, state === 'RINGING' ? startedAtMs : (answeredAtMs ?? startedAtMs), legs),
      parkedSlot: firstText(legs, (leg) => leg.parking?.slot ?? null),
      conferenceId,
      queueId: firstText(legs, (leg) => leg.facts.queueId) ?? this.#queueId,
      wasAnswered: this.#wasAnswered,
      answererIds,
      recording: legs.some((leg) => leg.isRecorded),
      legs: legs.map((leg) => leg.toRow()),
    };
  }

  /**
   * Between the ends of its two legs, or while it is handed on, a call keeps its face. A caller
   * whom nobody has answered is as before anybody rang.
   */
  #withMemory(shape: CallShape, [first, second]: readonly Leg[]): CallShape {
    if (shape.isTalk) this.#talk = shape;
    if (second !== undefined) this.#pair = shape;
    const { direction, from, to } = (first?.isInbound ? this.#talk : this.#pair) ?? shape;
    return second === undefined ? { ...shape, direction, from, to } : shape;
  }

  #since(state: CallState, momentMs: number, firstMs: number, legs: readonly Leg[]): Date {
    if (this.#row?.state === state) return this.#row.since;
    const parkedAtMs = legs.find((leg) => leg.parking !== undefined)?.parking?.sinceMs;
    if (state === 'PARKED' && parkedAtMs !== undefined) return new Date(parkedAtMs);
    return new Date(this.#row === undefined ? firstMs : momentMs);
  }
}

function inOrder(one: Leg, other: Leg): number {
  if (one.createdAtMs !== other.createdAtMs) return one.createdAtMs - other.createdAtMs;
  if (one.isInbound !== other.isInbound) return one.isInbound ? -1 : 1;
  return one.callId < other.callId ? -1 : 1;
}

function firstText(legs: readonly Leg[], textOf: (leg: Leg) => string | null): string | null {
  return legs.map(textOf).find((text) => text !== null) ?? null;
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

function later(one: LegEnd | undefined, other: LegEnd | undefined): LegEnd | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.momentMs >= one.momentMs ? other : one;
}
