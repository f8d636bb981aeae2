import type { Leg } from './leg.ts';
import type { LegReport } from './leg-report.ts';
import { LiveCall } from './live-call.ts';

/** A ring group may call many phones; what rings beyond is left out. */
const maxLegs = 64;
/** A call that is handed on time and again has to do with ever more legs. */
const maxKeys = 4 * maxLegs;
const interactionPrefix = 'interaction/';

const none: readonly never[] = [];

/** What joining a leg to its call has changed. */
export interface Joined {
  readonly call: LiveCall;
  /** Calls that turned out to be parts of it. */
  readonly merged: readonly LiveCall[];
  /** Legs for which it has no room. */
  readonly dropped: readonly Leg[];
}

/** Finds the call that a leg belongs to. */
export class CallIndex {
  readonly #accountId: string;
  readonly #calls = new Set<LiveCall>();
  readonly #callOf = new Map<string, LiveCall>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** All calls, also those of which nobody is to know. */
  get calls(): ReadonlySet<LiveCall> {
    return this.#calls;
  }

  /** Joins a leg to the call of its interaction and of the legs that it has to do with. */
  join(leg: Leg, report: LegReport): Joined {
    const keys = keysOf(report);
    const known = leg.call;
    // Most reports tell of a call what is known: a repair has one for each leg.
    if (known !== undefined && keys.every((key) => this.#callOf.get(key) === known))
      return { call: known, merged: none, dropped: none };
    const found = new Set(keys.map((key) => this.#callOf.get(key)).filter((call) => call !== undefined));
    if (leg.call !== undefined) found.add(leg.call);
    const [oldest, ...merged] = [...found].sort(byAge);
    const call = oldest ?? this.#make(report);
    for (const part of merged) this.#merge(part, call);
    if (leg.call !== call) call.add(leg);
    for (const key of keys) this.#name(call, key);
    return { call, merged, dropped: makeRoom(call, leg) };
  }

  /** Forgets a call that has no legs; returns its interactions. */
  drop(call: LiveCall): readonly string[] {
    this.#calls.delete(call);
    for (const key of call.keys) this.#callOf.delete(key);
    return [...call.keys]
      .filter((key) => key.startsWith(interactionPrefix))
      .map((key) => key.slice(interactionPrefix.length));
  }

  #make({ interactionId, callId }: LegReport): LiveCall {
    const call = new LiveCall(interactionId ?? callId, this.#accountId);
    this.#calls.add(call);
    return call;
  }

  #merge(part: LiveCall, call: LiveCall): void {
    this.drop(part);
    call.absorb(part);
    for (const key of part.keys) this.#name(call, key);
  }

  #name(call: LiveCall, key: string): void {
    if (call.keys.size >= maxKeys) return;
    call.keys.add(key);
    this.#callOf.set(key, call);
  }
}

/** Who knows of a row keeps it; of two rows the one that began first stays. */
function byAge(one: LiveCall, other: LiveCall): number {
  if ((one.row === undefined) !== (other.row === undefined)) return one.row === undefined ? 1 : -1;
  return one.startedAtMs - other.startedAtMs || (one.id < other.id ? -1 : 1);
}

/**
 * Drops legs that only ring, the new one first; if none does, the latest: who called stays, and
 * what there was no room for before finds none when Kazoo lists it again.
 */
function makeRoom(call: LiveCall, newest: Leg): readonly Leg[] {
  const dropped: Leg[] = [];
  while (call.legs.size > maxLegs) {
    const legs = [newest, ...call.legs].filter((leg) => !dropped.includes(leg));
    const leg = legs.find((candidate) => !candidate.isInbound && !candidate.isAnswered) ?? legs.at(-1);
    if (leg === undefined) break;
    call.drop(leg);
    dropped.push(leg);
  }
  return dropped;
}

function keysOf({ callId, interactionId, relatedCallIds }: LegReport): readonly string[] {
  const legKeys = [callId, ...relatedCallIds].map((id) => `leg/${id}`);
  return interactionId === null ? legKeys : [`${interactionPrefix}${interactionId}`, ...legKeys];
}
