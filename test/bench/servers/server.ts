import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Child } from '../child.ts';
import { type Usage, usage } from '../usage.ts';
import type { ServerKind } from './server-kind.ts';
import type { ServerOptions } from './server-under-test.ts';

const pollIntervalMs = 20;
const subscribeTimeoutMs = 60_000;

/** A server under test, seen from the bench. */
export class Server {
  readonly port: number;
  readonly #child: Child;

  static async start(kind: ServerKind, options: ServerOptions): Promise<Server> {
    const flags = process.env['BENCH_SERVER_FLAGS']?.split(' ') ?? [];
    const child = await Child.start(new URL('./server-process.ts', import.meta.url), ['--expose-gc', ...flags]);
    try {
      return new Server(child, await child.call('start', z.number(), { kind, ...options }));
    } catch (error) {
      await child.close();
      throw error;
    }
  }

  private constructor(child: Child, port: number) {
    this.#child = child;
    this.port = port;
  }

  usage(): Promise<Usage> {
    return this.#child.call('usage', usage);
  }

  /** How many results were made, each for all who ask for it; 0 where the server does not tell. */
  executions(): Promise<number> {
    return this.#child.call('executions', z.number());
  }

  async collectGarbage(): Promise<void> {
    await this.#child.call('collectGarbage', z.unknown());
  }

  /** Resolves when exactly so many clients would get the next event. */
  async untilSubscribed(clients: number): Promise<void> {
    const deadlineMs = Date.now() + subscribeTimeoutMs;
    for (;;) {
      const subscribers = await this.#child.call('subscribers', z.number());
      if (subscribers === clients) return;
      if (Date.now() > deadlineMs) throw new Error(`${subscribers} of ${clients} clients are subscribed.`);
      await delay(pollIntervalMs);
    }
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}
