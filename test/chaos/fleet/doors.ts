import { z } from 'zod';
import { Child } from '../../bench/child.ts';
import type { Direction } from '../../fleet/log/swallowing-proxy.ts';

/** The gateways' ways to the engine, in a process of their own. Whoever starts it must close it. */
export class Doors {
  readonly #child: Child;

  private constructor(child: Child) {
    this.#child = child;
  }

  static async start(): Promise<Doors> {
    return new Doors(await Child.start(new URL('./doors-process.ts', import.meta.url)));
  }

  /** Resolves with the URL of one more way to the engine at that port. */
  open(port: number): Promise<string> {
    return this.#child.call('open', z.string(), port);
  }

  /** What goes that way is lost. */
  async swallow(url: string, directions: readonly Direction[]): Promise<void> {
    await this.#child.call('swallow', z.unknown(), { url, directions });
  }

  /** It passes on again what comes from now on. */
  async pass(url: string): Promise<void> {
    await this.#child.call('pass', z.unknown(), url);
  }

  /** All lead to another port from now on; connections that are open stay. */
  async lead(port: number): Promise<void> {
    await this.#child.call('lead', z.unknown(), port);
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}
