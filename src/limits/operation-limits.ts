import { GatewayError } from '../errors.ts';

export type OperationLimit = 'max_pending_operations_per_connection' | 'max_documents_per_connection';

export interface OperationLimitsOptions {
  readonly maxPendingOperations: number;
  readonly maxDocuments: number;
  readonly onLimited: (limit: OperationLimit) => void;
}

/** What one connection may ask of the gateway: how much at once, and how many new documents over its life. */
export class OperationLimits {
  readonly #options: OperationLimitsOptions;
  #documents = 0;
  #pending = 0;

  constructor(options: OperationLimitsOptions) {
    this.#options = options;
  }

  /** A document that is not in the cache, which all connections share, costs parsing and validation, and a place there. @throws `RATE_LIMITED`. */
  noteNewDocument(): void {
    const { maxDocuments, onLimited } = this.#options;
    if (this.#documents >= maxDocuments) {
      onLimited('max_documents_per_connection');
      throw new GatewayError(
        'RATE_LIMITED',
        `This connection has sent ${maxDocuments} new documents. Put values into variables, or connect again.`,
      );
    }
    this.#documents += 1;
  }

  /** Runs `work`, which counts as pending until it settles. @throws `RATE_LIMITED`, without running it, when too much is pending. */
  pend<Result>(work: () => Promise<Result>): Promise<Result> {
    const { maxPendingOperations, onLimited } = this.#options;
    if (this.#pending >= maxPendingOperations) {
      onLimited('max_pending_operations_per_connection');
      throw new GatewayError('RATE_LIMITED', `This connection waits for ${maxPendingOperations} operations already.`);
    }
    this.#pending += 1;
    return this.#settle(work());
  }

  async #settle<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } finally {
      this.#pending -= 1;
    }
  }
}
