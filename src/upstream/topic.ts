import type { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/binding.ts';
import type { KazooEvent } from '../kazoo/kazoo-event.ts';
import type { Gap } from './gap.ts';
import { RecentIds } from './recent-ids.ts';

/** Called synchronously, in the order of arrival; must not throw. */
export interface TopicListener {
  onEvent(event: KazooEvent): void;
  /** Events may have been missed before the next one. */
  onGap(gap: Gap): void;
  /** The topic is over for a reason of its own; nothing follows. */
  onEnd(error: GatewayError): void;
}

/** What the account's socket holds of a topic. `uncertain`: a subscribe without reply may have taken effect; it is never unsubscribed on a guess. */
export type Holding = 'absent' | 'subscribing' | 'held' | 'unsubscribing' | 'uncertain';

/** How many recent event ids a topic remembers to drop the copies that Kazoo itself sends (transcript scene 2.10: up to four). */
const rememberedEvents = 64;

interface Waiting {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
  readonly deadline: NodeJS.Timeout;
}

/** One binding of one account, shared by all who listen to it. It knows who wants it and what is held; the upstream brings both together. */
export class Topic {
  readonly binding: Binding;
  holding: Holding = 'absent';
  /** Subscribes sent in a row that got no reply. */
  unansweredSubscribes = 0;
  /** Since when events may be missing: set while a topic that was live is not. */
  missingSince: Date | undefined;
  readonly #listeners = new Set<TopicListener>();
  readonly #recentIds = new RecentIds(rememberedEvents);
  #waiting: Waiting | undefined;
  #linger: NodeJS.Timeout | undefined;

  constructor(binding: Binding) {
    this.binding = binding;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  get wanted(): boolean {
    return this.#listeners.size > 0 || this.#linger !== undefined;
  }

  join(listener: TopicListener): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    this.#listeners.add(listener);
  }

  /** Removes a listener; true when it was the last. */
  leave(listener: TopicListener): boolean {
    return this.#listeners.delete(listener) && this.#listeners.size === 0;
  }

  /** Stays wanted for `lingerMs`, so that a reload or a quick change of view costs Kazoo nothing; then calls `over`. */
  linger(lingerMs: number, over: () => void): void {
    this.#linger = setTimeout(() => {
      this.#linger = undefined;
      over();
    }, lingerMs);
  }

  /** Gives up the linger. */
  release(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
  }

  /** Resolves when the topic is live; everybody who waits awaits the same promise. `timedOut` makes the error after `timeoutMs`. */
  untilLive(timeoutMs: number, timedOut: () => GatewayError): Promise<void> {
    if (this.holding === 'held') return Promise.resolve();
    if (this.#waiting === undefined) {
      let resolve = (): void => undefined;
      let reject: Waiting['reject'] = () => undefined;
      const promise = new Promise<void>((fulfil, fail) => {
        resolve = fulfil;
        reject = fail;
      });
      const deadline = setTimeout(() => this.#settleWaiting()?.reject(timedOut()), timeoutMs);
      this.#waiting = { promise, resolve, reject, deadline };
    }
    return this.#waiting.promise;
  }

  becomeLive(gap: Gap | undefined): void {
    this.holding = 'held';
    this.unansweredSubscribes = 0;
    this.missingSince = undefined;
    if (gap !== undefined) for (const listener of this.#listeners) listener.onGap(gap);
    this.#settleWaiting()?.resolve();
  }

  /** Ends the topic: waiters are rejected, listeners that were live are told. */
  end(error: GatewayError): void {
    this.release();
    const waiting = this.#settleWaiting();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    waiting?.reject(error);
    for (const listener of listeners) listener.onEnd(error);
  }

  /** True when the event was not seen before and went to the listeners. */
  deliver(event: KazooEvent): boolean {
    if (!this.#recentIds.add(event.id)) return false;
    for (const listener of this.#listeners) listener.onEvent(event);
    return true;
  }

  #settleWaiting(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.deadline);
    return waiting;
  }
}
