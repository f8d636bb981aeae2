import { GatewayError } from '../errors.ts';

export interface RestBudgetOptions {
  /** Further requests are refused. */
  readonly maxRequests: number;
  /** How many run at once; further ones wait their turn. */
  readonly maxConcurrent: number;
}

/** How many requests to Crossbar one operation may cause, however many fields, aliases and neighbours it selects. */
export class RestBudget {
  readonly #maxRequests: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #free: number;

  constructor({ maxRequests, maxConcurrent }: RestBudgetOptions) {
    this.#maxRequests = maxRequests;
    this.#left = maxRequests;
    this.#free = maxConcurrent;
  }

  /** Runs one request when it is its turn. @throws `RATE_LIMITED`, without running it, when none is left. */
  async spend<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    if (this.#left === 0) {
      throw new GatewayError(
        'RATE_LIMITED',
        `This operation needs more than ${this.#maxRequests} requests to Kazoo. Split it.`,
      );
    }
    this.#left -= 1;
    await this.#turn();
    try {
      return await request();
    } finally {
      this.#next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The turn goes to whoever waits longest, or back. */
  #next(): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#free += 1;
    else waiting();
  }
}
