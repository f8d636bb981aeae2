import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';

export type OperationLimit = 'max_pending_operations_per_connection' | 'max_documents_per_connection';

export interface OperationLimitsOptions {
  readonly maxPendingOperations: number;
  readonly maxDocuments: number;
  readonly onLimited: (limit: OperationLimit) => void;
}

/** What one connection may ask of the gateway: how much at once, and how many different documents over its life. */
export class OperationLimits {
  readonly #options: OperationLimitsOptions;
  /** Hashes: a text can be as long as a message. */
  readonly #documents = new Set<string>();
  #pending = 0;

  constructor(options: OperationLimitsOptions) {
    this.#options = options;
  }

  /** Each new document costs parsing and validation, and a place in the cache that all connections share. @throws `RATE_LIMITED`. */
  noteDocument(query: string): void {
    const { maxDocuments, onLimited } = this.#options;
    const hash = createHash('sha256').update(query).digest('base64');
    if (this.#documents.has(hash)) return;
    if (this.#documents.size >= maxDocuments) {
      onLimited('max_documents_per_connection');
      throw new GatewayError(
        'RATE_LIMITED',
        `This connection has sent ${maxDocuments} different documents. Put values into variables, or connect again.`,
      );
    }
    this.#documents.add(hash);
  }

  /** Runs `work`, which counts as pending until it settles. @throws `RATE_LIMITED`, without running it, when too much is pending. */
  pend<Result>(work: () => Promise<Result>): Promise<Result> {
    const { maxPendingOperations, onLimited } = this.#options;
    if (this.#pending >= maxPendingOperations) {
      onLimited('max_pending_operations_per_connection');
      throw new GatewayError('RATE_LIMITED', `This connection waits for ${maxPendingOperations} operations already.`);
    }
    this.#pending += 1;
    return work().finally(() => {
      this.#pending -= 1;
    });
  }
}
