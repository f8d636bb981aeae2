import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { type RoutingMatcher, routingMatcher } from '../../kazoo/blackhole/routing.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { withBinding } from '../history/account-history.ts';
import type { CursorTime } from '../history/event-clock.ts';
import { closeGap, extendGap, type Gap, type GapReason, type OpenGap } from '../history/gap.ts';
import type { TopicListener } from './topic-listener.ts';
import type { TopicState } from './topic-state.ts';
import { type TimedOut, TopicWaiters } from './topic-waiters.ts';

/** One binding of one account, shared by all who listen to it. */
export class Topic {
  readonly binding: Binding;
  readonly matches: RoutingMatcher;
  #state: TopicState = { name: 'unsubscribed', delivery: undefined, openGap: undefined };
  readonly #listeners = new Set<TopicListener>();
  /** Listeners that joined while the topic was not complete: they missed nothing before. */
  readonly #joinedIncomplete = new Set<TopicListener>();
  readonly #waiters = new TopicWaiters();
  /** Set while the topic stays wanted without a listener. */
  #linger: NodeJS.Timeout | undefined;

  constructor(binding: Binding) {
    this.binding = binding;
    this.matches = routingMatcher(binding);
  }

  get state(): TopicState['name'] {
    return this.#state.name;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Since when no event was missed; undefined while the topic is not complete. */
  get completeSince(): CursorTime | undefined {
    return this.#state.delivery?.completeSince;
  }

  /** Whether events are delivered: all of them, but for what a gap that is open tells. */
  get isComplete(): boolean {
    return this.#state.delivery !== undefined;
  }

  /** Whether it has delivered an event since it became complete. */
  get hasDelivered(): boolean {
    const { delivery } = this.#state;
    return delivery !== undefined && delivery.latest > delivery.completeSince;
  }

  /** Since when events may be missing; undefined when none are. */
  get openGap(): OpenGap | undefined {
    return this.#state.openGap;
  }

  /** Whether the account's socket holds the topic, or an earlier one did until it was lost. */
  get hasBeenHeld(): boolean {
    return this.#state.name === 'subscribed' || this.openGap !== undefined;
  }

  /** Whether an event that comes through the binding shows that the topic is complete. */
  get isProvedByEvent(): boolean {
    return this.#state.name === 'subscribed' && this.#state.lag?.endsWithEvent === true;
  }

  /** Whether somebody listens, or did so until a short while ago. */
  get isWanted(): boolean {
    return this.#listeners.size > 0 || this.#linger !== undefined;
  }

  /** Whether a listener waits for the topic to become complete. */
  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  join(listener: TopicListener): void {
    this.endLinger();
    this.#listeners.add(listener);
    if (!this.isComplete) this.#joinedIncomplete.add(listener);
  }

  /** Removes a listener; true when it was the last. */
  leave(listener: TopicListener): boolean {
    this.#joinedIncomplete.delete(listener);
    // Until its deadline a wait keeps alive all that it reaches.
    this.#waiters.reject(listener, new GatewayError('UPSTREAM_UNAVAILABLE', 'The listener has left the topic.'));
    return this.#listeners.delete(listener) && this.#listeners.size === 0;
  }

  /**
   * Stays wanted for `lingerMs`, so that a reload or a quick change of view costs Kazoo nothing;
   * then calls `over`.
   */
  linger(lingerMs: number, over: () => void): void {
    this.#linger = setTimeout(() => {
      this.#linger = undefined;
      over();
    }, lingerMs);
  }

  /** What nobody listens to is not wanted any more, from now on. */
  endLinger(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
  }

  /**
   * Resolves when the topic is complete. Where Kazoo has not confirmed `timeoutMs` after this call,
   * `timedOut` makes the error, or prolongs the wait.
   */
  untilComplete(listener: TopicListener, timeoutMs: number, timedOut: TimedOut): Promise<void> {
    if (this.isComplete) return Promise.resolve();
    // A confirmed topic becomes complete by itself, unless the socket is lost before.
    return this.#waiters.wait(listener, timeoutMs, () => (this.state === 'subscribed' ? timeoutMs : timedOut()));
  }

  /** Kazoo is asked for what the socket does not hold. */
  subscribing(): void {
    const { openGap } = this.#state;
    this.#transition({ name: 'subscribing', isRenewal: false, delivery: undefined, openGap });
  }

  /**
   * Kazoo is asked once more for what the socket holds: since `from` the binding means more than
   * what comes through it. What it meant before is delivered all the same. Announces the gap, which
   * stays open.
   */
  renewing(from: Date, reason: GapReason): void {
    const { delivery } = this.#state;
    const openGap = extendGap(this.openGap, from, reason);
    this.#transition({ name: 'subscribing', isRenewal: true, delivery, openGap });
    // The next event may come before the reply.
    this.#announceGap();
  }

  /**
   * Kazoo confirmed the subscription, and may need `lagMs` more to make the binding; `over` is
   * called after that. Nothing new is delivered before.
   */
  confirmed(lagMs: number, over: () => void): void {
    const state = this.#state;
    const endsWithEvent = !(state.name === 'subscribing' && state.isRenewal);
    const lag = { timer: setTimeout(over, lagMs), endsWithEvent };
    const { delivery, openGap } = state;
    if (openGap === undefined) this.#transition({ name: 'subscribed', lag, delivery: undefined, openGap });
    else this.#transition({ name: 'subscribed', lag, delivery, openGap });
  }

  /** No event is missed from `time` on. Announces the gap before that, if any, and returns it. */
  complete(time: CursorTime): Gap | undefined {
    const gap = this.#announceGap();
    const delivery = { latest: this.#state.delivery?.latest ?? time, completeSince: time };
    this.#transition({ name: 'subscribed', lag: undefined, delivery, openGap: undefined });
    this.#joinedIncomplete.clear();
    this.#waiters.resolveAll();
    return gap;
  }

  /**
   * Goes on after `latest` with events that were complete since `completeSince` already: whoever
   * brings them has another order, or had the topic before anybody listened here. Returns what
   * `complete` returns.
   */
  adopt(completeSince: CursorTime, latest: CursorTime): Gap | undefined {
    const gap = this.complete(completeSince);
    const delivery = { latest, completeSince };
    this.#transition({ name: 'subscribed', lag: undefined, delivery, openGap: undefined });
    return gap;
  }

  /** Kazoo is asked to give the topic up, which nobody wants. */
  unsubscribing(): void {
    this.#transition({ name: 'unsubscribing', delivery: undefined, openGap: undefined });
  }

  /** The socket does not hold the topic, or not any more. */
  unsubscribed(): void {
    this.#transition({ name: 'unsubscribed', delivery: undefined, openGap: this.openGap });
  }

  /** The socket is gone; what Kazoo emitted after `completeUntil` may not have come through it. */
  lost(completeUntil: Date): void {
    const openGap = this.isComplete ? extendGap(this.openGap, completeUntil, 'UPSTREAM_DISCONNECTED') : this.openGap;
    this.#transition({ name: 'unsubscribed', delivery: undefined, openGap });
    // A linger keeps what could be resumed; that is gone with the socket.
    if (this.#listeners.size === 0) this.endLinger();
  }

  /** Events may be missing since `from`. They are announced as one gap with those before. */
  miss(from: Date, reason: GapReason): void {
    const state = this.#state;
    if (state.name === 'unsubscribing') return;
    this.#transition({ ...state, openGap: extendGap(this.openGap, from, reason) });
  }

  /**
   * Events may be missing from a gap that is over, though the socket holds the topic. None is
   * missed from `time` on. A possible gap is for those who listen now.
   */
  announceLoss(gap: Gap, time: CursorTime): void {
    const state = this.#state;
    // Who resumes must not lose its place for what is only possible.
    if (gap.certain && state.name === 'subscribed' && state.lag === undefined) {
      this.#transition({ ...state, delivery: { ...state.delivery, completeSince: time } });
    }
    for (const listener of this.#listeners) listener.onGap(gap);
  }

  /** Ends the topic for all who listen to it, or wait for it. */
  end(error: GatewayError): void {
    this.endLinger();
    this.#transition({ name: 'unsubscribed', delivery: undefined, openGap: undefined });
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#joinedIncomplete.clear();
    this.#waiters.rejectAll(error);
    for (const listener of listeners) listener.onEnd(error);
  }

  /** Whether `deliver` would deliver an event that was received at `time`. */
  isMissing(time: CursorTime): boolean {
    const { delivery } = this.#state;
    return delivery !== undefined && time > delivery.latest;
  }

  /**
   * Hot: delivers an event that was received at `time`, and returns whether it did. A copy of an
   * earlier event has its time and is not delivered, even where the first copy came before the
   * topic delivered: a client that resumes finds that one in the history, and must not get it
   * twice.
   */
  deliver(event: KazooEvent, time: CursorTime): boolean {
    const { delivery } = this.#state;
    if (delivery === undefined || time <= delivery.latest) return false;
    delivery.latest = time;
    const own = withBinding(event, this.binding.text);
    for (const listener of this.#listeners) listener.onEvent(own);
    return true;
  }

  /** Brings an event that has no place in the topic's order. */
  bridge(event: KazooEvent): void {
    const own = withBinding(event, this.binding.text);
    for (const listener of this.#listeners) listener.onEvent(own);
  }

  /** Sends the open gap, as far as it reaches by now, to the listeners that it concerns. */
  #announceGap(): Gap | undefined {
    if (this.openGap === undefined) return undefined;
    const gap = closeGap(this.openGap);
    for (const listener of this.#listeners) if (!this.#joinedIncomplete.has(listener)) listener.onGap(gap);
    return gap;
  }

  #transition(next: TopicState): void {
    const before = this.#state;
    if (before.name === 'subscribed' && !('lag' in next && next.lag === before.lag)) clearTimeout(before.lag?.timer);
    this.#state = next;
  }
}
