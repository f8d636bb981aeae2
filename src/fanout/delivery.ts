import type { TimeSlice } from '../scheduling/time-slice.ts';
import type { NextFrame } from './next-frame.ts';
import type { FrameSink } from './subscriber.ts';

/**
 * So many sinks are handed their frames before the first of them sends: the processor fetches what
 * it needs of them together, where it would wait for each one's between two system calls. This
 * saves a twentieth of a delivery, measured; more than these do not stay in the nearest cache.
 */
const batchSize = 16;

/** The frames of one turn of the event loop on their way to the sinks of a group. */
export class Delivery {
  readonly #frames: readonly NextFrame[];
  readonly #sinks: Iterable<FrameSink>;
  readonly #onFailed: (failed: ReadonlyMap<FrameSink, unknown>) => void;
  /** What sinks have thrown in this slice. */
  #failed = new Map<FrameSink, unknown>();

  /**
   * @param sinks goes on, each time it is iterated, where it was left
   * @param onFailed called at the end of a slice with the sinks that have thrown, and what; all
   * others get their frames
   */
  constructor(
    frames: readonly NextFrame[],
    sinks: IterableIterator<FrameSink>,
    onFailed: (failed: ReadonlyMap<FrameSink, unknown>) => void,
  ) {
    this.#frames = frames;
    this.#sinks = sinks;
    this.#onFailed = onFailed;
  }

  /**
   * Hot: once per turn and slice. Returns false when the slice was over before all sinks were
   * served.
   */
  flush(slice?: TimeSlice): boolean {
    if (this.#frames.length === 0) return true;
    const isDone = this.#serve(slice);
    if (this.#failed.size > 0) {
      const failed = this.#failed;
      this.#failed = new Map();
      this.#onFailed(failed);
    }
    return isDone;
  }

  #serve(slice: TimeSlice | undefined): boolean {
    const frames = this.#frames;
    let batch: FrameSink[] = [];
    let taken = 0;
    for (const sink of this.#sinks) {
      try {
        sink.deliver(frames);
        batch.push(sink);
      } catch (error) {
        this.#failed.set(sink, error);
      }
      taken += 1;
      if (taken < batchSize) continue;
      this.#flushBatch(batch);
      if (slice?.isOver === true) return false;
      batch = [];
      taken = 0;
    }
    this.#flushBatch(batch);
    return true;
  }

  #flushBatch(batch: readonly FrameSink[]): void {
    for (const sink of batch) {
      try {
        sink.flush(this.#frames);
      } catch (error) {
        this.#failed.set(sink, error);
      }
    }
  }
}
