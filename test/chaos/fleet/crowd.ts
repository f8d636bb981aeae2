import { z } from 'zod';
import { Child } from '../../bench/child.ts';
import { type AccountEntries, type NewClient, type Verdict, verdict } from './crowd-messages.ts';

/** To read all that thousands of clients saw takes its time on a busy machine. */
const judgeTimeoutMs = 120_000;

/** The clients of a fleet, in a process of their own. Whoever starts it must close it. */
export class Crowd {
  readonly #child: Child;
  #size = 0;

  private constructor(child: Child) {
    this.#child = child;
  }

  static async start(): Promise<Crowd> {
    return new Crowd(await Child.start(new URL('./crowd-process.ts', import.meta.url)));
  }

  get size(): number {
    return this.#size;
  }

  /** @param urls where clients go whose gateway ends */
  async watch(seed: number, urls: readonly string[], clients: readonly NewClient[]): Promise<void> {
    this.#size += clients.length;
    await this.#do('watch', { seed, urls, clients });
  }

  /** Clients whose gateway is none of these go to one of these, when they lose it. */
  async serve(urls: readonly string[]): Promise<void> {
    await this.#do('serve', urls);
  }

  /** These clients lose their connections, and go to that gateway. */
  async gather(places: readonly number[], url: string): Promise<void> {
    await this.#do('gather', { places, url });
  }

  /** A client's connection is lost. */
  async cut(place: number): Promise<void> {
    await this.#do('cut', place);
  }

  /** How many clients have no stream right now. */
  lost(): Promise<number> {
    return this.#child.call('lost', z.number());
  }

  /** All clients must see everything from these numbers on, by account. */
  async flow(numbers: Readonly<Record<string, number>>): Promise<void> {
    await this.#do('flow', numbers);
  }

  /** How many have not seen the last of these events that they want. */
  behind(last: readonly AccountEntries[]): Promise<number> {
    return this.#child.call('behind', z.number(), last);
  }

  /** What the clients of an account saw. */
  judge(entries: AccountEntries): Promise<Verdict> {
    return this.#child.call('judge', verdict, entries, judgeTimeoutMs);
  }

  /** Clients leave. */
  async stop(): Promise<void> {
    await this.#do('stop');
  }

  close(): Promise<void> {
    return this.#child.close();
  }

  async #do(name: string, argument?: unknown): Promise<void> {
    await this.#child.call(name, z.unknown(), argument);
  }
}
