import pLimit from 'p-limit';
import { GatewayError } from '../errors.ts';

export interface RestBudgetOptions {
  /** Further requests are refused. */
  readonly maxRequests: number;
  /** How many run at once; further requests wait, in order. */
  readonly maxConcurrent: number;
}

/**
 * Limits the requests to Crossbar that one operation causes, however many fields, aliases and
 * related documents it selects.
 */
export class RestBudget {
  readonly #maxRequests: number;
  readonly #run: <Answer>(request: () => Promise<Answer>) => Promise<Answer>;
  readonly #signal: AbortSignal | undefined;
  #left: number;

  /** @param signal is aborted when nobody waits for the operation any more; default: never */
  constructor({ maxRequests, maxConcurrent }: RestBudgetOptions, signal?: AbortSignal) {
    this.#maxRequests = maxRequests;
    this.#left = maxRequests;
    this.#run = pLimit(maxConcurrent);
    this.#signal = signal;
  }

  /**
   * Runs one request as soon as it may, and settles as it does.
   *
   * @throws without running it: `RATE_LIMITED` when none is left; the reason of the signal.
   */
  async spend<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    if (this.#left === 0) {
      throw new GatewayError(
        'RATE_LIMITED',
        `This operation needs more than ${this.#maxRequests} requests to Kazoo. Split it.`,
      );
    }
    this.#left -= 1;
    return this.#run(() => {
      this.#signal?.throwIfAborted();
      return request();
    });
  }
}
