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

  async #ask(): Promise<boolean> {
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      deadline = setTimeout(() => resolve(false), this.#timeoutMs);
    });
    const answered = this.#probe().then(
      () => true,
      () => false, // The metrics of requests to Kazoo tell why.
    );
    const isReachable = await Promise.race([answered, late]);
    clearTimeout(deadline);
    return isReachable;
  }
}
