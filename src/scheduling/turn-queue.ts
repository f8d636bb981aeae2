import { FairQueue } from './fair-queue.ts';
import { NewcomerQueue } from './newcomer-queue.ts';

/** On whose behalf work is done. */
export interface TurnTaker {
  readonly client: string;
  /** Nothing is known of it but its connection. */
  readonly isNewcomer: boolean;
}

/** How far one of them can get ahead: what took longer is not made up for in one go. */
const maxAheadMs = 20;

/**
 * How much more time newcomers have: among those who are known one with a thousand tasks delays
 * nobody, among newcomers it does, until its thousand connections are known.
 */
const newcomersFactor = 2;

/**
 * Work of clients, who alternate. All newcomers together have two thirds of the time, and all who
 * are known one, where both have work: behind a proxy one client can open a thousand connections,
 * each of which is a newcomer until its first request has come. Time, and not tasks: a request is
 * read sooner than answered, and newcomers would wait for an answer each.
 */
export class TurnQueue<Item> {
  readonly #known = new FairQueue<Item>();
  readonly #newcomers = new NewcomerQueue<Item>();
  /** Half of the time of newcomers while known clients waited, less the time of these meanwhile. */
  #newcomersAheadMs = 0;
  #wasOfNewcomer = false;
  #isAwaited = false;
  /** When the work of the last item began, if others waited then. */
  #beganAtMs = 0;

  get size(): number {
    return this.#known.size + this.#newcomers.size;
  }

  enqueue({ client, isNewcomer }: TurnTaker, item: Item): void {
    if (isNewcomer) this.#newcomers.enqueue(item);
    else this.#known.enqueue(client, item);
  }

  /** Removes and returns the next item, whose work begins now; undefined when there is none. */
  dequeue(): Item | undefined {
    this.#wasOfNewcomer = this.#isNewcomersTurn;
    this.#isAwaited = (this.#wasOfNewcomer ? this.#known : this.#newcomers).size > 0;
    if (this.#isAwaited) this.#beganAtMs = performance.now();
    return (this.#wasOfNewcomer ? this.#newcomers : this.#known).dequeue();
  }

  /** Must be called when the work of the last item is over, for now. */
  finish(): void {
    if (!this.#isAwaited) return;
    const tookMs = performance.now() - this.#beganAtMs;
    const aheadMs = this.#newcomersAheadMs + (this.#wasOfNewcomer ? tookMs / newcomersFactor : -tookMs);
    this.#newcomersAheadMs = Math.max(-maxAheadMs / newcomersFactor, Math.min(maxAheadMs, aheadMs));
  }

  get #isNewcomersTurn(): boolean {
    if (this.#known.size === 0 || this.#newcomers.size === 0) return this.#newcomers.size > 0;
    return this.#newcomersAheadMs < 0 || (this.#newcomersAheadMs === 0 && !this.#wasOfNewcomer);
  }
}
