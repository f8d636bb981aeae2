import { TimeAllowance } from './time-allowance.ts';
import { TimeSlice } from './time-slice.ts';
import { TurnQueue, type TurnTaker } from './turn-queue.ts';

type Task = (slice: TimeSlice) => void;

/**
 * The least that are let in before a slice, however long the turns of the event loop take: to
 * accept a connection takes 0.2 ms of the processor, and all of them as much as a slice.
 */
const leastLetIn = 50;
/** For how long some are let in before a slice, as long as more wait. */
const letInMs = 10;
/**
 * How much longer at once, now and then: the thousand connections that come together do not wait
 * for slices in between, nor does who comes after them.
 */
const burstMs = 40;
const burstShare = 0.04;
/** Whoever is known so has a third of the time, as long as others wait to be let in. */
const sliceWhileMoreWaitMs = 5;

/**
 * Runs work in slices of 10 ms, so that the event loop reads in between what came in. Clients
 * alternate: one with a thousand tasks delays nobody else. The tasks of one client run in the order
 * in which they came.
 */
export class SlicedQueue {
  readonly #waiting = new TurnQueue<Task>();
  readonly #beforeSlice: () => void;
  /** The one that is under way. */
  #slice = new TimeSlice();
  /**
   * Goes on when no promise is left to be continued: Node empties their queue before it looks for
   * ticks.
   */
  readonly #afterPromises = (): void => process.nextTick(this.#next);
  readonly #next = (): void => {
    this.#waiting.finish();
    this.#runSlice(this.#slice);
  };
  #isScheduled = false;
  #hasLetIn = false;
  readonly #burst = new TimeAllowance(burstMs, burstShare);

  /** @param beforeSlice called as each slice begins, for what must not wait; must not throw */
  constructor(beforeSlice = (): void => undefined) {
    this.#beforeSlice = beforeSlice;
  }

  /** True while nothing waits for its turn. */
  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /**
   * Runs `work` in a later turn of the event loop, for nobody who waits: it costs no promise.
   *
   * @param onError gets what `work` throws
   */
  start(client: string | TurnTaker, work: () => void, onError: (error: unknown) => void): void {
    this.#enqueue(client, () => {
      try {
        work();
      } catch (error) {
        onError(error);
      }
    });
  }

  /** Runs `work` in a later turn of the event loop, and settles as it does. */
  run<Result>(client: string | TurnTaker, work: () => Result): Promise<Result>;
  /**
   * Resolves with undefined, without running `work`, when `isWanted` returns false by then.
   */
  run<Result>(client: string | TurnTaker, work: () => Result, isWanted: () => boolean): Promise<Result | undefined>;
  run<Result>(client: string | TurnTaker, work: () => Result, isWanted = always): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      this.#enqueue(client, () => {
        try {
          resolve(isWanted() ? work() : undefined);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /**
   * Calls `step` with each of `items`, in as many slices as that takes. Items that are added
   * meanwhile may be included. Resolves when it is done, and never rejects. `onError` gets what
   * `step` throws, and the work goes on; it also gets what the iterator throws, and the work ends.
   */
  forEach<Item>(
    client: string,
    items: Iterable<Item>,
    step: (item: Item) => void,
    onError: (error: unknown) => void,
  ): Promise<void> {
    const iterator = items[Symbol.iterator]();
    return new Promise((resolve) => {
      const task: Task = (slice) => {
        do {
          const item = nextOf(iterator, onError);
          if (item === undefined) {
            resolve();
            return;
          }
          try {
            step(item.value);
          } catch (error) {
            onError(error);
          }
        } while (!slice.isOver);
        this.#enqueue(client, task);
      };
      this.#enqueue(client, task);
    });
  }

  /**
   * Takes steps to their end, in as many slices as that takes. Settles as they end. Each must be
   * short.
   */
  finish<Result>(client: string, steps: Iterator<unknown, Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const task: Task = (slice) => {
        try {
          do {
            const step = steps.next();
            if (step.done === true) {
              resolve(step.value);
              return;
            }
          } while (!slice.isOver);
        } catch (error) {
          reject(error);
          return;
        }
        this.#enqueue(client, task);
      };
      this.#enqueue(client, task);
    });
  }

  /**
   * Must be called for each thing that came in and of which the event loop takes one each turn, as
   * connections: for as long as there are more, up to the time of a slice, or of five once a
   * second, and at least fifty, turns pass without work. Otherwise a new client would wait for a
   * slice of the others' work for each one before it.
   */
  letIn(): void {
    this.#hasLetIn = true;
  }

  #enqueue(client: string | TurnTaker, task: Task): void {
    this.#waiting.enqueue(typeof client === 'string' ? { client, isNewcomer: false } : client, task);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return;
    this.#isScheduled = true;
    this.#awaitSlice(new TimeSlice(letInMs + this.#burst.leftMs), 0);
  }

  #awaitSlice(pause: TimeSlice, letIn: number): void {
    setImmediate(() => {
      const areMoreWaiting = this.#hasLetIn;
      this.#hasLetIn = false;
      if (areMoreWaiting && (letIn < leastLetIn || !pause.isOver)) {
        this.#awaitSlice(pause, letIn + 1);
        return;
      }
      this.#burst.take(pause.elapsedMs - letInMs);
      this.#beforeSlice();
      this.#runSlice(areMoreWaiting ? new TimeSlice(sliceWhileMoreWaitMs) : new TimeSlice());
    });
  }

  /**
   * Runs one task after the other, each when everything is over that the one before has set off by
   * promises: that is a part of the time that it takes.
   */
  #runSlice(slice: TimeSlice): void {
    const task = slice.isOver ? undefined : this.#waiting.dequeue();
    if (task === undefined) {
      this.#isScheduled = false;
      this.#schedule();
      return;
    }
    this.#slice = slice;
    try {
      task(slice);
    } finally {
      // As `queueMicrotask` would, which makes an object for async hooks each time.
      void atOnce.then(this.#afterPromises);
    }
  }
}

const atOnce = Promise.resolve();

function always(): boolean {
  return true;
}

/** Undefined at the end, also when that came by an error. */
function nextOf<Item>(
  iterator: Iterator<Item>,
  onError: (error: unknown) => void,
): { readonly value: Item } | undefined {
  try {
    const next = iterator.next();
    return next.done === true ? undefined : next;
  } catch (error) {
    onError(error);
    return undefined;
  }
}
