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

interface Seen {
  readonly number: number;
  readonly gap: SeenGap | null;
  /** True when the client started afresh before this event, and knows it. */
  readonly isFresh: boolean;
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
  readonly #seen: Seen[] = [];
  readonly #problems: string[] = [];
  #isFresh = true;
  #expiries = 0;
  /** From this number on, every missing event must be reported. */
  #since: number | undefined;
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
    return this.#seen.at(-1)?.number ?? -1;
  }

  get size(): number {
    return this.#seen.length;
  }

  get gaps(): readonly SeenGap[] {
    return this.#seen.flatMap(({ gap }) => (gap === null ? [] : [gap]));
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
    this.#seen.push({ number, gap, isFresh: this.#isFresh });
    this.#isFresh = false;
  }

  restart(): void {
    this.#isFresh = true;
    // Events that it had to see may have been lost before it saw anything.
    if (this.#seen.length === 0) this.#since = undefined;
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
    const all = new Set(this.#seen.map(({ number }) => number));
    const found = [...this.#problems];
    const say = (text: string): number => found.push(`${this.name}: ${text}`);
    if (this.#ending !== this.expectedEnding) say(`ended with ${this.#ending}, not with ${this.expectedEnding}`);
    const known = new Set<number>();
    let highest = -1;
    // What a client sees before it has to is its beginning all the same.
    let previous = Math.min(this.#since ?? 0, this.#seen[0]?.number ?? Number.POSITIVE_INFINITY) - 1;
    for (const [index, { number, gap, isFresh }] of this.#seen.entries()) {
      const entry = entries[number];
      if (entry === undefined || !this.wants(entry)) say(`#${number} was never published, or not for it`);
      if (known.has(number)) say(`#${number} came twice`);
      else if (number < highest && !hidesLosses) say(`#${number} came after #${highest}`);
      known.add(number);
      highest = Math.max(highest, number);
      const missing = entries
        .slice(previous + 1, number)
        .filter((each) => this.wants(each) && !(hidesLosses && all.has(each.number)));
      const isExcused = isFresh && (known.size > 1 || this.#since === undefined);
      const telling = hidesLosses
        ? this.#seen
        : this.#seen.slice(index, this.#hasSeveralTopics ? undefined : index + 1);
      const gaps = telling.flatMap((each) => each.gap ?? []);
      const pendingNotice = missing.filter(
        (each) => !gaps.some((noticed) => setsClock || isInside(each, noticed, tolerance)),
      );
      // A stream of several topics ends when one of them does.
      const isTold = this.#hasSeveralTopics && this.#ending !== undefined;
      if (pendingNotice.length > 0 && !isExcused && !isTold) {
        const how = gap === null ? 'without a notice' : `outside the gap ${gap.from} to ${gap.to}`;
        say(`#${pendingNotice.map((each) => each.number).join(', #')} are missing ${how} before #${number}`);
      }
      previous = Math.max(previous, number);
    }
    const rest = entries.slice(previous + 1).filter((each) => this.wants(each));
    if (rest.length > 0 && this.#ending === undefined) say(`#${rest[0]?.number} to #${rest.at(-1)?.number} never came`);
    return found;
  }
}

function isInside({ atMs }: Entry, { from, to }: SeenGap, tolerance: number): boolean {
  return atMs >= Date.parse(from) - tolerance && atMs <= Date.parse(to) + tolerance;
}
