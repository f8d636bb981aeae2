import { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/binding.ts';
import type { BlackholeConnectionListener, DisconnectReason } from '../kazoo/blackhole-connection.ts';
import type { KazooEvent } from '../kazoo/kazoo-event.ts';
import { AccountEvents, type AccountEventsOptions } from './account-events.ts';
import { AccountSocket, type AccountSocketOptions } from './account-socket.ts';
import { type BackoffOptions, fullJitterMs } from './backoff.ts';
import type { ConnectionGate } from './connection-gate.ts';
import type { CursorTime } from './event-clock.ts';
import type { Gap, GapReason } from './gap.ts';
import { Succession } from './succession.ts';
import { Topic, type TopicListener } from './topic.ts';
import type { StatusBoard, UpstreamStateName } from './upstream-status.ts';

export interface UpstreamObserver {
  onState(accountId: string, state: UpstreamState['name'], reason: DisconnectReason | undefined): void;
  onEvent(outcome: 'delivered' | 'duplicate' | 'unwanted' | 'unreadable'): void;
  readonly onCommand: AccountSocketOptions['onCommand'];
}

export interface UpstreamOptions extends AccountEventsOptions, Omit<AccountSocketOptions, 'onCommand'> {
  readonly observer: UpstreamObserver;
  readonly statuses: StatusBoard;
  readonly gate: ConnectionGate;
  /** How long a topic stays subscribed after its last listener left. */
  readonly lingerMs: number;
  /** How long a new listener waits for its topic to become live. */
  readonly subscribeTimeoutMs: number;
  readonly backoff: BackoffOptions;
  /** The upstream holds nothing and wants nothing: forget it. */
  readonly onIdle: () => void;
}

/** `attempt` counts connections since one last held a topic: a socket that opens and dies at once must not be tried without pause. */
export type UpstreamState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly socket: AccountSocket; readonly attempt: number }
  | {
      readonly name: 'live';
      readonly socket: AccountSocket;
      readonly attempt: number;
      readonly succession?: Succession;
    }
  /** For the next attempt, and then for its turn. */
  | { readonly name: 'waiting'; readonly cancel: () => void; readonly attempt: number }
  | { readonly name: 'closed' };

export interface Listening {
  /** Resolves when the topic is live; rejects when Kazoo refuses it or cannot be reached in time. */
  readonly live: Promise<void>;
  /** Idempotent. */
  leave(): void;
}

/** A socket that cannot be replaced, or is stale again at once, must not be replaced without pause. */
const minReplacementPauseMs = 60_000;

/**
 * The one blackhole socket of an account and the topics on it. A socket's identity is bound for life to the first token, and events do
 * not always name their account, so a socket carries one account's bindings only; sharing it among all who may see the account leaks nothing.
 */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #events: AccountEvents;
  /** By `subscribedKey`, which is how an event names its topic. */
  readonly #topics = new Map<string, Topic>();
  #state: UpstreamState = { name: 'idle' };
  #replacedAtMs = 0;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#events = new AccountEvents(options);
  }

  get topics(): number {
    return this.#topics.size;
  }

  get liveTopics(): number {
    return [...this.#topics.values()].filter(({ isLive }) => isLive).length;
  }

  listen(binding: Binding, listener: TopicListener): Listening {
    const topic = this.#topicFor(binding);
    topic.join(listener);
    const live = topic.untilLive(this.#options.subscribeTimeoutMs, () => this.#timedOut());
    // Whoever cannot be served leaves by itself; the topic must not count it until then.
    live.catch(() => this.#leave(topic, listener));
    this.#settle(topic);
    return { live, leave: () => this.#leave(topic, listener) };
  }

  /** What listeners of `bindings` missed after `time`; undefined when that is not known completely. */
  since(time: CursorTime, bindings: readonly Binding[]): readonly KazooEvent[] | undefined {
    return this.#events.since(time, bindings, this.#topics.values());
  }

  /**
   * Subscribes the live topics that `isAffected` once more, on the same socket: blackhole adds what the binding means by now. Those who listen learn
   * that events may be missing since `from`.
   */
  renew(isAffected: (binding: Binding) => boolean, from: Date, reason: GapReason): void {
    const state = this.#state;
    if (state.name !== 'live') return; // What is subscribed later is subscribed anew anyhow.
    for (const topic of this.#topics.values()) {
      if (topic.isLive && isAffected(topic.binding)) void this.#renew(state.socket, topic, from, reason);
    }
  }

  /** Moves everything to a fresh socket, without a hole: the only way to get rid of what a socket holds for nobody. */
  replaceSocket(): void {
    const state = this.#state;
    if (state.name !== 'live' || state.succession !== undefined) return;
    this.#replacedAtMs = Date.now();
    const succession = new Succession({
      open: ({ onOpen, onClose }) => {
        const socket = this.#openSocket(state.socket.url, {
          onOpen,
          onClose: (reason, lastHeardAtMs) =>
            this.#isCurrent(socket) ? this.#onClose(socket, reason, lastHeardAtMs) : onClose(reason, lastHeardAtMs),
        });
        return socket;
      },
      topics: () => [...this.#topics.values()].filter(({ wanted }) => wanted),
      onReady: (socket, held) => this.#succeed(socket, held),
      onFailed: () => this.#isCurrent(state.socket) && this.#transition(state),
    });
    this.#transition({ ...state, succession });
  }

  /** Ends all topics with `error` and closes the socket. */
  close(error: GatewayError): void {
    const topics = [...this.#topics.values()];
    this.#topics.clear();
    this.#abandon({ name: 'closed' });
    for (const topic of topics) topic.end(error);
  }

  #topicFor(binding: Binding): Topic {
    const existing = this.#topics.get(binding.subscribedKey);
    if (existing !== undefined) return existing;
    const topic = new Topic(binding);
    this.#topics.set(binding.subscribedKey, topic);
    return topic;
  }

  #leave(topic: Topic, listener: TopicListener): void {
    if (!topic.leave(listener)) return;
    if (topic.holding === 'absent') this.#settle(topic);
    else topic.linger(this.#options.lingerMs, () => this.#settle(topic));
  }

  /** Brings what is held nearer to what is wanted: at most one command of a topic is under way, the next follows its reply. */
  #settle(topic: Topic): void {
    const state = this.#state;
    if (topic.wanted) {
      if (state.name === 'idle') this.#approach(1);
      else if (state.name === 'live' && topic.holding === 'absent') void this.#subscribe(state.socket, topic);
    } else if (topic.holding === 'held' && state.name === 'live') {
      void this.#unsubscribe(state.socket, topic);
    } else if (topic.holding === 'absent') {
      this.#forget(topic);
    }
  }

  async #subscribe(socket: AccountSocket, topic: Topic): Promise<void> {
    topic.holding = 'subscribing';
    const error = await socket.subscribe(topic.binding.text, () => {
      if (this.#isCurrent(socket)) this.#onSubscribed(socket, topic);
    });
    if (!this.#isCurrent(socket)) return; // Whatever took the socket's place has reset the topic.
    if (error !== undefined) {
      topic.holding = 'absent';
      if (error.code === 'UPSTREAM_UNAVAILABLE') return; // The socket is closing; what follows restores the topic.
      // Streams that were live before must not end for a lost reply; a socket that answers nothing is replaced instead.
      if (error.code === 'UPSTREAM_TIMEOUT' && topic.missingSince !== undefined) socket.close();
      else topic.end(error);
    }
    this.#settle(topic);
  }

  #onSubscribed(socket: AccountSocket, topic: Topic): void {
    const { missingSince: from } = topic;
    const gap = from === undefined ? undefined : ({ from, to: new Date(), reason: 'UPSTREAM_DISCONNECTED' } as const);
    topic.becomeLive(this.#options.clock.next(), gap);
    if (this.#state.name === 'live') this.#transition({ ...this.#state, socket, attempt: 0 });
    this.#report({ gap });
  }

  async #unsubscribe(socket: AccountSocket, topic: Topic): Promise<void> {
    topic.holding = 'unsubscribing';
    topic.liveSince = undefined;
    await socket.unsubscribe(topic.binding.text);
    if (!this.#isCurrent(socket)) return;
    topic.holding = 'absent';
    this.#settle(topic);
  }

  async #renew(socket: AccountSocket, topic: Topic, from: Date, reason: GapReason): Promise<void> {
    const error = await socket.subscribe(topic.binding.text);
    if (!this.#isCurrent(socket) || !topic.isLive) return;
    const gap = { from, to: new Date(), reason };
    topic.announce(gap);
    this.#report({ gap });
    // A topic that listens to the past only is worse than a hole that is known.
    if (error !== undefined) socket.close();
  }

  /** The successor holds everything that is wanted: from here on it is the account's socket. */
  #succeed(socket: AccountSocket, held: ReadonlySet<Topic>): void {
    const state = this.#state;
    if (state.name !== 'live') return;
    this.#transition({ name: 'live', socket, attempt: 0 });
    for (const topic of held) {
      if (this.#topics.get(topic.binding.subscribedKey) !== topic) void socket.unsubscribe(topic.binding.text);
      else if (topic.isLive) topic.holding = 'held';
      else topic.becomeLive(this.#options.clock.next(), undefined);
    }
    for (const topic of [...this.#topics.values()]) {
      if (!held.has(topic)) topic.holding = 'absent';
      this.#settle(topic);
    }
    state.socket.close();
  }

  #forget(topic: Topic): void {
    if (this.#topics.get(topic.binding.subscribedKey) !== topic) return;
    this.#topics.delete(topic.binding.subscribedKey);
    if (this.#topics.size > 0) return;
    this.#abandon({ name: 'idle' });
    this.#report();
    this.#options.onIdle();
  }

  /** Closing is the one operation that releases everything, also what an unanswered command may have left behind. */
  #abandon(next: UpstreamState): void {
    const state = this.#state;
    this.#transition(next);
    if (state.name === 'waiting') state.cancel();
    if (state.name === 'live') state.succession?.cancel();
    if (state.name === 'connecting' || state.name === 'live') state.socket.close();
  }

  /** Connects when it is this account's turn, which can be at once. */
  #approach(attempt: number): void {
    let leave = (): unknown => undefined;
    this.#transition({ name: 'waiting', cancel: () => leave(), attempt });
    leave = this.#options.gate.enter(
      () => this.#listeners,
      (url) => this.#connect(url, attempt),
    );
  }

  #connect(url: string, attempt: number): void {
    const { gate } = this.#options;
    let wasOpen = false;
    const socket = this.#openSocket(url, {
      onOpen: () => {
        wasOpen = true;
        gate.settled(url, 'open');
        this.#onOpen(socket, attempt);
      },
      onClose: (reason, lastHeardAtMs) => {
        if (!wasOpen) gate.settled(url, reason.kind === 'closedByUs' ? 'abandoned' : 'failed');
        this.#onClose(socket, reason, lastHeardAtMs);
      },
    });
    this.#transition({ name: 'connecting', socket, attempt });
    this.#report();
  }

  #openSocket(url: string, listener: Pick<BlackholeConnectionListener, 'onOpen' | 'onClose'>): AccountSocket {
    const { observer } = this.#options;
    const { onCommand } = observer;
    const socket = new AccountSocket(
      url,
      { ...this.#options, onCommand },
      {
        ...listener,
        onStrayFrame: () => observer.onEvent('unreadable'),
        onEvent: (event) => {
          const own = this.#topics.get(event.subscribedKey);
          const outcome = this.#events.receive(event, own, this.#topics.values());
          observer.onEvent(outcome);
          if (outcome === 'unwanted') this.#onUnwanted(socket);
        },
      },
    );
    return socket;
  }

  #onUnwanted(socket: AccountSocket): void {
    socket.countUnwantedFrame();
    const pauseMs = Date.now() - this.#replacedAtMs;
    if (socket.isStale && this.#isCurrent(socket) && pauseMs > minReplacementPauseMs) this.replaceSocket();
  }

  #onOpen(socket: AccountSocket, attempt: number): void {
    if (!this.#isCurrent(socket)) return;
    this.#transition({ name: 'live', socket, attempt });
    const mostWantedFirst = [...this.#topics.values()].sort((a, b) => b.listeners - a.listeners);
    for (const topic of mostWantedFirst) this.#settle(topic);
  }

  #onClose(socket: AccountSocket, reason: DisconnectReason, lastHeardAtMs: number | undefined): void {
    if (!this.#isCurrent(socket)) return;
    const attempt = this.#attempt + 1;
    const delayMs = fullJitterMs(attempt, this.#options.backoff);
    const timer = setTimeout(() => this.#approach(attempt), delayMs);
    if (this.#state.name === 'live') this.#state.succession?.cancel();
    this.#transition({ name: 'waiting', cancel: () => clearTimeout(timer), attempt }, reason);
    for (const topic of [...this.#topics.values()]) {
      topic.loseHold(new Date(lastHeardAtMs ?? Date.now()));
      if (topic.listeners === 0) topic.release();
      this.#settle(topic);
    }
    if (this.#state.name === 'waiting') this.#report({ why: reason, retryAt: new Date(Date.now() + delayMs) });
  }

  get #listeners(): number {
    return [...this.#topics.values()].reduce((sum, { listeners }) => sum + listeners, 0);
  }

  get #attempt(): number {
    return 'attempt' in this.#state ? this.#state.attempt : 0;
  }

  #isCurrent(socket: AccountSocket): boolean {
    return (this.#state.name === 'live' || this.#state.name === 'connecting') && this.#state.socket === socket;
  }

  #timedOut(): GatewayError {
    return this.#state.name === 'live'
      ? new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo did not confirm the subscription in time. Try again.')
      : new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo cannot be reached for events right now. Try again.');
  }

  #report({ gap, why, retryAt }: { gap?: Gap | undefined; why?: DisconnectReason; retryAt?: Date } = {}): void {
    const { accountId, statuses } = this.#options;
    const before = statuses.get(accountId);
    const state = this.#stateName(why, before.state);
    const reason = state === 'LIVE' || state === 'IDLE' ? null : (why?.message ?? before.reason);
    const attempt = state === 'LIVE' ? 0 : this.#attempt;
    statuses.set(accountId, { state, reason, attempt, retryAt: retryAt ?? null, gap });
  }

  #stateName(why: DisconnectReason | undefined, before: UpstreamStateName): UpstreamStateName {
    if (this.#state.name === 'idle' || this.#state.name === 'closed') return 'IDLE';
    if (why?.kind === 'rateLimited') return 'RATE_LIMITED';
    if ([...this.#topics.values()].some(({ missingSince }) => missingSince !== undefined)) return 'RECONNECTING';
    if (this.#state.name === 'live' && this.#state.attempt === 0) return 'LIVE';
    return before === 'RATE_LIMITED' && this.#state.name === 'connecting' ? before : 'CONNECTING';
  }

  #transition(next: UpstreamState, reason?: DisconnectReason): void {
    const { name } = this.#state;
    this.#state = next;
    if (name !== next.name) this.#options.observer.onState(this.#options.accountId, next.name, reason);
  }
}
