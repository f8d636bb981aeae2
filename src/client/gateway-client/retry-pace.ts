const firstPauseMs = 1000;
/** After a night's outage, a board is back within half a minute. */
const maxPauseMs = 30_000;
/** However the dice fall: a gateway that refuses at once is not asked without a pause. */
const minPauseMs = 250;
/** A connection that lasted so long was a good one: what ends it is another trouble. */
const steadyMs = 10_000;

/**
 * How long a client waits before it connects again: longer after each failure, up to half a minute,
 * and at random, so that the clients of a gateway that was away do not come in step.
 */
export class RetryPace {
  #failures = 0;
  #toldMs = 0;
  #hasHurried = false;

  /** The pause before the next attempt, in milliseconds. */
  next(): number {
    const ceilingMs = Math.min(maxPauseMs, firstPauseMs * 2 ** this.#failures);
    const pauseMs = minPauseMs + Math.random() * (ceilingMs - minPauseMs);
    const toldMs = this.#toldMs;
    this.#failures += 1;
    this.#toldMs = 0;
    return Math.max(pauseMs, toldMs);
  }

  /** The next pause is no shorter than the gateway said. */
  atLeast(toldMs: number): void {
    this.#toldMs = toldMs;
  }

  /**
   * The pauses begin anew: the gateway is there, and wants another token. Once only until a
   * connection has lasted, so that nobody who is refused again and again hurries.
   */
  hurry(): void {
    if (!this.#hasHurried) this.#failures = 0;
    this.#hasHurried = true;
  }

  /** Notes how long a connection has lasted. */
  lasted(durationMs: number): void {
    if (durationMs < steadyMs) return;
    this.#failures = 0;
    this.#hasHurried = false;
  }
}
