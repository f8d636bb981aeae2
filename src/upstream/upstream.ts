import type { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../kazoo/blackhole/blackhole-protocol.ts';
import type { DisconnectReason } from '../kazoo/blackhole/disconnect-reason.ts';
import type { KazooEvent } from '../kazoo/events/kazoo-event.ts';
import { AccountEvents, type AccountEventsOptions } from './history/account-events.ts';
import type { CursorTime } from './history/event-clock.ts';
import { closeGap, type GapReason } from './history/gap.ts';
import { AccountConnection, type AccountConnectionOptions, type ConnectionState } from './socket/account-connection.ts';
import type { AccountSocket } from './socket/account-socket.ts';
import { bindingLagMs } from './socket/binding-lag.ts';
import { Topic } from './topics/topic.ts';
import { TopicCommands } from './topics/topic-commands.ts';
import type { TopicListener } from './topics/topic-listener.ts';
import type { StatusNotice, StatusStore } from './upstream-status.ts';

export interface UpstreamObserver {
  onState(accountId: string, state: ConnectionState['name'], reason: DisconnectReason | undefined): void;
  /** Events of a binding may have been missed. */
  onGap(reason: GapReason): void;
  onEvent(outcome: 'delivered' | 'duplicate' | 'unwanted' | 'unreadable'): void;
  readonly onCommand: AccountConnectionOptions['onCommand'];
}

export interface UpstreamOptions extends AccountEventsOptions, Omit<AccountConnectionOptions, 'onCommand'> {
  readonly observer: UpstreamObserver;
  readonly statuses: StatusStore;
  /** How long a topic stays subscribed after its last listener left. */
  readonly lingerMs: number;
  /** How long a new listener waits for its topic to become live. */
  readonly subscribeTimeoutMs: number;
  /** The upstream holds nothing and wants nothing: forget it. */
  readonly onIdle: () => void;
}

export interface TopicSubscription {
  /** Resolves when the topic is live; rejects when Kazoo refuses it or cannot be reached in time. */
  readonly live: Promise<void>;
  /** Idempotent. */
  unsubscribe(): void;
}

/**
 * The topics of an account on its one blackhole socket. A socket's identity is bound for life to the first token, and events do not always
 * name their account, so a socket carries one account's bindings only; sharing it among all who may see the account leaks nothing.
 */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #events: AccountEvents;
  readonly #connection: AccountConnection;
  /** By `subscribedKey`, which is how an event names its topic. */
  readonly #topics = new Map<string, Topic>();
  readonly #commands: TopicCommands;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    const { accountId, observer } = options;
    this.#events = new AccountEvents(options);
    this.#connection = new AccountConnection(
      { ...options, onCommand: observer.onCommand },
      {
        priority: () => [...this.#topics.values()].reduce((sum, { listenerCount }) => sum + listenerCount, 0),
        wantedTopics: () => [...this.#topics.values()].filter(({ isWanted }) => isWanted),
        onState: (state, reason, retryAt) => {
          observer.onState(accountId, state, reason);
          this.#report({ why: reason, retryAt });
          this.#settleAll();
        },
        onLost: (lastHeard) => this.#onLost(lastHeard),
        onReplyLost: (askedAt) => this.#onReplyLost(askedAt),
        onReplaced: (held) => this.#onReplaced(held),
        isDelivering: ({ subscribedKey }) => this.#topics.get(subscribedKey)?.isDelivering === true,
        onReadyForCommand: () => this.#commands.proceed(),
        onEvent: (event, socket) => this.#onEvent(event, socket),
        onStrayFrame: () => observer.onEvent('unreadable'),
      },
    );
    this.#commands = new TopicCommands(this.#connection, {
      onConfirmed: (topic) => this.#onConfirmed(topic),
      onSettled: (topic) => this.#settle(topic),
    });
  }

  get topics(): number {
    return this.#topics.size;
  }

  get liveTopics(): number {
    return [...this.#topics.values()].filter(({ isComplete }) => isComplete).length;
  }

  hasTopic({ subscribedKey }: Binding): boolean {
    return this.#topics.has(subscribedKey);
  }

  /** @param client who asks: clients take turns where Kazoo must be asked */
  listen(binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    const topic = this.#topicFor(binding);
    topic.join(listener);
    this.#settle(topic, client);
    const live = topic.untilComplete(listener, this.#options.subscribeTimeoutMs, this.#commands.deadline(topic));
    // Whoever cannot be served leaves by itself; the topic must not count it until then.
    live.catch(() => this.#leave(topic, listener));
    return { live, unsubscribe: () => this.#leave(topic, listener) };
  }

  /** What listeners of `bindings` missed after `time`; undefined when that is not known completely. */
  since(time: CursorTime, bindings: readonly Binding[]): readonly KazooEvent[] | undefined {
    return this.#events.since(time, bindings, this.#topics.values());
  }

  /**
   * Subscribes the topics that `isAffected` once more, on the same socket: blackhole adds what the binding means by now. Those who listen learn
   * that events may be missing since `from`.
   */
  renew(isAffected: (binding: Binding) => boolean, from: Date, reason: GapReason): void {
    const { socket } = this.#connection;
    const affected = [...this.#topics.values()].filter(({ binding }) => isAffected(binding));
    // A successor may have subscribed already, to what the bindings meant then.
    if (affected.length > 0) this.#connection.stay();
    for (const topic of affected) {
      if (topic.state === 'subscribed' && socket !== undefined) void this.#commands.renew(socket, topic, from, reason);
      // What is being restored is subscribed anew anyhow, but may have missed events before it was lost.
      else if (topic.openGap !== undefined) topic.miss(from, reason);
    }
  }

  /**
   * Begins anew on a fresh socket: since `from` this one may hold what is not the account's any more, and perhaps another's, for the topics that
   * `isAffected`. Those who listen to them learn that events may be missing since then.
   */
  startAfresh(isAffected: (binding: Binding) => boolean, from: Date): void {
    const affected = [...this.#topics.values()].filter(({ binding }) => isAffected(binding));
    for (const topic of affected) {
      if (topic.isDelivering || topic.openGap !== undefined) topic.miss(from, 'UPSTREAM_DISCONNECTED');
    }
    if (affected.some(({ state }) => state !== 'unsubscribed')) this.#connection.socket?.close();
    // What was unsubscribed meanwhile may be held all the same: Kazoo took back what the binding meant by then.
    else this.#connection.replace();
  }

  /** Moves everything to a fresh socket, without a hole, if a topic `isAffected`. */
  replaceSocket(isAffected: (binding: Binding) => boolean): void {
    if ([...this.#topics.values()].some(({ binding }) => isAffected(binding))) this.#connection.replace();
  }

  /** Ends all topics with `error` and closes the socket. */
  close(error: GatewayError): void {
    const topics = [...this.#topics.values()];
    this.#topics.clear();
    this.#connection.close();
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
    if (topic.state === 'unsubscribed') this.#settle(topic);
    else topic.linger(this.#options.lingerMs, () => this.#settle(topic));
  }

  #settleAll(): void {
    const mostWantedFirst = [...this.#topics.values()].sort((a, b) => b.listenerCount - a.listenerCount);
    for (const topic of mostWantedFirst) this.#settle(topic);
    this.#commands.proceed();
  }

  /** Brings what is held nearer to what is wanted: at most one command of a topic is under way, the next follows its reply. */
  #settle(topic: Topic, client = ''): void {
    if (topic.isWanted) this.#connection.open();
    else if (topic.state === 'unsubscribed') {
      this.#forget(topic);
      return;
    }
    if (this.#connection.socket !== undefined && topic.state === (topic.isWanted ? 'unsubscribed' : 'subscribed'))
      this.#commands.schedule(topic, client);
  }

  #onConfirmed(topic: Topic): void {
    topic.confirmed(this.#options.clock.next(), bindingLagMs, () => this.#onBound(topic));
  }

  #onBound(topic: Topic): void {
    const gap = topic.complete(this.#options.clock.next());
    if (gap !== undefined) this.#options.observer.onGap(gap.reason);
    this.#connection.prove();
    this.#report({ gap });
  }

  #forget(topic: Topic): void {
    if (this.#topics.get(topic.binding.subscribedKey) !== topic) return;
    this.#topics.delete(topic.binding.subscribedKey);
    this.#commands.delete(topic);
    if (this.#topics.size > 0) return;
    this.#connection.close();
    this.#options.onIdle();
  }

  #onLost(lastHeard: Date): void {
    for (const topic of this.#topics.values()) topic.lost(lastHeard);
  }

  #onReplyLost(askedAt: Date): void {
    const gap = closeGap({ from: askedAt, reason: 'UPSTREAM_OVERFLOW' });
    const affected = [...this.#topics.values()].filter(({ isDelivering }) => isDelivering);
    if (affected.length === 0) return;
    for (const topic of affected) topic.announceLoss(gap, this.#options.clock.next());
    this.#options.observer.onGap(gap.reason);
    this.#report({ gap });
  }

  #onReplaced(held: readonly Binding[]): void {
    // Of what nobody wants any more there is a topic again, until it is unsubscribed.
    const topics = new Set(held.map((binding) => this.#topicFor(binding)));
    for (const topic of topics) if (!topic.isComplete || topic.openGap !== undefined) this.#onBound(topic);
    for (const topic of this.#topics.values()) if (!topics.has(topic)) topic.unsubscribed();
    this.#settleAll();
  }

  /** Hot: once per frame. */
  #onEvent(event: BlackholeEvent, socket: AccountSocket): void {
    const own = this.#topics.get(event.subscribedKey);
    if (own?.isProvedByEvent === true) this.#onBound(own);
    const outcome = this.#events.receive(event, own, this.#topics.values());
    this.#options.observer.onEvent(outcome);
    if (outcome !== 'unwanted') return;
    socket.countUnwantedFrame();
    this.#connection.replaceIfStale(socket);
  }

  #report(notice: Pick<StatusNotice, 'gap' | 'why' | 'retryAt'> = {}): void {
    const { accountId, statuses } = this.#options;
    const { state: connection, attempt } = this.#connection;
    const isRestoring = [...this.#topics.values()].some(
      ({ isComplete, openGap }) => !isComplete && openGap !== undefined,
    );
    statuses.report(accountId, { connection, attempt, isRestoring, ...notice });
  }
}
