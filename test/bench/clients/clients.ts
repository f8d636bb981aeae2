import { z } from 'zod';
import { Child } from '../child.ts';
import { type Usage, usage } from '../usage.ts';
import type { ClientOptions } from './client-options.ts';

const connectTimeoutMs = 120_000;
const deliveryTimeoutMs = 60_000;

/** The clients of one server, seen from the bench: one process that counts what it gets. */
export class Clients {
  readonly #child: Child;
  #total = 0;

  static async start(): Promise<Clients> {
    return new Clients(await Child.start(new URL('./client-process.ts', import.meta.url)));
  }

  private constructor(child: Child) {
    this.#child = child;
  }

  /** Resolves when all are connected and have sent what they subscribe to. */
  async connect(options: ClientOptions): Promise<void> {
    await this.#child.call('connect', z.unknown(), options, connectTimeoutMs);
  }

  /**
   * Resolves when `events` more were delivered, with the moment by the monotonic clock.
   * @throws when an event is missing or one too many arrived.
   */
  delivered(events: number): Promise<number> {
    this.#total += events;
    const argument = { total: this.#total, timeoutMs: deliveryTimeoutMs };
    return this.#child.call('until', z.number(), argument, deliveryTimeoutMs * 2);
  }

  usage(): Promise<Usage> {
    return this.#child.call('usage', usage);
  }

  /** Cuts all connections; others may be made afterwards. */
  async disconnect(): Promise<void> {
    await this.#child.call('disconnect', z.unknown());
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}
