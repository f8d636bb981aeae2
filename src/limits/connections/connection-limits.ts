import { GatewayError } from '../../errors.ts';
import { addressBlock } from '../address-block.ts';
import { KeyedCount } from '../keyed-count.ts';
import type { Lease } from '../lease.ts';
import { RateLimit } from '../rate-limit.ts';
import { AnonymousConnections } from './anonymous-connections.ts';

export type ConnectionLimit =
  | 'max_connections'
  | 'max_connections_per_ip'
  | 'max_connections_per_token'
  | 'max_connects_per_ip'
  | 'anonymous_timeout_ms';

export interface ConnectionLimitsOptions {
  readonly maxConnections: number;
  readonly maxConnectionsPerIp: number;
  /**
   * The most connections of all tokens of one user together: a refreshed token must not start from
   * zero.
   */
  readonly maxConnectionsPerToken: number;
  /** New connections of one address in each `windowMs`. */
  readonly maxConnectsPerIp: number;
  readonly windowMs: number;
  /** How long a connection keeps its place when nobody signs in on it. */
  readonly anonymousTimeoutMs: number;
  /** How long a client may take to sign in when most places are taken. */
  readonly signInTimeoutMs: number;
  readonly onLimited: (limit: ConnectionLimit) => void;
}

/** One connection, counted until it is released. */
export interface ConnectionLease extends Lease {
  /**
   * Counts the connection for `principal`, who has signed in on it, and no longer for the principal
   * before.
   *
   * @throws `RATE_LIMITED`; nothing has changed then.
   */
  countFor(principal: string): void;
  /**
   * Lets others have its place, until somebody signs in on the connection: the oldest first when
   * most places are taken, each after the timeout. `giveUp` is then called, once, after the lease
   * was released, and must close the connection.
   */
  whileAnonymous(giveUp: () => void): void;
}

const retryAfterSeconds = 5;

/**
 * From this share of places on, anonymous connections give way, and no user may have more than are
 * left: one alone cannot keep the others out.
 */
const crowdedShare = 0.8;

/**
 * Limits WebSockets and SSE streams: in all, of one address, of one user, and how fast they come.
 * Whoever creates it closes it.
 */
export class ConnectionLimits {
  readonly #options: ConnectionLimitsOptions;
  readonly #connects: RateLimit;
  readonly #byAddress = new KeyedCount();
  readonly #byPrincipal = new KeyedCount();
  readonly #anonymous: AnonymousConnections;
  readonly #counts: Counts = {
    addPrincipal: (principal) => this.#addPrincipal(principal),
    removePrincipal: (principal) => this.#byPrincipal.remove(principal),
    remove: (address) => this.#remove(address),
  };
  #acquired = 0;

  constructor(options: ConnectionLimitsOptions) {
    this.#options = options;
    this.#connects = new RateLimit({ maxUses: options.maxConnectsPerIp, windowMs: options.windowMs });
    this.#anonymous = new AnonymousConnections({
      timeoutMs: options.anonymousTimeoutMs,
      graceMs: options.signInTimeoutMs,
      onExpired: () => options.onLimited('anonymous_timeout_ms'),
    });
  }

  /** The number of connections that are not released. */
  get acquired(): number {
    return this.#acquired;
  }

  /** Counts one more connection. @throws `RATE_LIMITED` with `extensions.retryAfter` in seconds. */
  acquire(clientIp: string | undefined): ConnectionLease {
    const { maxConnections, maxConnectionsPerIp } = this.#options;
    const address = addressBlock(clientIp);
    if (this.#connects.use(address) > 0) throw this.#refuse('max_connects_per_ip');
    if (this.#byAddress.of(address) >= maxConnectionsPerIp) throw this.#refuse('max_connections_per_ip');
    if (this.#acquired >= maxConnections) this.#anonymous.giveWayAtOnce();
    else if (this.#isCrowded) this.#anonymous.giveWay();
    if (this.#acquired >= maxConnections) throw this.#refuse('max_connections');

    this.#acquired += 1;
    this.#byAddress.add(address);
    return new CountedConnection(address, this.#counts, this.#anonymous);
  }

  close(): void {
    this.#anonymous.close();
  }

  get #isCrowded(): boolean {
    return this.#acquired >= crowdedShare * this.#options.maxConnections;
  }

  #addPrincipal(principal: string): void {
    const { maxConnections, maxConnectionsPerToken } = this.#options;
    const held = this.#byPrincipal.of(principal);
    if (held >= maxConnectionsPerToken) throw this.#refuse('max_connections_per_token');
    // The connection itself is acquired already.
    if (this.#isCrowded && held > maxConnections - this.#acquired) throw this.#refuse('max_connections');
    this.#byPrincipal.add(principal);
  }

  #remove(address: string): void {
    this.#acquired -= 1;
    this.#byAddress.remove(address);
  }

  #refuse(limit: ConnectionLimit): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError('RATE_LIMITED', 'There are too many connections. Try again later.', {
      extensions: { retryAfter: retryAfterSeconds },
    });
  }
}

/** How a connection is counted: one object for all of them. */
interface Counts {
  /** @throws `RATE_LIMITED`; nothing has changed then. */
  addPrincipal(principal: string): void;
  removePrincipal(principal: string): void;
  remove(address: string): void;
}

class CountedConnection implements ConnectionLease {
  readonly #address: string;
  readonly #counts: Counts;
  readonly #anonymous: AnonymousConnections;
  #principal: string | undefined;
  #isReleased = false;

  constructor(address: string, counts: Counts, anonymous: AnonymousConnections) {
    this.#address = address;
    this.#counts = counts;
    this.#anonymous = anonymous;
  }

  countFor(principal: string): void {
    if (this.#isReleased || principal === this.#principal) return;
    this.#counts.addPrincipal(principal);
    this.#leavePrincipal();
    this.#principal = principal;
    this.#anonymous.remove(this);
  }

  whileAnonymous(giveUp: () => void): void {
    this.#anonymous.add(this, () => {
      this.release();
      giveUp();
    });
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#anonymous.remove(this);
    this.#counts.remove(this.#address);
    this.#leavePrincipal();
  }

  #leavePrincipal(): void {
    if (this.#principal !== undefined) this.#counts.removePrincipal(this.#principal);
  }
}
