import { withTimeout } from '../../scheduling/with-timeout.ts';

/** Asks Kazoo something; rejects when no answer came. */
type Probe = () => Promise<unknown>;

/**
 * Tells whether Kazoo answers. However often somebody wants to know, Kazoo is asked at most once in
 * each interval.
 */
export class Reachability {
  readonly #probe: Probe;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #answer: Promise<boolean> = Promise.resolve(false);
  #askedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param intervalMs how long an answer counts
   * @param timeoutMs how long an answer is waited for
   */
  constructor(probe: Probe, intervalMs: number, timeoutMs: number) {
    this.#probe = probe;
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
  }

  isReachable(): Promise<boolean> {
    const nowMs = performance.now();
    if (nowMs - this.#askedAtMs >= this.#intervalMs) {
      this.#askedAtMs = nowMs;
      this.#answer = this.#ask();
    }
    return this.#answer;
  }

  #ask(): Promise<boolean> {
    const answered = this.#probe().then(
      () => true,
      () => false, // The metrics of requests to Kazoo tell why.
    );
    return withTimeout(answered, this.#timeoutMs, false);
  }
}
