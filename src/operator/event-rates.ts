interface Sample {
  readonly atMs: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Over how many samples a rate is taken. */
const maxSamples = 6;
/** An older one is of somebody who looked before. */
const maxAgeMs = 15_000;
const msPerSecond = 1_000;

/** How many events per second came of each account lately, while somebody looks. */
export class EventRates {
  #samples: readonly Sample[] = [];
  #counts = new Map<string, number>();

  /** Begins another sample; `of` adds to it. Rates reach back six of them at most. */
  begin(): void {
    const nowMs = performance.now();
    this.#counts = new Map();
    const recent = this.#samples.filter(({ atMs }) => nowMs - atMs < maxAgeMs);
    this.#samples = [...recent, { atMs: nowMs, counts: this.#counts }].slice(-maxSamples);
  }

  /** @param count the events of the account since it is followed */
  of(accountId: string, count: number): number {
    this.#counts.set(accountId, count);
    const first = this.#samples.find(({ counts }) => counts.has(accountId));
    const last = this.#samples.at(-1);
    const elapsedMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
    if (elapsedMs <= 0) return 0;
    // An account that was given up and followed again counts from zero.
    const events = Math.max(0, count - (first?.counts.get(accountId) ?? 0));
    return Math.round((events * msPerSecond * 10) / elapsedMs) / 10;
  }
}
