import { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { PingFrames } from './ping-frames.ts';

/** A connection that is asked for a sign of life. */
export interface Pinged {
  ping(frames: PingFrames): void;
}

/** The connections are divided into so many parts, of which one is pinged at a time. */
const partCount = 16;

/**
 * Pings every connection once in each interval. A connection costs no timer of its own, and
 * thousands are pinged in slices, between which events are delivered. Whoever creates it closes it.
 */
export class Heartbeat {
  readonly #parts: ReadonlyArray<Set<Pinged>> = Array.from({ length: partCount }, () => new Set<Pinged>());
  readonly #frames: PingFrames;
  readonly #onError: (error: unknown) => void;
  readonly #pings = new SlicedQueue();
  readonly #timer: NodeJS.Timeout;
  #next = 0;

  /**
   * @param onError called with what a ping throws, which keeps no other connection from its ping
   */
  constructor(intervalMs: number, frames: PingFrames, onError: (error: unknown) => void) {
    this.#frames = frames;
    this.#onError = onError;
    this.#timer = setInterval(() => this.#ping(), intervalMs / partCount).unref();
  }

  /** The first ping comes after nearly a whole interval. */
  add(pinged: Pinged): void {
    this.#parts[(this.#next + partCount - 1) % partCount]?.add(pinged);
  }

  /** Idempotent. */
  remove(pinged: Pinged): void {
    for (const part of this.#parts) part.delete(pinged);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const part of this.#parts) part.clear();
  }

  #ping(): void {
    const part = this.#parts[this.#next] ?? new Set();
    this.#next = (this.#next + 1) % partCount;
    if (part.size > 0) void this.#pings.forEach('', part, (pinged) => pinged.ping(this.#frames), this.#onError);
  }
}
