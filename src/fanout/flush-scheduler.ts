import { FairQueue } from '../scheduling/fair-queue.ts';
import { TimeSlice } from '../scheduling/time-slice.ts';

/** What has something to send at the end of the current turn of the event loop. */
export interface Flushable {
  /**
   * Sends what is due. Returns false when the slice was over before all was sent: it is then called
   * again after all others, and goes on where it stopped.
   */
  flush(slice: TimeSlice): boolean;
  /** Called when `flush` has thrown. Must end whatever `flush` was sending to. */
  onFlushFailed(error: unknown): void;
}

/** Observes the flushes. */
export interface FlushObserver {
  /**
   * Called at the end of each turn in which events were flushed, also when more wait.
   *
   * @param durationMs how long the flush took in this turn
   * @param lagMs how long the event that took longest was on its way, from its arrival here
   */
  onEventsFlushed(durationMs: number, lagMs: number): void;
  /**
   * Called with what a `Flushable` has thrown; all others are flushed nevertheless, also when this
   * throws.
   */
  onError(error: unknown): void;
}

/** The time since which nothing has been waiting. */
const never = Number.POSITIVE_INFINITY;

/** The clock is read once for so many flushes. */
const flushesPerClockRead = 16;

/** An account's events have so long before those of the next account have their turn. */
const maxTurnMs = 2;

interface DueEvents {
  readonly due: Flushable;
  readonly accountId: string;
  readonly sinceMs: number;
}

const idle = { name: 'idle' } as const;

/** Behind: a slice was over before everything was flushed. */
type FlushState = typeof idle | { readonly name: 'scheduled' | 'behind'; readonly turn: NodeJS.Immediate };

/**
 * Collects everything that became due during one turn of the event loop and flushes it once at the
 * turn's end: a write or a few per socket, not one per event. What takes longer than a slice goes
 * on in the next turn, after what came in meanwhile was read. Accounts alternate: one with events
 * for ten thousand groups delays no other.
 */
export class FlushScheduler {
  readonly #observer: FlushObserver;
  /** What sends events, by account. */
  readonly #events = new FairQueue<DueEvents>();
  /** All else: messages, and what events made due. */
  #due: Flushable[] = [];
  #state: FlushState = idle;
  /**
   * When the first event arrived that each of `#due` sends; `never` for what sends none. A second
   * array, since a connection's writer must cost no object.
   */
  #eventsSinceMs: number[] = [];
  /** When the first event of this turn arrived. */
  #firstEventAtMs = never;
  /** Of what is being flushed: what that makes due in its turn is a part of it. */
  #flushingSinceMs = never;
  /** Of what was flushed in this turn. */
  #longestSinceMs = never;

  constructor(observer: FlushObserver) {
    this.#observer = observer;
  }

  /** True while something is to be flushed at the end of this turn. */
  get isDue(): boolean {
    return this.#due.length > 0 || this.#events.size > 0;
  }

  /**
   * Schedules `due` for the end of this turn, after all events. Do not schedule it again before it
   * was flushed: callers keep track of that.
   */
  schedule(due: Flushable): void {
    this.#due.push(due);
    this.#eventsSinceMs.push(this.#flushingSinceMs);
    this.#wake('scheduled');
  }

  /**
   * Schedules what sends events of an account. How long they take is measured from the first call
   * of a turn.
   */
  scheduleEvents(due: Flushable, accountId: string): void {
    if (this.#firstEventAtMs === never) this.#firstEventAtMs = performance.now();
    this.#events.enqueue(accountId, { due, accountId, sinceMs: this.#firstEventAtMs });
    this.#wake('scheduled');
  }

  /**
   * Flushes what became due in this turn before other work begins that takes time. Without effect
   * while the flush is behind: there is one slice in each turn.
   */
  flushFirst(): void {
    if (this.#state.name !== 'scheduled') return;
    clearImmediate(this.#state.turn);
    this.#flushAll();
  }

  #wake(name: 'scheduled' | 'behind'): void {
    if (this.#state.name === 'idle') this.#state = { name, turn: setImmediate(() => this.#flushAll()) };
  }

  #flushAll(): void {
    const slice = new TimeSlice();
    this.#firstEventAtMs = never;
    this.#longestSinceMs = never;
    try {
      // What the slice before has made due waits no longer than one turn, however many events there are.
      if (this.#state.name === 'behind') this.#flushDue(slice);
      this.#flushEvents(slice);
      if (this.#events.size === 0) this.#flushDue(slice);
    } finally {
      this.#flushingSinceMs = never;
      this.#state = idle;
      if (this.isDue) this.#wake('behind');
      this.#observe(slice);
    }
  }

  #flushEvents(slice: TimeSlice): void {
    while (!slice.isOver) {
      const next = this.#events.dequeue();
      if (next === undefined) return;
      if (!this.#flushInTurns(next, slice)) this.#events.enqueue(next.accountId, next);
    }
  }

  /**
   * Flushes the events of one account: for one turn where others wait, and for the slice where it
   * is alone. Returns whether nothing is left to send.
   */
  #flushInTurns({ due, sinceMs }: DueEvents, slice: TimeSlice): boolean {
    for (;;) {
      if (this.#flush(due, sinceMs, new TimeSlice(maxTurnMs))) return true;
      if (this.#events.size > 0 || slice.isOver) return false;
    }
  }

  #flushDue(slice: TimeSlice): void {
    const [due, eventsSinceMs] = [this.#due, this.#eventsSinceMs];
    let begun = 0;
    try {
      for (const flushable of due) {
        if (begun % flushesPerClockRead === flushesPerClockRead - 1 && slice.isOver) return;
        const sinceMs = eventsSinceMs[begun] ?? never;
        begun += 1;
        if (this.#flush(flushable, sinceMs, slice)) continue;
        // Last: what came in meanwhile takes its turn first.
        due.push(flushable);
        eventsSinceMs.push(sinceMs);
        return;
      }
    } finally {
      this.#due = due.slice(begun);
      this.#eventsSinceMs = eventsSinceMs.slice(begun);
    }
  }

  #observe({ startedAtMs }: TimeSlice): void {
    // Only messages of the protocol went out.
    if (this.#longestSinceMs === never) return;
    const endedAtMs = performance.now();
    this.#observer.onEventsFlushed(endedAtMs - startedAtMs, endedAtMs - this.#longestSinceMs);
  }

  /**
   * Returns whether `flushable` has nothing left to send. One that fails must not keep the others
   * from being flushed.
   */
  #flush(flushable: Flushable, sinceMs: number, slice: TimeSlice): boolean {
    this.#flushingSinceMs = sinceMs;
    try {
      if (!flushable.flush(slice)) return false;
    } catch (error) {
      this.#fail(flushable, error);
    }
    this.#longestSinceMs = Math.min(this.#longestSinceMs, sinceMs);
    return true;
  }

  /** Ends it first: whoever is told of errors may throw as well. */
  #fail(flushable: Flushable, error: unknown): void {
    try {
      flushable.onFlushFailed(error);
    } catch (failure) {
      this.#observer.onError(failure);
    } finally {
      this.#observer.onError(error);
    }
  }
}
