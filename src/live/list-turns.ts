import { FairQueue } from '../scheduling/fair-queue.ts';

/** A question for a list, a repair or a poll, that waits until it may be asked. */
export interface ListRequest {
  readonly accountId: string;
  /** Whether events were missed: it goes before those that only look for changes. */
  readonly isUrgent: boolean;
  /** Whether Kazoo took long to answer the last one. */
  readonly isSlow: boolean;
  /**
   * Asks Kazoo, and settles with the answer; must not reject.
   *
   * @param turn whose turn its requests take at Crossbar
   */
  readonly begin: (turn: string) => Promise<void>;
}

export interface ListTurnsOptions {
  /** The most under way at once of accounts that Kazoo answers soon. */
  readonly maxRunning: number;
  /**
   * The most questions under way among those that Kazoo took long to answer: these delay each other
   * only.
   */
  readonly maxRunningSlow: number;
}

/**
 * Lets the repairs and polls of all accounts take turns for which nobody waits: those that make up
 * for a gap first, then the others, of one account after the other. Who waits asks later and so
 * less often: Kazoo is never asked more than it answers.
 */
export class ListTurns {
  readonly #soon: ListPlaces;
  readonly #slow: ListPlaces;

  constructor({ maxRunning, maxRunningSlow }: ListTurnsOptions) {
    this.#soon = new ListPlaces('live lists', maxRunning);
    this.#slow = new ListPlaces('slow live lists', maxRunningSlow);
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#soon.waiting + this.#slow.waiting;
  }

  /** Begins when the turn has come, which may be at once. */
  enqueue(request: ListRequest): void {
    this.#placesFor(request).enqueue(request);
  }

  /** Without effect when it has begun. */
  leave(request: ListRequest): void {
    this.#placesFor(request).leave(request);
  }

  #placesFor({ isSlow }: ListRequest): ListPlaces {
    return isSlow ? this.#slow : this.#soon;
  }
}

/** Places for what takes one turn at Crossbar together, and those that wait for one. */
class ListPlaces {
  readonly #turn: string;
  readonly #maxRunning: number;
  readonly #urgent = new FairQueue<ListRequest>();
  readonly #usual = new FairQueue<ListRequest>();
  #running = 0;

  constructor(turn: string, maxRunning: number) {
    this.#turn = turn;
    this.#maxRunning = maxRunning;
  }

  get waiting(): number {
    return this.#urgent.size + this.#usual.size;
  }

  enqueue(request: ListRequest): void {
    this.#queueOf(request).enqueue(request.accountId, request);
    this.#admit();
  }

  leave(request: ListRequest): void {
    this.#queueOf(request).delete(request.accountId, request);
  }

  #queueOf({ isUrgent }: ListRequest): FairQueue<ListRequest> {
    return isUrgent ? this.#urgent : this.#usual;
  }

  #admit(): void {
    while (this.#running < this.#maxRunning) {
      const request = this.#urgent.dequeue() ?? this.#usual.dequeue();
      if (request === undefined) return;
      this.#running += 1;
      void request.begin(this.#turn).finally(() => {
        this.#running -= 1;
        this.#admit();
      });
    }
  }
}
