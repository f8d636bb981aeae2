import type { Entry } from './ledger.ts';

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
  readonly #seen: Seen[] = [];
  readonly #problems: string[] = [];
  #isFresh = true;
  #fresh = 0;
  /** From this number on nothing may be missing without a word. */
  #since: number | undefined;

  constructor(name: string, wants: (entry: Entry) => boolean) {
    this.name = name;
    this.#wants = wants;
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

  /** How often the client was told that it has to begin afresh. */
  get restarts(): number {
    return this.#fresh;
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
    this.#fresh += 1;
  }

  problem(text: string): void {
    this.#problems.push(`${this.name}: ${text}`);
  }

  /** Every way in which the client was deceived. @param hasClock false where the clock was moved, so that times say nothing */
  problems(entries: readonly Entry[], hasClock: boolean): readonly string[] {
    const found = [...this.#problems];
    const say = (text: string): number => found.push(`${this.name}: ${text}`);
    const known = new Set<number>();
    let previous = (this.#since ?? 0) - 1;
    for (const { number, gap, isFresh } of this.#seen) {
      const entry = entries[number];
      if (entry === undefined || !this.wants(entry)) say(`#${number} was never published, or not for it`);
      if (known.has(number)) say(`#${number} came twice`);
      else if (number < previous && known.size > 0) say(`#${number} came after #${previous}`);
      known.add(number);
      const missing = entries.slice(previous + 1, number).filter((each) => this.wants(each));
      const isExcused = isFresh && (known.size > 1 || this.#since === undefined);
      if (missing.length > 0 && !isExcused) {
        const range = `#${missing[0]?.number} to #${missing.at(-1)?.number}`;
        if (gap === null) say(`${range} are missing without a word before #${number}`);
        else if (hasClock && !missing.every((each) => isInside(each, gap)))
          say(`${range} are missing outside the gap ${gap.from} to ${gap.to}`);
      }
      previous = Math.max(previous, number);
    }
    const rest = entries.slice(previous + 1).filter((each) => this.wants(each));
    if (rest.length > 0) say(`#${rest[0]?.number} to #${rest.at(-1)?.number} never came`);
    return found;
  }
}

function isInside({ atMs }: Entry, { from, to }: SeenGap): boolean {
  return atMs >= Date.parse(from) - toleranceMs && atMs <= Date.parse(to) + toleranceMs;
}
