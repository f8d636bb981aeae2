import { GatewayError } from '../errors.ts';
import { addressBlock } from './client-addresses.ts';
import { KeyedCount } from './keyed-count.ts';

export interface PendingRequestsOptions {
  readonly maxPendingPerIp: number;
  readonly onLimited: (limit: 'max_pending_requests_per_ip') => void;
}

const retryAfterSeconds = 5;

/**
 * How many queries and mutations of one address may be under way over HTTP: each holds memory and a place in the queue for Kazoo, for as long as Kazoo
 * takes. A WebSocket has `OperationLimits`, a stream its place among the connections.
 */
export class PendingRequests {
  readonly #options: PendingRequestsOptions;
  readonly #byAddress = new KeyedCount();

  constructor(options: PendingRequestsOptions) {
    this.#options = options;
  }

  /** Counts one until the returned function is called, which is idempotent. @throws `RATE_LIMITED` with `extensions.retryAfter`. */
  add(clientIp: string | undefined): () => void {
    const { maxPendingPerIp, onLimited } = this.#options;
    const address = addressBlock(clientIp);
    if (this.#byAddress.of(address) >= maxPendingPerIp) {
      onLimited('max_pending_requests_per_ip');
      throw new GatewayError('RATE_LIMITED', `Your address waits for ${maxPendingPerIp} answers already. Try again.`, {
        extensions: { retryAfter: retryAfterSeconds },
      });
    }
    this.#byAddress.add(address);
    let isPending = true;
    return () => {
      if (isPending) this.#byAddress.remove(address);
      isPending = false;
    };
  }
}
