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
   * Called when everything that was due is flushed, if events were among it.
   *
   * @param durationMs how long the flush took
   * @param lagMs how long the first of the events took from its arrival here
   */
  onEventsFlushed(durationMs: number, lagMs: number): void;
  /**
   * Called with what a `Flushable` has thrown; all others are flushed nevertheless, also when this
   * throws.
   */
  onError(error: unknown): void;
}

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
  #startedAtMs: number | undefined;
  /** When the first event arrived that is not flushed yet. */
  #firstEventAtMs: number | undefined;

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
    if (this.#due.length === 0) setImmediate(() => this.#flushAll());
    this.#due.push(due);
  }

  /**
   * As `schedule`, for what sends events: how long they take is measured from the first call of a
   * turn.
   */
  scheduleEvents(due: Flushable): void {
    this.#firstEventAtMs ??= performance.now();
    this.schedule(due);
  }

  #flushAll(): void {
    const slice = new TimeSlice();
    this.#startedAtMs ??= slice.startedAtMs;
    const due = this.#due;
    let begun = 0;
    try {
      for (const flushable of due) {
        if (begun % flushesPerClockRead === flushesPerClockRead - 1 && slice.isOver) return;
        begun += 1;
        if (this.#flush(flushable, slice)) continue;
        // Last: what came in meanwhile takes its turn first.
        due.push(flushable);
        return;
      }
    } finally {
      this.#due = due.slice(begun);
      if (this.#due.length > 0) setImmediate(() => this.#flushAll());
      else this.#observe();
    }
  }

  #observe(): void {
    const [startedAtMs, firstEventAtMs] = [this.#startedAtMs, this.#firstEventAtMs];
    this.#startedAtMs = undefined;
    this.#firstEventAtMs = undefined;
    // Without an event only messages of the protocol went out.
    if (startedAtMs === undefined || firstEventAtMs === undefined) return;
    const endedAtMs = performance.now();
    this.#observer.onEventsFlushed(endedAtMs - startedAtMs, endedAtMs - firstEventAtMs);
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
