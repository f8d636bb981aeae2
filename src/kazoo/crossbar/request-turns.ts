import { GatewayError } from '../../errors.ts';
import { FairQueue } from '../../scheduling/fair-queue.ts';

/** Whether a request decides who somebody is and what they may do, or reads something. */
export type RequestKind = 'authority' | 'read';

/** Whose turn a request takes. */
export interface RequestTurn {
  readonly kind: RequestKind;
  readonly client: string;
  /** Is aborted when nobody waits for the answer any more. Default: never. */
  readonly signal?: AbortSignal | undefined;
}

export interface RequestTurnsOptions {
  /** The most requests under way at once. */
  readonly maxRunning: number;
  /** How long a request may wait for its turn. */
  readonly maxWaitMs: number;
  /**
   * The most requests of one client that wait to read; more are refused. Those about authority are
   * bounded by whoever sends them: `LoginLimits` and `VerificationQueue`.
   */
  readonly maxWaitingReads: number;
  /** Called with each request that is refused because too many of its client wait. */
  readonly onLimited: () => void;
}

/** The part of the places that is kept free for each kind, so that neither keeps the other out. */
const reservedShare = 1 / 4;
const retryAfterSeconds = 5;

/**
 * Lets requests take turns, in time that does not grow with the number of those who wait. Clients
 * alternate, and none has more than half of the places of a kind; requests about authority go
 * before those that read. A new client of a kind so waits for one answer, and for one turn of each
 * other client.
 */
export class RequestTurns {
  readonly #options: RequestTurnsOptions;
  readonly #places: Readonly<Record<RequestKind, Places>>;
  #running = 0;

  constructor(options: RequestTurnsOptions) {
    this.#options = options;
    const { maxRunning } = options;
    const reserved = maxRunning === 1 ? 0 : Math.max(1, Math.floor(maxRunning * reservedShare));
    this.#places = { authority: new Places(maxRunning - reserved), read: new Places(maxRunning - reserved) };
  }

  /** How many requests wait for their turn. */
  get waiting(): number {
    const { authority, read } = this.#places;
    return authority.waiting.size + read.waiting.size;
  }

  /**
   * Sends a request when its turn comes, and settles as it does.
   *
   * @throws `RATE_LIMITED` with `extensions.retryAfter` when too many of its client wait;
   * `UPSTREAM_TIMEOUT` when its turn does not come in time; `SHUTTING_DOWN`; the reason of the
   * signal when that is aborted before its turn.
   */
  async run<Answer>({ kind, client, signal }: RequestTurn, request: () => Promise<Answer>): Promise<Answer> {
    const places = this.#places[kind];
    await this.#turn(places, client, signal);
    try {
      return await request();
    } finally {
      places.leave(client);
      this.#running -= 1;
      this.#admit();
    }
  }

  /** Rejects all that wait with the reason. Later requests go on to find out themselves. */
  close(reason: GatewayError): void {
    for (const { waiting } of Object.values(this.#places)) {
      for (let next = waiting.dequeue(); next !== undefined; next = waiting.dequeue()) next.reject(reason);
    }
  }

  /** Resolves when the request has a place, which the caller must leave. */
  #turn(places: Places, client: string, signal: AbortSignal | undefined): Promise<void> {
    const { maxWaitingReads, maxWaitMs, onLimited } = this.#options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (places === this.#places.read && places.waiting.sizeOf(client) >= maxWaitingReads) {
      onLimited();
      return Promise.reject(tooMany(maxWaitingReads));
    }
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', onAbort);
      };
      const request: WaitingRequest = {
        admit() {
          settle();
          places.enter(client);
          resolve();
        },
        reject(reason) {
          settle();
          reject(reason);
        },
      };
      const leave = (reason: unknown): void => {
        if (places.waiting.delete(client, request)) request.reject(reason);
      };
      const onAbort = (): void => leave(signal?.reason);
      const deadline = setTimeout(() => leave(tooLate(maxWaitMs)), maxWaitMs);
      signal?.addEventListener('abort', onAbort);
      places.waiting.enqueue(client, request);
      this.#admit();
    });
  }

  #admit(): void {
    const { authority, read } = this.#places;
    while (this.#running < this.#options.maxRunning) {
      const request = authority.dequeue() ?? read.dequeue();
      if (request === undefined) return;
      this.#running += 1;
      request.admit();
    }
  }
}

interface WaitingRequest {
  /** Takes a place. */
  readonly admit: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The places of one kind, and the requests that wait for them. */
class Places {
  readonly waiting = new FairQueue<WaitingRequest>();
  readonly #maxRunning: number;
  readonly #running = new Map<string, number>();
  #taken = 0;

  constructor(maxRunning: number) {
    this.#maxRunning = maxRunning;
  }

  enter(client: string): void {
    this.#taken += 1;
    this.#running.set(client, this.#runningOf(client) + 1);
  }

  leave(client: string): void {
    this.#taken -= 1;
    const left = this.#runningOf(client) - 1;
    if (left === 0) this.#running.delete(client);
    else this.#running.set(client, left);
  }

  /** Removes and returns the request that may be sent next, if there is one. */
  dequeue(): WaitingRequest | undefined {
    if (this.#taken >= this.#maxRunning) return undefined;
    // At most two clients have half of the places: the queue passes over no more than that.
    return this.waiting.dequeue((client) => this.#runningOf(client) < Math.ceil(this.#maxRunning / 2));
  }

  #runningOf(client: string): number {
    return this.#running.get(client) ?? 0;
  }
}

function tooMany(maxWaiting: number): GatewayError {
  return new GatewayError('RATE_LIMITED', `You already wait for ${maxWaiting} answers from Kazoo. Try again later.`, {
    extensions: { retryAfter: retryAfterSeconds },
  });
}

function tooLate(maxWaitMs: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_TIMEOUT',
    `The request waited ${Math.round(maxWaitMs / 1_000)} s for its turn at Kazoo. Try again later.`,
  );
}
