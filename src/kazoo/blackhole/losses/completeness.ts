import { emittedAtMs } from '../../emission-time.ts';
import type { EventData } from '../../events/event-field.ts';

/**
 * Kazoo sends each event from a process of its own: of those that it emits within this time, a
 * later one can come first (kazoo-5.md section 4). On the way they pass a few processes and one
 * broker.
 */
const disorderMs = 250;

/**
 * Until when everything that Kazoo emitted for a socket has been received: frames wait at Kazoo, so
 * that is not the moment of receipt. What may be missing from a lost socket begins there. Moments
 * are those of `performance.now()`: nobody sets that clock.
 */
export class Completeness {
  #untilMs: number | undefined;
  /** By how much Kazoo's clock is ahead of ours, as far as events have shown. */
  #clockAheadMs = 0;

  /** Undefined while the socket was never open. */
  get untilMs(): number | undefined {
    return this.#untilMs === undefined ? undefined : this.#untilMs - disorderMs;
  }

  /** Nothing that Kazoo emitted before `atMs` is on its way to us any more, or ever was. */
  reach(atMs: number): void {
    this.#untilMs = Math.max(this.#untilMs ?? atMs, atMs);
  }

  /**
   * Hot: once per event, when it is received. An event without a time of its own proves nothing,
   * since it may be late.
   */
  receive(data: EventData): void {
    const emittedMs = emittedAtMs(data);
    if (emittedMs === undefined) return;
    const ageMs = Date.now() - emittedMs;
    this.#clockAheadMs = Math.max(this.#clockAheadMs, -ageMs);
    this.reach(performance.now() - ageMs - this.#clockAheadMs);
  }
}
