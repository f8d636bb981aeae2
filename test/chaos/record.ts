import type { Entry } from './journal.ts';
import type { Operation } from './watcher.ts';

export interface SeenGap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

interface Seen {
  readonly number: number;
  readonly gap: SeenGap | null;
  /** The client began afresh before it, and knows that it did. */
  readonly isFresh: boolean;
}

/** A gap is told in the gateway's time of receipt, the ledger notes the time of publishing: a busy machine lies between. */
const toleranceMs = 1_500;

/** What one client saw, in order, and whether that is honest. */
export class Record {
  readonly name: string;
  readonly #wants: (entry: Entry) => boolean;
  readonly #hasSeveralTopics: boolean;
  readonly #seen: Seen[] = [];
  readonly #problems: string[] = [];
  #isFresh = true;
  #expiries = 0;
  /** From this number on nothing may be missing without a word. */
  #since: number | undefined;
  #ending: string | undefined;
  /** The code with which the stream has to end; undefined: it must not. */
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

  /** How often the client was told that its cursor is too old. */
  get expiries(): number {
    return this.#expiries;
  }

  wants(entry: Entry): boolean {
    return this.#wants(entry);
  }

  /** The client's stream is known to flow before event `number` is published. */
  flowsFrom(number: number): void {
    this.#since ??= number;
  }

  event(number: number, gap: SeenGap | null): void {
    this.#seen.push({ number, gap, isFresh: this.#isFresh });
    this.#isFresh = false;
  }

  restart(): void {
    this.#isFresh = true;
    // What it was sure to see it may have lost before it saw anything.
    if (this.#seen.length === 0) this.#since = undefined;
  }

  expire(): void {
    this.#expiries += 1;
    this.restart();
  }

  /** Why the stream ended for good, if it did. */
  get ending(): string | undefined {
    return this.#ending;
  }

  /** The stream ended for good, with the code of an error. */
  end(code: string): void {
    this.#ending = code;
  }

  problem(text: string): void {
    this.#problems.push(`${this.name}: ${text}`);
  }

  /** Every way in which the client was deceived. @param hasClock false where the clock was moved, so that times say nothing */
  problems(entries: readonly Entry[], hasClock: boolean): readonly string[] {
    const found = [...this.#problems];
    const say = (text: string): number => found.push(`${this.name}: ${text}`);
    if (this.#ending !== this.expectedEnding) say(`ended with ${this.#ending}, not with ${this.expectedEnding}`);
    const known = new Set<number>();
    let highest = -1;
    let previous = (this.#since ?? 0) - 1;
    for (const [index, { number, gap, isFresh }] of this.#seen.entries()) {
      const entry = entries[number];
      if (entry === undefined || !this.wants(entry)) say(`#${number} was never published, or not for it`);
      if (known.has(number)) say(`#${number} came twice`);
      else if (number < highest) say(`#${number} came after #${highest}`);
      known.add(number);
      highest = Math.max(highest, number);
      const missing = entries.slice(previous + 1, number).filter((each) => this.wants(each));
      const isExcused = isFresh && (known.size > 1 || this.#since === undefined);
      const telling = this.#hasSeveralTopics ? this.#seen.slice(index) : [this.#seen[index]];
      const gaps = telling.flatMap((each) => each?.gap ?? []);
      const pendingNotice = missing.filter((each) => !gaps.some((told) => !hasClock || isInside(each, told)));
      // A stream of several topics ends when one of them does.
      const isTold = this.#hasSeveralTopics && this.#ending !== undefined;
      if (pendingNotice.length > 0 && !isExcused && !isTold) {
        const told = gap === null ? 'without a word' : `outside the gap ${gap.from} to ${gap.to}`;
        say(`#${pendingNotice.map((each) => each.number).join(', #')} are missing ${told} before #${number}`);
      }
      previous = Math.max(previous, number);
    }
    const rest = entries.slice(previous + 1).filter((each) => this.wants(each));
    if (rest.length > 0 && this.#ending === undefined) say(`#${rest[0]?.number} to #${rest.at(-1)?.number} never came`);
    return found;
  }
}

function isInside({ atMs }: Entry, { from, to }: SeenGap): boolean {
  return atMs >= Date.parse(from) - toleranceMs && atMs <= Date.parse(to) + toleranceMs;
}
