import pLimit, { type LimitFunction } from 'p-limit';
import { GatewayError } from '../errors.ts';
import { createLease, type Lease } from './lease.ts';

export interface OperationPlacesOptions {
  /** How many operations of one client may ask Kazoo at a time; others wait, in order. */
  readonly maxPerClient: number;
  readonly maxWaitMs: number;
}

/**
 * How many operations of each client ask Kazoo at a time. Those that wait cost nothing but their
 * memory: one that ran and was refused would cost the time of everybody, and be sent again.
 */
export class OperationPlaces {
  readonly #options: OperationPlacesOptions;
  readonly #byClient = new Map<string, LimitFunction>();

  constructor(options: OperationPlacesOptions) {
    this.#options = options;
  }

  /**
   * Resolves with a place when one is free. @throws `UPSTREAM_TIMEOUT` when none became free in
   * time
   */
  take(client: string): Promise<Lease> {
    const { maxPerClient, maxWaitMs } = this.#options;
    const limit = this.#byClient.get(client) ?? pLimit(maxPerClient);
    this.#byClient.set(client, limit);
    return new Promise((resolve, reject) => {
      let isTooLate = false;
      const deadline = setTimeout(() => {
        isTooLate = true;
        reject(tooLate(maxWaitMs));
      }, maxWaitMs);
      const held = limit(async () => {
        clearTimeout(deadline);
        if (!isTooLate) await new Promise<void>((release) => resolve(createLease(release)));
      });
      void held.then(() => {
        if (limit.activeCount + limit.pendingCount === 0) this.#byClient.delete(client);
      });
    });
  }
}

function tooLate(maxWaitMs: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_TIMEOUT',
    `The operation waited ${Math.round(maxWaitMs / 1_000)} s for your other operations. Try again later.`,
  );
}
