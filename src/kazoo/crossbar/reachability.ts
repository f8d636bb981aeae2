export interface ReachabilityOptions {
  /** Asks Kazoo for something; rejects when no answer came. */
  readonly probe: () => Promise<unknown>;
  /** How long an answer counts, and how long one is waited for. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Whether Kazoo answers, for whoever asks often: it is asked once in each interval, and only while somebody wants to know. */
export class Reachability {
  readonly #options: ReachabilityOptions;
  #answer: Promise<boolean> = Promise.resolve(false);
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReachabilityOptions) {
    this.#options = options;
  }

  isReachable(): Promise<boolean> {
    const { intervalMs } = this.#options;
    const nowMs = performance.now();
    if (nowMs - this.#askedAtMs >= intervalMs) {
      this.#askedAtMs = nowMs;
      this.#answer = this.#ask();
    }
    return this.#answer;
  }

  async #ask(): Promise<boolean> {
    const { probe, timeoutMs } = this.#options;
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      deadline = setTimeout(() => resolve(false), timeoutMs);
    });
    const answered = probe().then(
      () => true,
      () => false, // Why is told by the metrics of requests to Kazoo.
    );
    const isReachable = await Promise.race([answered, late]);
    clearTimeout(deadline);
    return isReachable;
  }
}
