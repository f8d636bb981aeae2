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

/**
 * Collects everything that became due during one turn of the event loop and flushes it once at the
 * turn's end: one write per socket, not per event. What takes longer than a slice goes on in the
 * next turn, after what came in meanwhile was read.
 */
export class FlushScheduler {
  readonly #observer: FlushObserver;
  #due: Flushable[] = [];
  /**
   * When the first event arrived that each of `#due` sends; `never` for what sends none. A second
   * array, since a connection's writer must cost no object.
   */
  #eventsSinceMs: number[] = [];
  /** When the first event of this turn arrived. */
  #firstEventAtMs = never;
  /** Of what is being flushed: what that makes due in its turn is a part of it. */
  #flushingSinceMs = never;

  constructor(observer: FlushObserver) {
    this.#observer = observer;
  }

  /** True while something is to be flushed at the end of this turn. */
  get isDue(): boolean {
    return this.#due.length > 0;
  }

  /**
   * Schedules `due` for the end of this turn. Do not schedule it again before it was flushed:
   * callers keep track of that. What is scheduled during a flush is flushed after all others.
   */
  schedule(due: Flushable): void {
    this.#add(due, this.#flushingSinceMs);
  }

  /**
   * As `schedule`, for what sends events: how long they take is measured from the first call of a
   * turn.
   */
  scheduleEvents(due: Flushable): void {
    if (this.#firstEventAtMs === never) this.#firstEventAtMs = performance.now();
    this.#add(due, this.#firstEventAtMs);
  }

  #add(due: Flushable, eventsSinceMs: number): void {
    if (this.#due.length === 0) setImmediate(() => this.#flushAll());
    this.#due.push(due);
    this.#eventsSinceMs.push(eventsSinceMs);
  }

  #flushAll(): void {
    const slice = new TimeSlice();
    const [due, eventsSinceMs] = [this.#due, this.#eventsSinceMs];
    let begun = 0;
    let longestSinceMs = never;
    this.#firstEventAtMs = never;
    try {
      for (const flushable of due) {
        if (begun % flushesPerClockRead === flushesPerClockRead - 1 && slice.isOver) return;
        const sinceMs = eventsSinceMs[begun] ?? never;
        begun += 1;
        this.#flushingSinceMs = sinceMs;
        if (this.#flush(flushable, slice)) {
          longestSinceMs = Math.min(longestSinceMs, sinceMs);
          continue;
        }
        // Last: what came in meanwhile takes its turn first.
        due.push(flushable);
        eventsSinceMs.push(sinceMs);
        return;
      }
    } finally {
      this.#flushingSinceMs = never;
      this.#due = due.slice(begun);
      this.#eventsSinceMs = eventsSinceMs.slice(begun);
      if (this.#due.length > 0) setImmediate(() => this.#flushAll());
      this.#observe(slice, longestSinceMs);
    }
  }

  #observe({ startedAtMs }: TimeSlice, longestSinceMs: number): void {
    // Only messages of the protocol went out.
    if (longestSinceMs === never) return;
    const endedAtMs = performance.now();
    this.#observer.onEventsFlushed(endedAtMs - startedAtMs, endedAtMs - longestSinceMs);
  }

  /**
   * Returns whether `flushable` has nothing left to send. One that fails must not keep the others
   * from being flushed.
   */
  #flush(flushable: Flushable, slice: TimeSlice): boolean {
    try {
      return flushable.flush(slice);
    } catch (error) {
      this.#fail(flushable, error);
      return true;
    }
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
