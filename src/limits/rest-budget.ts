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
  #left: number;

  constructor({ maxRequests, maxConcurrent }: RestBudgetOptions) {
    this.#maxRequests = maxRequests;
    this.#left = maxRequests;
    this.#run = pLimit(maxConcurrent);
  }

  /**
   * Runs one request as soon as it may, and settles as it does.
   *
   * @throws `RATE_LIMITED`, without running it, when none is left.
   */
  async spend<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    if (this.#left === 0) {
      throw new GatewayError(
        'RATE_LIMITED',
        `This operation needs more than ${this.#maxRequests} requests to Kazoo. Split it.`,
      );
    }
    this.#left -= 1;
    return this.#run(request);
  }
}
