import type { Entry } from './journal.ts';
import type { Scenario } from './scenario.ts';
import type { Operation } from './watcher.ts';

export interface SeenGap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly certain: boolean;
}

/** `setsClock`: times say nothing. */
type Judgement = Pick<Scenario, 'setsClock' | 'hidesLosses'>;

interface Counts {
  readonly [name: string]: number;
}

/** What clients saw, in numbers. */
export interface Tally {
  readonly clients: number;
  readonly deliveries: number;
  readonly duplicates: number;
  /** Events that a client had to see and never did, whether it was told or not. */
  readonly missing: number;
  /**
   * Events of clients that lost their connection when they had seen nothing yet, no event and no
   * cursor, and began afresh: they know that they go on from nothing.
   */
  readonly beforeCursor: number;
  /** By their reason, and whether they are certain. */
  readonly gaps: Counts;
  readonly expiries: number;
  /** How long an event was under way to a client. */
  readonly longestWaitMs: number;
}

/**
 * The gap of a lost connection ends when the gateway has noticed that it is back, and the journal
 * has the time of publishing, which differ on a busy machine.
 */
const toleranceMs = 1_500;
/** A hidden loss is judged by the times of events alone: what the journal rounds off. */
const hiddenToleranceMs = 2;

/** What one client saw, in order, and whether every loss was reported. */
export class Record {
  readonly name: string;
  readonly #wants: (entry: Entry) => boolean;
  readonly #hasSeveralTopics: boolean;
  // Thousands of clients see thousands of events each: two numbers for each event, and the rest where there is more.
  readonly #numbers: number[] = [];
  readonly #seenAtMs: number[] = [];
  /** By the place of the event that told of it. */
  readonly #gaps = new Map<number, SeenGap>();
  /** The places of events before which the client started afresh, and knows it. */
  readonly #fresh = new Set<number>();
  readonly #problems: string[] = [];
  #isFresh = true;
  #expiries = 0;
  /** From this number on, every missing event must be reported. */
  #since: number | undefined;
  /** From this number on events had to come, when the client that had seen nothing began afresh. */
  #lostSince: number | undefined;
  #ending: string | undefined;
  /** The code with which the stream has to end; undefined when it must not end. */
  expectedEnding: string | undefined;

  constructor(name: string, { wants, hasSeveralTopics }: Pick<Operation, 'wants' | 'hasSeveralTopics'>) {
    this.name = name;
    this.#wants = wants;
    this.#hasSeveralTopics = hasSeveralTopics;
  }

  /** The number of the last event. */
  get last(): number {
    return this.#numbers.at(-1) ?? -1;
  }

  get size(): number {
    return this.#numbers.length;
  }

  get gaps(): readonly SeenGap[] {
    return [...this.#gaps.values()];
  }

  /** How often the client's cursor was refused as too old. */
  get expiries(): number {
    return this.#expiries;
  }

  wants(entry: Entry): boolean {
    return this.#wants(entry);
  }

  /** Notes that the client's stream is live before event `number` is published. */
  flowsFrom(number: number): void {
    this.#since ??= number;
  }

  event(number: number, gap: SeenGap | null): void {
    const place = this.#numbers.push(number) - 1;
    this.#seenAtMs.push(Date.now());
    if (gap !== null) this.#gaps.set(place, gap);
    if (this.#isFresh) this.#fresh.add(place);
    this.#isFresh = false;
  }

  restart(): void {
    this.#isFresh = true;
    // Events that it had to see may have been lost before it saw anything.
    if (this.#numbers.length > 0) return;
    this.#lostSince ??= this.#since;
    this.#since = undefined;
  }

  expire(): void {
    this.#expiries += 1;
    this.restart();
  }

  /** The code with which the stream ended for good, if it did. */
  get ending(): string | undefined {
    return this.#ending;
  }

  /** Notes that the stream ended for good, with the code of an error. */
  end(code: string): void {
    this.#ending = code;
  }

  problem(text: string): void {
    this.#problems.push(`${this.name}: ${text}`);
  }

  /**
   * Every event that was lost without notice, and every false notice.
   */
  problems(entries: readonly Entry[], { setsClock = false, hidesLosses = false }: Judgement): readonly string[] {
    const tolerance = hidesLosses ? hiddenToleranceMs : toleranceMs;
    const all = new Set(this.#numbers);
    const found = [...this.#problems];
    const say = (text: string): number => found.push(`${this.name}: ${text}`);
    if (this.#ending !== this.expectedEnding) say(`ended with ${this.#ending}, not with ${this.expectedEnding}`);
    const known = new Set<number>();
    let highest = -1;
    // What a client sees before it has to is its beginning all the same.
    let previous = Math.min(this.#since ?? 0, this.#numbers[0] ?? Number.POSITIVE_INFINITY) - 1;
    for (const [place, number] of this.#numbers.entries()) {
      const entry = entries[number];
      if (entry === undefined || !this.wants(entry)) say(`#${number} was never published, or not for it`);
      if (known.has(number)) say(`#${number} came twice`);
      else if (number < highest && !hidesLosses) say(`#${number} came after #${highest}`);
      known.add(number);
      highest = Math.max(highest, number);
      const missing = entries
        .slice(previous + 1, number)
        .filter((each) => this.wants(each) && !(hidesLosses && all.has(each.number)));
      previous = Math.max(previous, number);
      if (missing.length === 0) continue;
      const isExcused = this.#fresh.has(place) && (known.size > 1 || this.#since === undefined);
      const gaps = hidesLosses ? this.gaps : this.#gapsFrom(place);
      const pendingNotice = missing.filter(
        (each) => !gaps.some((noticed) => setsClock || isInside(each, noticed, tolerance)),
      );
      // A stream of several topics ends when one of them does.
      const isTold = this.#hasSeveralTopics && this.#ending !== undefined;
      if (pendingNotice.length > 0 && !isExcused && !isTold) {
        const gap = this.#gaps.get(place);
        const how = gap === undefined ? 'without a notice' : `outside the gap ${gap.from} to ${gap.to}`;
        say(`#${pendingNotice.map((each) => each.number).join(', #')} are missing ${how} before #${number}`);
      }
    }
    const rest = entries.slice(previous + 1).filter((each) => this.wants(each));
    if (rest.length > 0 && this.#ending === undefined) say(`#${rest[0]?.number} to #${rest.at(-1)?.number} never came`);
    return found;
  }

  /** What happened since its stream is live. */
  tally(entries: readonly Entry[]): Tally {
    const hasBegunAfresh = this.#since === undefined && this.#lostSince !== undefined;
    const since = hasBegunAfresh ? (this.#numbers[0] ?? entries.length) : (this.#since ?? 0);
    const before = hasBegunAfresh ? entries.slice(this.#lostSince, since).filter((each) => this.wants(each)) : [];
    const known = new Set(this.#numbers);
    const missing = entries.slice(since).filter((each) => this.wants(each) && !known.has(each.number));
    let longestWaitMs = 0;
    for (const [place, number] of this.#numbers.entries()) {
      if (number < since) continue;
      const [seenAtMs = 0, publishedAtMs = seenAtMs] = [this.#seenAtMs[place], entries[number]?.atMs];
      longestWaitMs = Math.max(longestWaitMs, seenAtMs - publishedAtMs);
    }
    return {
      clients: 1,
      deliveries: this.size,
      duplicates: this.size - known.size,
      missing: missing.length,
      beforeCursor: before.length,
      gaps: addUp(this.gaps.map(({ reason, certain }) => ({ [certain ? reason : `possible ${reason}`]: 1 }))),
      expiries: this.#expiries,
      longestWaitMs,
    };
  }

  /** Those that may tell what is missing before an event. */
  #gapsFrom(place: number): readonly SeenGap[] {
    if (this.#hasSeveralTopics) return [...this.#gaps].flatMap(([toldAt, gap]) => (toldAt >= place ? [gap] : []));
    const gap = this.#gaps.get(place);
    return gap === undefined ? [] : [gap];
  }
}

/** The sum of what clients saw. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (count: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + count(tally), 0);
  return {
    clients: sum(({ clients }) => clients),
    deliveries: sum(({ deliveries }) => deliveries),
    duplicates: sum(({ duplicates }) => duplicates),
    missing: sum(({ missing }) => missing),
    beforeCursor: sum(({ beforeCursor }) => beforeCursor),
    gaps: addUp(tallies.map(({ gaps }) => gaps)),
    expiries: sum(({ expiries }) => expiries),
    longestWaitMs: tallies.reduce((longest, tally) => Math.max(longest, tally.longestWaitMs), 0),
  };
}

function addUp(counts: readonly Counts[]): Counts {
  const sums: { [key: string]: number } = {};
  for (const [key, count] of counts.flatMap((each) => Object.entries(each))) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}

function isInside({ atMs }: Entry, { from, to }: SeenGap, tolerance: number): boolean {
  return atMs >= Date.parse(from) - tolerance && atMs <= Date.parse(to) + tolerance;
}
