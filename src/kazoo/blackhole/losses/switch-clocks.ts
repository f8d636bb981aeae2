/** A clock is read anew after this time, since clocks drift apart and are set. */
const periodMs = 30_000;
/** More switches than that share one clock. */
const maxClocks = 64;

/**
 * The clocks of the switches, by ours: the event that took the least time shows how far ahead one
 * is. Moments of ours are those of `performance.now()`.
 */
export class SwitchClocks {
  readonly #clocks = new Map<string, SwitchClock>();

  /** Whether any event has shown a clock. */
  get areKnown(): boolean {
    return this.#clocks.size > 0;
  }

  /**
   * Hot: once per event that a switch emitted, when it was read. Returns when it would have been
   * read if it had taken no longer than the fastest.
   */
  read(name: string, emittedMs: number, readMs: number): number {
    return this.#clockOf(name).read(emittedMs, readMs);
  }

  #clockOf(name: string): SwitchClock {
    const known = this.#clocks.get(name);
    if (known !== undefined) return known;
    if (this.#clocks.size >= maxClocks) return this.#clockOf([...this.#clocks.keys()][0] ?? name);
    // The first events of a switch may have waited: until more have come, its clock counts as the one furthest ahead.
    const clock = new SwitchClock(Math.max(...[...this.#clocks.values()].map(({ aheadMs }) => aheadMs)));
    this.#clocks.set(name, clock);
    return clock;
  }
}

class SwitchClock {
  /** In the present period, and in the one before. */
  #aheadMs = Number.NEGATIVE_INFINITY;
  #aheadBeforeMs: number;
  #periodEndsAtMs = Number.NEGATIVE_INFINITY;

  constructor(aheadMs: number) {
    this.#aheadBeforeMs = aheadMs;
  }

  get aheadMs(): number {
    return Math.max(this.#aheadMs, this.#aheadBeforeMs);
  }

  read(emittedMs: number, readMs: number): number {
    if (readMs >= this.#periodEndsAtMs) this.#beginPeriod(readMs);
    this.#aheadMs = Math.max(this.#aheadMs, emittedMs - readMs);
    return emittedMs - this.aheadMs;
  }

  #beginPeriod(atMs: number): void {
    if (Number.isFinite(this.#aheadMs)) this.#aheadBeforeMs = this.#aheadMs;
    this.#aheadMs = Number.NEGATIVE_INFINITY;
    this.#periodEndsAtMs = atMs + periodMs;
  }
}
