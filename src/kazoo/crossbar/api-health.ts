import type { Log } from '../../telemetry/log.ts';
import type { CrossbarExchange } from './crossbar.ts';

/** The latest answers, of which the median counts. */
const maxDurations = 20;
const leastDurations = 5;
const [slowMs, quickMs] = [2_000, 1_000];

/**
 * Watches how Kazoo's REST API answers, for operators. Logs one line when it stops answering, is
 * not at its URL, or becomes slow, and one when it answers as it should again: all clients notice,
 * and none of them says so.
 */
export class ApiHealth {
  readonly #log: Log;
  #problem: string | undefined;
  #isSlow = false;
  /** While the gateway starts: why exchanges failed. */
  #start: { reason?: string } | undefined;
  #durationsMs: readonly number[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** In a sentence; undefined while it answers, and before it was asked. */
  get problem(): string | undefined {
    if (this.#problem !== undefined) return this.#problem;
    return this.#isSlow ? `It takes ${this.medianMs} ms to answer.` : undefined;
  }

  /** The median time of the latest answers; 0 while there are few. */
  get medianMs(): number {
    if (this.#durationsMs.length < leastDurations) return 0;
    const sorted = this.#durationsMs.toSorted((one, other) => one - other);
    return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
  }

  note({ route, status, durationMs, problem = problemOfUrl(route, status) }: CrossbarExchange): void {
    if (problem !== undefined) {
      if (this.#start !== undefined) this.#start.reason = problem;
      else if (this.#problem === undefined) this.#log.warn({ reason: problem }, 'the Kazoo API does not answer');
      this.#problem = problem;
      return;
    }
    if (status === 0) return;
    if (this.#problem !== undefined) this.#log.info('the Kazoo API answers again');
    this.#problem = undefined;
    this.#durationsMs = [...this.#durationsMs, durationMs].slice(-maxDurations);
    this.#judge(this.medianMs);
  }

  /** Logs one line for all that `ask` resolves with; what exchanges meanwhile tell is among it. */
  async onStart(ask: () => Promise<readonly (string | undefined)[]>): Promise<void> {
    const start: { reason?: string } = {};
    this.#start = start;
    const problems = (await ask()).filter((problem) => problem !== undefined);
    this.#start = undefined;
    if (problems.length > 0)
      this.#log.warn({ problems, reason: start.reason }, 'started without Kazoo, and connects once it is there');
  }

  #judge(medianMs: number): void {
    if (!this.#isSlow && medianMs > slowMs) {
      this.#isSlow = true;
      this.#log.warn({ medianMs }, 'the Kazoo API answers slowly');
    } else if (this.#isSlow && medianMs < quickMs) {
      this.#isSlow = false;
      this.#log.info({ medianMs }, 'the Kazoo API answers quickly again');
    }
  }
}

/** Every Kazoo has `/user_auth` and answers unknown accounts with 401 (rest.md section 2). */
function problemOfUrl(route: string, status: number): string | undefined {
  return route === '/user_auth' && status === 404
    ? 'There is no /user_auth at KAZOO_API_URL, which ends with a version: https://kazoo.example.com:8443/v2'
    : undefined;
}
