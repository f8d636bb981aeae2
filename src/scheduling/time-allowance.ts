/**
 * Time that may be taken at once, as long as it was saved up: a share of all time is saved, up to a
 * maximum.
 */
export class TimeAllowance {
  readonly #maxMs: number;
  readonly #share: number;
  #leftMs: number;
  /** When so much was left, by `performance.now()`. */
  #atMs = performance.now();

  /**
   * Begins with all that can be saved.
   *
   * @param share of the time that passes, from 0 to 1
   */
  constructor(maxMs: number, share: number) {
    this.#maxMs = maxMs;
    this.#share = share;
    this.#leftMs = maxMs;
  }

  get leftMs(): number {
    const nowMs = performance.now();
    this.#leftMs = Math.min(this.#maxMs, this.#leftMs + this.#share * (nowMs - this.#atMs));
    this.#atMs = nowMs;
    return this.#leftMs;
  }

  /** What was taken beyond what is left is forgiven; less than nothing is nothing. */
  take(ms: number): void {
    this.#leftMs = Math.max(0, this.leftMs - Math.max(0, ms));
  }
}
