import type { GatewayError } from '../errors.ts';
import { type Binding, isCall } from '../kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../kazoo/blackhole/blackhole-protocol.ts';
import type { AccountOverview, AccountView } from './account-view.ts';
import type { MissedEvent, RememberedLoss } from './history/account-history.ts';
import type { CursorTime } from './history/event-clock.ts';
import { closeGap } from './history/gap.ts';
import { AccountConnection } from './socket/account-connection.ts';
import type { AccountSocket } from './socket/account-socket.ts';
import { SourceChoice } from './source-choice.ts';
import type { StatusNotice } from './status-store.ts';
import { AccountTopics } from './topics/account-topics.ts';
import { LingeringTopics } from './topics/lingering-topics.ts';
import type { Topic } from './topics/topic.ts';
import { TopicCommands } from './topics/topic-commands.ts';
import type { TopicListener } from './topics/topic-listener.ts';
import { TopicRenewal } from './topics/topic-renewal.ts';
import type { TopicSubscription } from './topics/topic-subscription.ts';
import type { UpstreamOptions } from './upstream-options.ts';

/**
 * The topics of an account on its one blackhole socket. A socket's identity is bound for life to
 * the first token, and events do not always name their account, so a socket carries one account's
 * bindings only; sharing it among all who may see the account leaks nothing. Events of calls do
 * name their account: a reseller's socket carries those of many accounts below it.
 */
export class Upstream {
  /** Renews topics whose bindings mean something else by now. */
  readonly renewal: TopicRenewal;
  readonly #options: UpstreamOptions;
  readonly #onIdle: () => void;
  readonly #connection: AccountConnection;
  readonly #topics: AccountTopics;
  readonly #lingering: LingeringTopics;
  readonly #commands: TopicCommands;
  readonly #choice: SourceChoice;

  /** @param onIdle called when the upstream holds nothing and wants nothing: it can be forgotten */
  constructor(options: UpstreamOptions, onIdle: () => void) {
    this.#options = options;
    this.#onIdle = onIdle;
    const { accountId, observer } = options;
    this.#lingering = new LingeringTopics(options.lingerMs, (topic) => this.#settle(topic));
    this.#topics = new AccountTopics(options.maxTopics, this.#lingering);
    this.#connection = new AccountConnection(options.sources.own, options.connectionTimes, {
      priority: () => this.#topics.listenerCount,
      topicsToMove: () => this.#topics.filter((topic) => topic.isWanted && topic.hasBeenHeld),
      isDelivering: (event) => {
        const topic = this.#topics.find(event.subscribedKey);
        return topic?.isComplete === true && !options.events.isForeign(event, topic);
      },
      onState: (state, reason, retryAt) => {
        observer.onState(accountId, state, reason, this.#connection.resellerId);
        if (state === 'live') this.#commands.restart();
        if (reason !== undefined) this.#choice.settle();
        this.#report({ reason, retryAt });
        this.#settleAll();
      },
      onLost: (completeUntil, { kind }) => this.#onLost(completeUntil, kind === 'crashed'),
      onOverflow: (from, certain) => this.#onOverflow(from, certain),
      onReplaced: (held) => this.#onReplaced(held),
      onReadyForCommand: () => this.#commands.proceed(),
      onEvent: (event, socket) => this.#onEvent(event, socket),
      onStrayFrame: () => observer.onEvent('unreadable'),
    });
    const needsOwn = (): boolean => this.#topics.some((topic) => this.#needsOwnSocket(topic));
    this.#choice = new SourceChoice(this.#connection, options.sources, options.followers, needsOwn, options.lingerMs);
    this.#commands = new TopicCommands(this.#connection, options.suspects, {
      onConfirmed: (topic) => topic.confirmed(options.connectionTimes.bindingLagMs, () => this.#onBound(topic)),
      onSettled: (topic) => this.#settle(topic),
    });
    this.renewal = new TopicRenewal(this.#topics, this.#connection, this.#commands);
  }

  /** The reseller whose socket carries the account; undefined without a socket, or on its own. */
  get carriedBy(): string | undefined {
    return this.#connection.socket?.resellerId;
  }

  get hasOwnSocket(): boolean {
    const { socket } = this.#connection;
    return socket !== undefined && socket.resellerId === undefined;
  }

  get topics(): number {
    return this.#topics.size;
  }

  get completeTopics(): number {
    return this.#topics.complete.length;
  }

  /** Whether one more may listen to the binding. What lingers is ended for it where that helps. */
  makeRoomFor(binding: Binding): boolean {
    return this.#topics.makeRoomFor(binding);
  }

  /**
   * @param client in whose name Kazoo is asked; commands of several are sent in rotation
   * @param via the reseller whose stream wants a call topic
   */
  listen(binding: Binding, listener: TopicListener, client: string, via: string | undefined): TopicSubscription {
    const unfollow = this.follow(via);
    const { unsubscribe: leave, ...subscription } = this.listenForFollowers(binding, listener, client);
    const unsubscribe = (): void => {
      leave();
      unfollow();
    };
    subscription.live.catch(unsubscribe);
    return { ...subscription, unsubscribe };
  }

  /** Counts one who follows the account, until the undo, which is idempotent. */
  follow(via: string | undefined): () => void {
    const remove = this.#options.followers.add(via);
    this.#choice.settle();
    return () => {
      remove();
      this.#choice.settle();
      this.#endIfIdle();
    };
  }

  /** Joins a topic for those who `follow`: where it comes from is chosen for them. */
  listenForFollowers(binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    const topic = this.#topics.topicOf(binding);
    this.#lingering.delete(topic);
    topic.join(listener);
    this.#choice.settle();
    this.#settle(topic, client);
    const { subscribeTimeoutMs } = this.#options;
    const timedOut = this.#commands.deadline(topic, subscribeTimeoutMs);
    const live = topic.untilComplete(listener, subscribeTimeoutMs, timedOut);
    // Whoever cannot be served leaves by itself; the topic must not count it until then.
    const unsubscribe = (): void => {
      this.#leave(topic, listener, client);
      this.#choice.settle();
    };
    live.catch(unsubscribe);
    return { live, unsubscribe, openGap: () => topic.openGap };
  }

  /** What listeners of `bindings` missed after `time`; undefined when not known completely. */
  since(time: CursorTime, bindings: readonly Binding[]): Iterable<MissedEvent> | undefined {
    return this.#options.events.since(time, bindings, this.#topics);
  }

  view({ subscribedKey }: Binding): AccountView {
    return { topic: this.#topics.find(subscribedKey), latest: this.#options.events.latest() };
  }

  get overview(): AccountOverview {
    const { accountId, events } = this.#options;
    return { accountId, receipts: events.receipts, carriedBy: this.carriedBy, topics: this.#topics };
  }

  /** Undefined when no possible loss is remembered. */
  rememberedLoss(time: CursorTime): RememberedLoss | undefined {
    return this.#options.events.rememberedLoss(time);
  }

  /** Ends all topics with `error` and closes the socket. */
  close(error: GatewayError): void {
    const topics = this.#topics.takeAll();
    this.#connection.close();
    this.#choice.close();
    this.#options.events.close();
    for (const topic of topics) topic.end(error);
  }

  #leave(topic: Topic, listener: TopicListener, client: string): void {
    if (!topic.leave(listener)) return;
    if (topic.state === 'unsubscribed') this.#settle(topic);
    else this.#lingering.add(topic, client);
  }

  #settleAll(): void {
    for (const topic of this.#topics.mostWantedFirst) this.#settle(topic);
    this.#commands.proceed();
  }

  /**
   * Schedules the command that a topic needs, if it needs one: of a topic, at most one command is
   * in flight, and the next follows its reply.
   */
  #settle(topic: Topic, client = ''): void {
    if (topic.isWanted) this.#connection.open();
    else if (topic.state === 'unsubscribed') {
      this.#forget(topic);
      return;
    }
    const isCarried = this.#connection.socket?.canCarry(topic.binding) === true;
    if (isCarried && topic.state === (topic.isWanted ? 'unsubscribed' : 'subscribed'))
      this.#commands.schedule(topic, client);
  }

  /** What may harm the socket must not harm other accounts. */
  #needsOwnSocket({ isWanted, binding }: Topic): boolean {
    return isWanted && (!isCall(binding) || this.#options.suspects.isSuspect(binding.text));
  }

  #onBound(topic: Topic): void {
    const gap = topic.complete(this.#options.clock.next());
    if (gap !== undefined) this.#options.observer.onGap(this.#options.accountId, gap.reason);
    this.#connection.prove();
    this.#choice.settle();
    this.#report({ gap });
  }

  #forget(topic: Topic): void {
    if (!this.#topics.delete(topic)) return;
    this.#commands.delete(topic);
    this.#endIfIdle();
  }

  /** Idempotent. */
  #endIfIdle(): void {
    if (this.#topics.size > 0) return;
    this.#connection.close();
    this.#choice.close();
    this.#options.events.close();
    this.#onIdle();
  }

  #onLost(completeUntil: Date, hasCrashed: boolean): void {
    const topics = [...this.#topics];
    const accused = topics.filter(({ state, hasBeenHeld }) => hasCrashed && state === 'subscribing' && !hasBeenHeld);
    const texts = accused.map(({ binding }) => binding.text);
    const hasServed = topics.some(({ state }) => state === 'subscribed');
    const refusal = this.#options.suspects.accuse(texts, hasServed);
    for (const topic of topics) topic.lost(completeUntil);
    if (refusal !== undefined) accused[0]?.end(refusal);
  }

  #onOverflow(from: Date, certain: boolean): void {
    const gap = closeGap({ from, reason: 'UPSTREAM_OVERFLOW', certain });
    const affected = this.#topics.complete;
    if (affected.length === 0) return;
    for (const topic of affected) topic.announceLoss(gap, this.#options.clock.next());
    if (!certain) this.#options.events.noteLoss(gap);
    this.#options.observer.onGap(this.#options.accountId, gap.reason);
    this.#report({ gap });
  }

  #onReplaced(held: readonly Binding[]): void {
    this.#commands.restart();
    // What was given up meanwhile becomes a topic again, which is unsubscribed below.
    const topics = new Set(held.map((binding) => this.#topics.topicOf(binding)));
    for (const topic of topics) if (!topic.isComplete || topic.openGap !== undefined) this.#onBound(topic);
    for (const topic of this.#topics) if (!topics.has(topic)) topic.unsubscribed();
    this.#settleAll();
  }

  /** Hot: once per frame. */
  #onEvent(event: BlackholeEvent, socket: AccountSocket): void {
    const { events, observer } = this.#options;
    const own = this.#topics.find(event.subscribedKey);
    if (own?.isProvedByEvent === true) this.#onBound(own);
    const outcome = events.receive(event, own, this.#topics);
    observer.onEvent(outcome);
    if (outcome !== 'unwanted') return;
    socket.countUnwantedFrame();
    this.#connection.replaceIfStale(socket);
  }

  #report(notice: Pick<StatusNotice, 'gap' | 'reason' | 'retryAt'> = {}): void {
    const { accountId, statuses } = this.#options;
    const { state: connection, attempt } = this.#connection;
    const isRestoring = this.#topics.some(({ isComplete, openGap }) => !isComplete && openGap !== undefined);
    statuses.report(accountId, { connection, attempt, isRestoring, ...notice });
  }
}
