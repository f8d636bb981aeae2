import { GatewayError } from '../errors.ts';
import { addressBlock } from './address-block.ts';
import { KeyedCount } from './keyed-count.ts';
import type { Lease } from './lease.ts';

export interface PendingRequestsOptions {
  readonly maxPendingPerIp: number;
  readonly onLimited: (limit: 'max_pending_requests_per_ip') => void;
}

const retryAfterSeconds = 5;

/**
 * Limits the queries and mutations of one address that are under way over HTTP: each holds memory
 * and an entry in the queue for Kazoo until Kazoo answers. A WebSocket has `OperationLimits`
 * instead, and an SSE stream counts as a connection.
 */
export class PendingRequests {
  readonly #options: PendingRequestsOptions;
  readonly #byAddress = new KeyedCount();

  constructor(options: PendingRequestsOptions) {
    this.#options = options;
  }

  /** Counts one more request. @throws `RATE_LIMITED` with `extensions.retryAfter` in seconds. */
  acquire(clientIp: string | undefined): Lease {
    const { maxPendingPerIp, onLimited } = this.#options;
    const address = addressBlock(clientIp);
    if (this.#byAddress.of(address) >= maxPendingPerIp) {
      onLimited('max_pending_requests_per_ip');
      throw new GatewayError('RATE_LIMITED', `Your address waits for ${maxPendingPerIp} answers already. Try again.`, {
        extensions: { retryAfter: retryAfterSeconds },
      });
    }
    return this.#byAddress.acquire(address);
  }
}
