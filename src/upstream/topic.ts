import type { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/binding.ts';
import type { KazooEvent } from '../kazoo/kazoo-event.ts';
import { type RoutingMatcher, routingMatcher } from '../kazoo/routing.ts';
import type { CursorTime } from './event-clock.ts';
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

/** What the account's socket holds of a topic. */
export type Holding = 'absent' | 'subscribing' | 'held' | 'unsubscribing';

/** How many recent event ids a topic remembers to drop copies. */
const rememberedEvents = 128;

interface Waiting {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
  readonly deadline: NodeJS.Timeout;
}

/** One binding of one account, shared by all who listen to it. It knows who wants it and what is held; the upstream brings both together. */
export class Topic {
  readonly binding: Binding;
  readonly matches: RoutingMatcher;
  holding: Holding = 'absent';
  /** Since when events may be missing: set while a topic that was live is not. */
  missingSince: Date | undefined;
  /** Since when nothing was missed; undefined while the topic is not live. */
  liveSince: CursorTime | undefined;
  readonly #listeners = new Set<TopicListener>();
  /** Those who came while the topic was being restored: what was missed before is nothing to them. */
  readonly #newcomers = new Set<TopicListener>();
  readonly #recentIds = new RecentIds(rememberedEvents);
  #waiting: Waiting | undefined;
  #linger: NodeJS.Timeout | undefined;

  constructor(binding: Binding) {
    this.binding = binding;
    this.matches = routingMatcher(binding);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  get isLive(): boolean {
    return this.liveSince !== undefined;
  }

  get wanted(): boolean {
    return this.#listeners.size > 0 || this.#linger !== undefined;
  }

  join(listener: TopicListener): void {
    this.release();
    this.#listeners.add(listener);
    if (!this.isLive) this.#newcomers.add(listener);
  }

  /** Removes a listener; true when it was the last. */
  leave(listener: TopicListener): boolean {
    this.#newcomers.delete(listener);
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
    if (this.isLive) return Promise.resolve();
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

  /** Kazoo confirmed the subscription: from `time` on nothing is missed. */
  becomeLive(time: CursorTime, gap: Gap | undefined): void {
    this.holding = 'held';
    this.missingSince = undefined;
    this.liveSince = time;
    if (gap !== undefined) this.announce(gap);
    this.#newcomers.clear();
    this.#settleWaiting()?.resolve();
  }

  /** The socket that held it is gone; `lastHeard` is when it last showed life. */
  loseHold(lastHeard: Date): void {
    if (this.isLive) this.missingSince ??= lastHeard;
    this.liveSince = undefined;
    this.holding = 'absent';
  }

  /** Tells those who were listening then that events may be missing. */
  announce(gap: Gap): void {
    for (const listener of this.#listeners) if (!this.#newcomers.has(listener)) listener.onGap(gap);
  }

  /** Ends the topic: waiters are rejected, listeners that were live are told. */
  end(error: GatewayError): void {
    this.release();
    this.liveSince = undefined;
    const waiting = this.#settleWaiting();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#newcomers.clear();
    waiting?.reject(error);
    for (const listener of listeners) listener.onEnd(error);
  }

  /** Hot. True when the event was not seen before and went to the listeners; a topic that is not live sees nothing. */
  deliver(event: KazooEvent): boolean {
    if (!this.isLive || !this.#recentIds.add(event.id)) return false;
    const { text } = this.binding;
    const own = event.binding === text ? event : { ...event, binding: text };
    for (const listener of this.#listeners) listener.onEvent(own);
    return true;
  }

  #settleWaiting(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.deadline);
    return waiting;
  }
}
