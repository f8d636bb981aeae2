const msPerSecond = 1_000;

/** Refills in whole steps, once a second, as Kazoo's buckets do (protocol.md "Pressure"). */
export class TokenBucket {
  readonly #capacity: number;
  readonly #refillPerSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #refilledAt: number;

  constructor(capacity: number, refillPerSecond: number, now: () => number) {
    this.#capacity = capacity;
    this.#refillPerSecond = refillPerSecond;
    this.#now = now;
    this.#tokens = capacity;
    this.#refilledAt = now();
  }

  get remaining(): number {
    const seconds = Math.max(0, Math.floor((this.#now() - this.#refilledAt) / msPerSecond));
    if (seconds > 0) {
      this.#tokens = Math.min(this.#capacity, this.#tokens + seconds * this.#refillPerSecond);
      this.#refilledAt += seconds * msPerSecond;
    }
    return this.#tokens;
  }

  /** Takes `cost` tokens, or none and answers `false`. */
  take(cost: number): boolean {
    if (this.remaining < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}
