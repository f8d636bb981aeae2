import { withTimeout } from '../scheduling/with-timeout.ts';

/** Resolves with what is wrong with a part of Kazoo; undefined while it serves. Never rejects. */
export type Probe = () => Promise<string | undefined>;

export interface ProbeTimes {
  /** How long an answer counts. */
  readonly intervalMs: number;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
}

/**
 * Tells whether a part of Kazoo serves. However often somebody wants to know, it is asked at most
 * once in each interval.
 */
export class Reachability {
  readonly #name: string;
  readonly #probe: Probe;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #answer: Promise<string | undefined> = Promise.resolve(undefined);
  #askedAtMs = Number.NEGATIVE_INFINITY;

  /** @param name what the part is called */
  constructor(name: string, probe: Probe, { intervalMs, timeoutMs }: ProbeTimes) {
    this.#name = name;
    this.#probe = probe;
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
  }

  /** The name of the part and what is wrong with it; undefined while nothing is. */
  problem(): Promise<string | undefined> {
    const nowMs = performance.now();
    if (nowMs - this.#askedAtMs >= this.#intervalMs) {
      this.#askedAtMs = nowMs;
      this.#answer = this.#ask();
    }
    return this.#answer;
  }

  async #ask(): Promise<string | undefined> {
    const problem = await withTimeout(this.#probe(), this.#timeoutMs, 'no answer in time');
    return problem === undefined ? undefined : `${this.#name}: ${problem}`;
  }
}
