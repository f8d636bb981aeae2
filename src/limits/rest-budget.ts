import pLimit from 'p-limit';
import { GatewayError } from '../errors.ts';
import type { Lease } from './lease.ts';

export interface RestBudgetOptions {
  /** Further requests are refused. */
  readonly maxRequests: number;
  /** How many run at once; further requests wait, in order. */
  readonly maxConcurrent: number;
  /** Resolves when the operation may ask; it holds the place while it has requests. */
  readonly takePlace: () => Promise<Lease>;
}

/**
 * Limits the requests to Crossbar that one operation causes, however many fields, aliases and
 * related documents it selects.
 */
export class RestBudget {
  readonly #maxRequests: number;
  readonly #run: <Answer>(request: () => Promise<Answer>) => Promise<Answer>;
  readonly #takePlace: () => Promise<Lease>;
  #left: number;
  #unsettled = 0;
  #place: Promise<Lease> | undefined;

  constructor({ maxRequests, maxConcurrent, takePlace }: RestBudgetOptions) {
    this.#maxRequests = maxRequests;
    this.#left = maxRequests;
    this.#run = pLimit(maxConcurrent);
    this.#takePlace = takePlace;
  }

  /**
   * Runs one request as soon as it may, and settles as it does.
   *
   * @throws `RATE_LIMITED`, without running it, when none is left; what `takePlace` throws.
   */
  async spend<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    this.#count();
    this.#unsettled += 1;
    this.#place ??= this.#takePlace();
    const place = this.#place;
    try {
      await place;
      return await this.#run(request);
    } finally {
      this.#unsettled -= 1;
      if (this.#unsettled === 0) this.#leave(place);
    }
  }

  /**
   * As `spend`, for a request that checks a token: it takes no place, which the token's user may be
   * entitled to and its bearer not.
   */
  async spendOnCheck<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    this.#count();
    return this.#run(request);
  }

  #count(): void {
    if (this.#left === 0) {
      throw new GatewayError(
        'RATE_LIMITED',
        `This operation needs more than ${this.#maxRequests} requests to Kazoo. Split it.`,
      );
    }
    this.#left -= 1;
  }

  #leave(place: Promise<Lease>): void {
    this.#place = undefined;
    place.then(
      (lease) => lease.release(),
      () => undefined, // Whoever waited for it was told.
    );
  }
}
