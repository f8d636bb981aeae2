import { GatewayError } from '../errors.ts';
import { createLease, type Lease } from './lease.ts';

export interface OperationPlacesOptions {
  /** How many operations of one client run at a time; others wait, in order. */
  readonly maxPerClient: number;
  /** How many of one client may wait; more are refused. */
  readonly maxWaitingPerClient: number;
  readonly maxWaitMs: number;
  readonly onLimited: (limit: 'max_waiting_queries_per_token') => void;
}

const retryAfterSeconds = 5;
/** How many refusals of one client in each window are found out by reading its operation. */
const maxReadRefusals = 10;
const refusalWindowMs = 1_000;

/**
 * How many operations of each client run at a time. Those that wait cost nothing but their memory
 * and a timer, and clients do not wait for each other.
 */
export class OperationPlaces {
  readonly #options: OperationPlacesOptions;
  readonly #byClient = new Map<string, ClientPlaces>();

  constructor(options: OperationPlacesOptions) {
    this.#options = options;
  }

  /** How many operations of all clients wait. */
  get waiting(): number {
    let waiting = 0;
    for (const places of this.#byClient.values()) waiting += places.waiting.size;
    return waiting;
  }

  /**
   * Resolves with a place when one is free. An operation whose signal is aborted leaves the queue
   * at once.
   *
   * @throws `RATE_LIMITED` with `extensions.retryAfter` when too many of the client wait;
   * `UPSTREAM_TIMEOUT` when no place became free in time; the reason of the signal.
   */
  async take(client: string, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    const { maxPerClient, maxWaitingPerClient } = this.#options;
    const places = this.#byClient.get(client) ?? new ClientPlaces();
    if (places.taken < maxPerClient) {
      places.taken += 1;
      this.#byClient.set(client, places);
    } else if (places.waiting.size < maxWaitingPerClient) {
      await this.#turn(places, signal);
    } else {
      places.refused();
      throw this.#refuse();
    }
    return createLease(() => this.#leave(client, places));
  }

  /**
   * Refuses a client that would be refused and comes again and again, whatever it asks for: finding
   * out what that is costs more than everything else.
   *
   * @throws `RATE_LIMITED` with `extensions.retryAfter`
   */
  admit(client: string): void {
    const places = this.#byClient.get(client);
    if (places === undefined || places.waiting.size < this.#options.maxWaitingPerClient) return;
    if (places.refusals >= maxReadRefusals) throw this.#refuse();
  }

  #refuse(): GatewayError {
    const { maxWaitingPerClient, onLimited } = this.#options;
    onLimited('max_waiting_queries_per_token');
    return new GatewayError('RATE_LIMITED', `${maxWaitingPerClient} of your queries wait already. Try again.`, {
      extensions: { retryAfter: retryAfterSeconds },
    });
  }

  /** Resolves when the place of another operation has passed to this one. */
  #turn({ waiting }: ClientPlaces, signal: AbortSignal): Promise<void> {
    const { maxWaitMs } = this.#options;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(deadline);
        signal.removeEventListener('abort', onAbort);
        waiting.delete(enter);
      };
      const enter = (): void => {
        leave();
        resolve();
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason);
      };
      const deadline = setTimeout(() => {
        leave();
        reject(tooLate(maxWaitMs));
      }, maxWaitMs);
      signal.addEventListener('abort', onAbort);
      waiting.add(enter);
    });
  }

  #leave(client: string, places: ClientPlaces): void {
    const [next] = places.waiting;
    if (next !== undefined) {
      next();
      return;
    }
    places.taken -= 1;
    if (places.taken === 0) this.#byClient.delete(client);
  }
}

/** One client's places, for as long as it has any. */
class ClientPlaces {
  taken = 0;
  /** What gives each of those that wait its place, in order. */
  readonly waiting = new Set<() => void>();
  /** By `performance.now()`. */
  #windowBeganMs = Number.NEGATIVE_INFINITY;
  #refusals = 0;

  /** How many of its operations were refused in this window. */
  get refusals(): number {
    return performance.now() - this.#windowBeganMs < refusalWindowMs ? this.#refusals : 0;
  }

  refused(): void {
    const before = this.refusals;
    if (before === 0) this.#windowBeganMs = performance.now();
    this.#refusals = before + 1;
  }
}

function tooLate(maxWaitMs: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_TIMEOUT',
    `The operation waited ${Math.round(maxWaitMs / 1_000)} s for your other operations. Try again later.`,
  );
}
