import { FairQueue } from '../scheduling/fair-queue.ts';

/** A repair that waits until it may ask Kazoo. */
export interface RepairRequest {
  readonly accountId: string;
  /** Whether events were missed: it goes before those that only compare. */
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

export interface RepairTurnsOptions {
  /** The most repairs under way at once of accounts that Kazoo answers soon. */
  readonly maxRunning: number;
  /** Likewise of those that it took long to answer: these delay each other only. */
  readonly maxRunningSlow: number;
}

/**
 * Lets the repairs of all accounts take turns: those that make up for a gap first, then the others,
 * of one account after the other. Who waits asks later and so less often: Kazoo is never asked more
 * than it answers.
 */
export class RepairTurns {
  readonly #soon: RepairPlaces;
  readonly #slow: RepairPlaces;

  constructor({ maxRunning, maxRunningSlow }: RepairTurnsOptions) {
    this.#soon = new RepairPlaces('repairs', maxRunning);
    this.#slow = new RepairPlaces('slow repairs', maxRunningSlow);
  }

  /** How many repairs wait for their turn. */
  get waiting(): number {
    return this.#soon.waiting + this.#slow.waiting;
  }

  /** Begins the repair when its turn has come, which may be at once. */
  enqueue(request: RepairRequest): void {
    this.#placesFor(request).enqueue(request);
  }

  /** Without effect when it has begun. */
  leave(request: RepairRequest): void {
    this.#placesFor(request).leave(request);
  }

  #placesFor({ isSlow }: RepairRequest): RepairPlaces {
    return isSlow ? this.#slow : this.#soon;
  }
}

/** Places for repairs, which take one turn at Crossbar, and those that wait for one. */
class RepairPlaces {
  readonly #turn: string;
  readonly #maxRunning: number;
  readonly #urgent = new FairQueue<RepairRequest>();
  readonly #usual = new FairQueue<RepairRequest>();
  #running = 0;

  constructor(turn: string, maxRunning: number) {
    this.#turn = turn;
    this.#maxRunning = maxRunning;
  }

  get waiting(): number {
    return this.#urgent.size + this.#usual.size;
  }

  enqueue(request: RepairRequest): void {
    this.#queueOf(request).enqueue(request.accountId, request);
    this.#admit();
  }

  leave(request: RepairRequest): void {
    this.#queueOf(request).delete(request.accountId, request);
  }

  #queueOf({ isUrgent }: RepairRequest): FairQueue<RepairRequest> {
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
