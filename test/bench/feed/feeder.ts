import { z } from 'zod';
import { Child } from '../child.ts';
import type { Story } from './story.ts';
import { type Upstream, upstream } from './upstream.ts';

/** The process that plays Kazoo, seen from the bench. */
export class Feeder {
  readonly #child: Child;

  static async start(): Promise<Feeder> {
    return new Feeder(await Child.start(new URL('./feeder-process.ts', import.meta.url)));
  }

  private constructor(child: Child) {
    this.#child = child;
  }

  /** A feed of its own for one server. */
  open(story: Story): Promise<Upstream> {
    return this.#child.call('open', upstream, story);
  }

  /** Resolves when the server has subscribed to what is fed. */
  async untilHeard({ blackholeUrl }: Upstream): Promise<void> {
    await this.#child.call('untilHeard', z.unknown(), blackholeUrl);
  }

  /**
   * Sends events that arrive in one tick of the server's event loop; resolves with the moment
   * before, by the monotonic clock.
   */
  feed({ blackholeUrl }: Upstream, events: number): Promise<number> {
    return this.#child.call('feed', z.number(), { blackholeUrl, events });
  }

  /** Sends events one by one at a steady rate; resolves when all are sent. */
  async burst({ blackholeUrl }: Upstream, events: number, eventsPerSecond: number): Promise<void> {
    await this.#child.call('burst', z.unknown(), { blackholeUrl, events, eventsPerSecond });
  }

  /** How often Kazoo was asked for registrations, among the latest requests. */
  polls(): Promise<number> {
    return this.#child.call('polls', z.number());
  }

  async closeFeed({ blackholeUrl }: Upstream): Promise<void> {
    await this.#child.call('close', z.unknown(), blackholeUrl);
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}
