import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { type RoutingMatcher, routingMatcher } from '../../kazoo/blackhole/routing.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { CursorTime } from '../history/event-clock.ts';
import { closeGap, type Gap, type GapReason, type OpenGap } from '../history/gap.ts';
import { TopicWaiters } from './topic-waiters.ts';

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

/** One binding of one account, shared by all who listen to it. It knows who wants it and what is held; the upstream brings both together. */
export class Topic {
  readonly binding: Binding;
  readonly matches: RoutingMatcher;
  holding: Holding = 'absent';
  /** Kazoo confirmed it and may not have made the binding yet; an event that comes through it says that it has. */
  isProvedByEvent = false;
  /** Events may be missing: set while a topic that was live is not, or does not hear all that its binding means by now. */
  openGap: OpenGap | undefined;
  /** Since when nothing was missed; undefined while the topic is not live. */
  completeSince: CursorTime | undefined;
  readonly #listeners = new Set<TopicListener>();
  /** Those who came while the topic was not live: what was missed before is nothing to them. */
  readonly #newcomers = new Set<TopicListener>();
  /** Of the latest event, or of the moment since which events are delivered: order is kept by never going back. Undefined while none are. */
  #latest: CursorTime | undefined;
  readonly #waiters = new TopicWaiters();
  #linger: NodeJS.Timeout | undefined;
  #lag: NodeJS.Timeout | undefined;
  #confirmedAt: CursorTime | undefined;

  constructor(binding: Binding) {
    this.binding = binding;
    this.matches = routingMatcher(binding);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  get isComplete(): boolean {
    return this.completeSince !== undefined;
  }

  /** Whether events are delivered. They can be before the topic is live, when some may be missed. */
  get isDelivering(): boolean {
    return this.#latest !== undefined;
  }

  get wanted(): boolean {
    return this.#listeners.size > 0 || this.#linger !== undefined;
  }

  join(listener: TopicListener): void {
    this.release();
    this.#listeners.add(listener);
    if (!this.isComplete) this.#newcomers.add(listener);
  }

  /** Removes a listener; true when it was the last. */
  leave(listener: TopicListener): boolean {
    this.#newcomers.delete(listener);
    // Until its deadline a wait keeps alive all that it reaches.
    this.#waiters.reject(listener, new GatewayError('UPSTREAM_UNAVAILABLE', 'The listener has left the topic.'));
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

  /** Whether a listener waits for the topic to become complete. */
  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  /**
   * Resolves when the topic is complete. `timedOut` makes the error where Kazoo has not confirmed `timeoutMs` after this call;
   * undefined prolongs the wait by as long again.
   */
  untilComplete(listener: TopicListener, timeoutMs: number, timedOut: () => GatewayError | undefined): Promise<void> {
    if (this.isComplete) return Promise.resolve();
    // With what it has confirmed Kazoo cannot be late any more, unless the socket is lost before all is bound.
    return this.#waiters.wait(listener, timeoutMs, () => (this.holding === 'held' ? undefined : timedOut()));
  }

  /**
   * Kazoo confirmed the subscription, though events may be missed for `lagMs` more, or until one comes; then calls `over`. What comes through other
   * topics meanwhile is delivered from `time` on, unless a gap must be told first.
   */
  awaitBinding(time: CursorTime, lagMs: number, over: () => void): void {
    this.holding = 'held';
    this.isProvedByEvent = !this.isDelivering;
    this.#confirmedAt = time;
    if (this.openGap === undefined) this.#latest ??= time;
    this.#lag = setTimeout(over, lagMs);
  }

  /** From `time` on nothing is missed. Tells, and returns, what may be missing before. */
  becomeLive(time: CursorTime): Gap | undefined {
    this.#endLag();
    const gap = this.tellGap();
    this.holding = 'held';
    this.openGap = undefined;
    this.completeSince = time;
    this.#latest ??= this.#confirmedAt ?? time;
    this.#newcomers.clear();
    this.#waiters.resolveAll();
    return gap;
  }

  /** Begins to subscribe anew what is held: since `from` the binding means more than what is heard. Tells the gap, which stays open. */
  renew(from: Date, reason: GapReason): void {
    this.#endLag();
    this.miss(from, reason);
    // What comes next may come before the reply.
    this.tellGap();
    this.holding = 'subscribing';
  }

  /** Tells those who were listening then how far the open gap reaches by now. */
  tellGap(): Gap | undefined {
    if (this.openGap === undefined) return undefined;
    const gap = closeGap(this.openGap);
    for (const listener of this.#listeners) if (!this.#newcomers.has(listener)) listener.onGap(gap);
    return gap;
  }

  /** Events may be missing from a gap that is over already, though the topic is heard. If it is live, nothing is missed from `time` on. */
  noteLoss(gap: Gap, time: CursorTime): void {
    if (this.isComplete) this.completeSince = time;
    for (const listener of this.#listeners) listener.onGap(gap);
  }

  /** Events may be missing from now on, or since an earlier moment: the first of several reasons counts, and the earliest moment. */
  miss(from: Date, reason: GapReason): void {
    const before = this.openGap;
    this.openGap =
      before === undefined ? { from, reason } : { ...before, from: before.from < from ? before.from : from };
  }

  /** The socket that held it is gone; `lastHeard` is when it last showed life. */
  loseHold(lastHeard: Date): void {
    if (this.isDelivering) {
      // Whoever heard events may have missed some, however new.
      this.#newcomers.clear();
      this.miss(lastHeard, 'UPSTREAM_DISCONNECTED');
    }
    this.fallSilent('absent');
  }

  /** Nothing is delivered from now on. */
  fallSilent(holding: Holding): void {
    this.#endLag();
    this.holding = holding;
    this.completeSince = undefined;
    this.#confirmedAt = undefined;
    this.#latest = undefined;
  }

  /** Ends the topic: waiters are rejected, listeners that were live are told. */
  end(error: GatewayError): void {
    this.release();
    this.fallSilent(this.holding);
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#newcomers.clear();
    this.#waiters.rejectAll(error);
    for (const listener of listeners) listener.onEnd(error);
  }

  /**
   * Hot. True when the event, received at `time`, went to the listeners. A copy of one that came before does not, nor does one whose first copy came
   * before the topic was heard: who resumes finds that in the history, and must not get it again.
   */
  deliver(event: KazooEvent, time: CursorTime): boolean {
    if (this.#latest === undefined || time <= this.#latest) return false;
    this.#latest = time;
    const { text } = this.binding;
    const own = event.binding === text ? event : { ...event, binding: text };
    for (const listener of this.#listeners) listener.onEvent(own);
    return true;
  }

  #endLag(): void {
    clearTimeout(this.#lag);
    this.isProvedByEvent = false;
  }
}
