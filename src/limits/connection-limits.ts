import { RateLimiterMemory } from 'rate-limiter-flexible';
import { GatewayError } from '../errors.ts';
import { addressBlock } from './client-addresses.ts';
import { ConnectionPlace, type PlaceCounts } from './connection-place.ts';
import { KeyedCount } from './keyed-count.ts';
import { isOverLimit } from './over-limit.ts';

export type ConnectionLimit =
  | 'max_connections'
  | 'max_connections_per_ip'
  | 'max_connections_per_token'
  | 'max_connects_per_ip';

export interface ConnectionLimitsOptions {
  readonly maxConnections: number;
  readonly maxConnectionsPerIp: number;
  /** Of all tokens of one user: a refreshed one must not begin anew. */
  readonly maxConnectionsPerToken: number;
  /** New connections of one address in each `windowMs`. */
  readonly maxConnectsPerIp: number;
  readonly windowMs: number;
  readonly onLimited: (limit: ConnectionLimit) => void;
}

const retryAfterSeconds = 5;

/** How many WebSockets and SSE streams there may be: in all, of one address, of one token, and how fast. */
export class ConnectionLimits implements PlaceCounts {
  readonly #options: ConnectionLimitsOptions;
  readonly #connects: RateLimiterMemory;
  readonly #byAddress = new KeyedCount();
  readonly #byPrincipal = new KeyedCount();
  #open = 0;

  constructor(options: ConnectionLimitsOptions) {
    this.#options = options;
    this.#connects = new RateLimiterMemory({ points: options.maxConnectsPerIp, duration: options.windowMs / 1000 });
  }

  /** Places that are taken. */
  get taken(): number {
    return this.#open;
  }

  /** Takes a place for one connection. @throws `RATE_LIMITED` with `extensions.retryAfter`. */
  async take(clientIp: string | undefined): Promise<ConnectionPlace> {
    const { maxConnections, maxConnectionsPerIp } = this.#options;
    const address = addressBlock(clientIp);
    await this.#countConnect(address);
    if (this.#open >= maxConnections) throw this.#refuse('max_connections');
    if (this.#byAddress.of(address) >= maxConnectionsPerIp) throw this.#refuse('max_connections_per_ip');

    this.#open += 1;
    this.#byAddress.add(address);
    return new ConnectionPlace(this, address);
  }

  addPrincipal(principal: string): void {
    if (this.#byPrincipal.of(principal) >= this.#options.maxConnectionsPerToken)
      throw this.#refuse('max_connections_per_token');
    this.#byPrincipal.add(principal);
  }

  removePrincipal(principal: string): void {
    this.#byPrincipal.remove(principal);
  }

  leave(address: string): void {
    this.#open -= 1;
    this.#byAddress.remove(address);
  }

  async #countConnect(address: string): Promise<void> {
    try {
      await this.#connects.consume(address);
    } catch (error) {
      if (!isOverLimit(error)) throw error;
      throw this.#refuse('max_connects_per_ip');
    }
  }

  #refuse(limit: ConnectionLimit): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError('RATE_LIMITED', 'There are too many connections. Try again later.', {
      extensions: { retryAfter: retryAfterSeconds },
    });
  }
}
