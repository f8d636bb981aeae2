import type { TimeSlice } from '../scheduling/time-slice.ts';
import { bytesOf } from './joining/serve-when-read.ts';
import type { NextFrame } from './next-frame.ts';
import type { FrameSink } from './subscriber.ts';

/**
 * So many sinks are handed their frames before the first of them sends: the processor fetches what
 * it needs of them together, where it would wait for each one's between two system calls. This
 * saves a twentieth of a delivery, measured; more than these do not stay in the nearest cache.
 */
const batchSize = 16;

/** Called at the end of a slice with sinks that did not get the frames; all others do. */
export interface DeliveryObserver {
  /** With the sinks that have thrown, and what. */
  readonly onFailed: (failed: ReadonlyMap<FrameSink, unknown>) => void;
  /**
   * With the sinks whose clients have not read enough, which do not count as slow: what they lack
   * can be made up for. Default: they get the frames, too.
   */
  readonly onCrowded?: (crowded: ReadonlySet<FrameSink>) => void;
}

/** The frames of one turn of the event loop on their way to the sinks of a group. */
export class Delivery {
  readonly #frames: readonly NextFrame[];
  readonly #sinks: Iterable<FrameSink>;
  readonly #observer: DeliveryObserver;
  readonly #bytes: number;
  /** What sinks have thrown in this slice. */
  #failed = new Map<FrameSink, unknown>();
  #crowded = new Set<FrameSink>();

  /** @param sinks goes on, each time it is iterated, where it was left */
  constructor(frames: readonly NextFrame[], sinks: IterableIterator<FrameSink>, observer: DeliveryObserver) {
    this.#frames = frames;
    this.#sinks = sinks;
    this.#observer = observer;
    this.#bytes = observer.onCrowded === undefined ? 0 : bytesOf(frames);
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
      this.#observer.onFailed(failed);
    }
    if (this.#crowded.size > 0) {
      const crowded = this.#crowded;
      this.#crowded = new Set();
      this.#observer.onCrowded?.(crowded);
    }
    return isDone;
  }

  #serve(slice: TimeSlice | undefined): boolean {
    const frames = this.#frames;
    let batch: FrameSink[] = [];
    let taken = 0;
    for (const sink of this.#sinks) {
      try {
        if (this.#bytes > 0 && !sink.hasRoomFor(this.#bytes)) this.#crowded.add(sink);
        else {
          sink.deliver(frames);
          batch.push(sink);
        }
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
