import { z } from 'zod';
import type { KazooSimulatorOptions } from '../../../src/simulator/kazoo-simulator.ts';
import { Child } from '../../bench/child.ts';

const addresses = z.object({ apiUrl: z.string(), blackholeUrl: z.string() });
const usualLifetimeSeconds = 3_600;

/** A Kazoo in a process of its own, so that its work delays nobody who is measured. */
export class KazooInProcess implements AsyncDisposable {
  readonly #child: Child;
  readonly apiUrl: string;
  readonly blackholeUrl: string;

  /** Resolves when it answers. Whoever starts it disposes of it. */
  static async start(options: KazooSimulatorOptions = {}): Promise<KazooInProcess> {
    const child = await Child.start(new URL('./kazoo-process.ts', import.meta.url));
    return new KazooInProcess(child, await child.call('start', addresses, options));
  }

  private constructor(child: Child, { apiUrl, blackholeUrl }: z.infer<typeof addresses>) {
    this.#child = child;
    this.apiUrl = apiUrl;
    this.blackholeUrl = blackholeUrl;
  }

  /** A token of the user that has the account's name; another lifetime makes another token. */
  token(account: string, lifetimeSeconds = usualLifetimeSeconds): Promise<string> {
    return this.#child.call('token', z.string(), { account, lifetimeSeconds });
  }

  /** Resolves when it is published. */
  async publishCall(account: string, event: string, callId: string): Promise<void> {
    await this.#child.call('publishCall', z.undefined(), { account, event, callId });
  }

  /** Lets requests whose path matches the pattern take up to 20 ms from now on. */
  async takeTimeFor(pattern: RegExp, longestMs = 20): Promise<void> {
    await this.#child.call('takeTimeFor', z.undefined(), { path: pattern.source, longestMs });
  }

  openSockets(): Promise<number> {
    return this.#child.call('openSockets', z.number());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.close();
  }
}
