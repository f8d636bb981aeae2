import { FlushScheduler } from '../fanout/flush-scheduler.ts';
import type { Metrics } from '../telemetry/metrics.ts';

const msPerSecond = 1000;

/**
 * How long events take through the gateway: from their frame until the kernel has their bytes for every client. Hot: it looks at the clock once per
 * frame and turn, never per client.
 */
export class DeliveryTimes {
  /** At whose end what came in it goes out. */
  readonly turn: FlushScheduler;
  readonly #metrics: Metrics;
  /** When the first frame came of those that are not flushed yet. */
  #firstAtMs: number | undefined;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    this.turn = new FlushScheduler((startedAtMs) => this.#onTurnEnded(startedAtMs));
  }

  /** Runs `receive`, which hands on one frame. */
  frame(receive: () => void): void {
    const receivedAtMs = performance.now();
    receive();
    // What nobody listens to makes nothing due, and is not waited for.
    if (this.turn.isDue) this.#firstAtMs ??= receivedAtMs;
  }

  onExecuted(durationMs: number): void {
    this.#metrics.executions.observe(durationMs / msPerSecond);
  }

  #onTurnEnded(startedAtMs: number): void {
    if (this.#firstAtMs === undefined) return; // Only messages of the protocol went out.
    const endedAtMs = performance.now();
    this.#metrics.fanout.observe((endedAtMs - startedAtMs) / msPerSecond);
    this.#metrics.lag.observe((endedAtMs - this.#firstAtMs) / msPerSecond);
    this.#firstAtMs = undefined;
  }
}
