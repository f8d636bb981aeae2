import type { EngineLinkListener } from '../../../../src/fleet/log/engine-link.ts';

/** Something that the engine tells an instance. */
export type EngineMessage = (listener: EngineLinkListener) => void;

/** The engine's end of a link: what waits to be delivered, and what waits to be asked. */
export class MemoryConnection {
  readonly instanceId: string;
  readonly subscribed = new Set<string>();
  readonly #listener: EngineLinkListener;
  readonly #messages: EngineMessage[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #isStalled: () => boolean;
  readonly #messageDelayMs: number;

  constructor(instanceId: string, listener: EngineLinkListener, isStalled: () => boolean, messageDelayMs: number) {
    this.instanceId = instanceId;
    this.#listener = listener;
    this.#isStalled = isStalled;
    this.#messageDelayMs = messageDelayMs;
  }

  deliver(message: EngineMessage): void {
    this.#messages.push(message);
    if (this.#messageDelayMs === 0) queueMicrotask(() => this.#deliverNext());
    else setTimeout(() => this.#deliverNext(), this.#messageDelayMs);
  }

  /** Resolves at once where the instance is not stalled. */
  async onceResumed(): Promise<void> {
    if (this.#isStalled()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  resumed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
    for (const message of this.#messages.splice(0)) message(this.#listener);
  }

  close(): void {
    this.#messages.length = 0;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  lose(error: Error): void {
    this.close();
    queueMicrotask(() => this.#listener.onLost(error));
  }

  /** In order; what comes after `resumed` may come earlier than it should. */
  #deliverNext(): void {
    if (!this.#isStalled()) this.#messages.shift()?.(this.#listener);
  }
}
