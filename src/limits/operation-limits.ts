import { GatewayError } from '../errors.ts';
import { createLease, type Lease } from './lease.ts';

export type OperationLimit = 'max_pending_operations_per_connection' | 'max_documents_per_connection';

export interface OperationLimitsOptions {
  readonly maxPendingOperations: number;
  readonly maxDocuments: number;
  readonly onLimited: (limit: OperationLimit) => void;
}

/**
 * Limits what one connection may ask of the gateway: operations at once, and new documents over its
 * life.
 */
export class OperationLimits {
  readonly #options: OperationLimitsOptions;
  #documents = 0;
  #pending = 0;

  constructor(options: OperationLimitsOptions) {
    this.#options = options;
  }

  /**
   * Counts a document that is not in the cache, which all connections share: it costs parsing,
   * validation and an entry there.
   *
   * @throws `RATE_LIMITED`
   */
  countNewDocument(): void {
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

  /** Counts one more operation as pending. @throws `RATE_LIMITED` when too many are. */
  acquire(): Lease {
    const { maxPendingOperations, onLimited } = this.#options;
    if (this.#pending >= maxPendingOperations) {
      onLimited('max_pending_operations_per_connection');
      throw new GatewayError('RATE_LIMITED', `This connection waits for ${maxPendingOperations} operations already.`);
    }
    this.#pending += 1;
    return createLease(() => {
      this.#pending -= 1;
    });
  }
}
