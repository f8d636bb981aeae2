import { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/blackhole/binding.ts';
import { Followers } from '../upstream/followers.ts';
import { LingeringTopics } from '../upstream/topics/lingering-topics.ts';
import { Topic } from '../upstream/topics/topic.ts';
import type { TopicListener } from '../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../upstream/topics/topic-subscription.ts';

export interface FleetTopicsOptions {
  readonly lingerMs: number;
  readonly subscribeTimeoutMs: number;
  readonly maxTopics: number;
  /** Whether Kazoo is connected, as far as is known: then what is late is Kazoo's answer. */
  readonly isConnected: () => boolean;
  /** A topic has a listener: it may be complete already, for others. */
  readonly onJoined: (topic: Topic) => void;
  /** What is wanted has changed. */
  readonly onWanted: () => void;
}

/** What the clients of this instance listen to of one account, and who wants it. */
export class FleetTopics implements Iterable<Topic> {
  readonly #options: FleetTopicsOptions;
  readonly #byText = new Map<string, Topic>();
  readonly #lingering: LingeringTopics;
  readonly #followers = new Followers();
  /** Of which somebody has gone on here in the present order: they had nothing else before. */
  #resumed = new WeakMap<Topic, number>();
  #resumptions = 0;

  constructor(options: FleetTopicsOptions) {
    this.#options = options;
    this.#lingering = new LingeringTopics(options.lingerMs, (topic) => this.forget(topic));
  }

  get size(): number {
    return this.#byText.size;
  }

  get complete(): number {
    return [...this].filter(({ isComplete }) => isComplete).length;
  }

  /** Whether nothing that is wanted is missed. */
  get areComplete(): boolean {
    return [...this].every(({ isComplete, isWanted }) => isComplete || !isWanted);
  }

  /** The bindings that are wanted, and of which something is missed. */
  get unserved(): readonly string[] {
    return [...this].filter(({ isComplete, isWanted }) => isWanted && !isComplete).map(({ binding }) => binding.text);
  }

  /** Whether nobody listens, lingers or follows. */
  get areIdle(): boolean {
    const { areOwn, resellerIds } = this.#followers;
    return this.size === 0 && !areOwn && resellerIds.length === 0;
  }

  /** What is wanted, and by which resellers' streams; none where somebody follows it by itself. */
  get wanted(): ReadonlyMap<string, readonly string[]> {
    const { areOwn, resellerIds } = this.#followers;
    const wanted = [...this].filter(({ isWanted }) => isWanted);
    return new Map(wanted.map(({ binding }) => [binding.text, areOwn ? [] : resellerIds]));
  }

  [Symbol.iterator](): Iterator<Topic> {
    return this.#byText.values();
  }

  get(bindingText: string): Topic | undefined {
    return this.#byText.get(bindingText);
  }

  /** Whether one more may listen to the binding. */
  makeRoomFor({ text }: Binding): boolean {
    const { maxTopics } = this.#options;
    if (this.#byText.has(text) || this.size < maxTopics) return true;
    this.#lingering.endFirst();
    return [...this].filter(({ listenerCount }) => listenerCount > 0).length < maxTopics;
  }

  /** Counts one who follows the account, until the undo, which is idempotent. */
  follow(via: string | undefined): () => void {
    const remove = this.#followers.add(via);
    this.#options.onWanted();
    return () => {
      remove();
      this.#options.onWanted();
    };
  }

  /** Joins the topic of a binding. `live` resolves when nothing of it is missed any more. */
  listen(binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    const topic = this.#topicFor(binding);
    this.#lingering.delete(topic);
    topic.join(listener);
    this.#options.onJoined(topic);
    const live = topic.untilComplete(listener, this.#options.subscribeTimeoutMs, () => this.#timedOut());
    const unsubscribe = (): void => {
      if (topic.leave(listener)) this.#leave(topic, client);
    };
    live.catch(unsubscribe);
    this.#options.onWanted();
    return { live, unsubscribe, openGap: () => topic.openGap };
  }

  /** What comes from now on is in another order, or goes on after an absence. */
  beginOrder(): void {
    this.#resumed = new WeakMap();
  }

  /** How often somebody has gone on here. */
  get resumptions(): number {
    return this.#resumptions;
  }

  /** Whether somebody has gone on with the topic in the present order, after so many others. */
  isResumed(topic: Topic, after = 0): boolean {
    return (this.#resumed.get(topic) ?? 0) > after;
  }

  /** Somebody has got what was missed of these bindings in the present order. */
  noteResumed(bindings: readonly Binding[]): void {
    this.#resumptions += 1;
    for (const { text } of bindings) {
      const topic = this.get(text);
      if (topic !== undefined) this.#resumed.set(topic, this.#resumptions);
    }
  }

  /** Nothing is delivered until the topics begin again, and nothing is missed meanwhile. */
  pause(): void {
    for (const topic of this) topic.unsubscribed();
  }

  /** Those who have had events are told of the gap when their topic is complete again. */
  lose(from: Date): void {
    for (const topic of this) {
      topic.miss(from, 'OWNER_LOST');
      topic.unsubscribed();
    }
  }

  /** What happened since `from` did not come, except for what is served by the own connection. */
  missUnserved(served: readonly string[], from: Date): void {
    for (const topic of this)
      if (topic.isComplete && !served.includes(topic.binding.text)) topic.miss(from, 'OWNER_LOST');
  }

  /**
   * The log lacks what happened since `from`. The own connection brought it, but not to those who
   * have gone on here in the present order, nor of other bindings than `served`.
   */
  missUnwritten(served: readonly string[], from: Date): void {
    const resumed = new Set([...this].filter((topic) => this.isResumed(topic)).map(({ binding }) => binding.text));
    const written = served.filter((binding) => !resumed.has(binding));
    this.missUnserved(written, from);
  }

  /** Without effect while the topic is wanted. */
  forget(topic: Topic): void {
    if (topic.isWanted || this.#byText.get(topic.binding.text) !== topic) return;
    this.#byText.delete(topic.binding.text);
    this.#lingering.delete(topic);
    this.#options.onWanted();
  }

  /** Ends all topics with `error`. */
  end(error: GatewayError): void {
    const topics = [...this];
    this.#byText.clear();
    for (const topic of topics) {
      this.#lingering.delete(topic);
      topic.end(error);
    }
  }

  #topicFor(binding: Binding): Topic {
    const existing = this.#byText.get(binding.text);
    if (existing !== undefined) return existing;
    const topic = new Topic(binding);
    this.#byText.set(binding.text, topic);
    return topic;
  }

  #leave(topic: Topic, client: string): void {
    if (topic.isComplete) this.#lingering.add(topic, client);
    else this.forget(topic);
  }

  #timedOut(): GatewayError {
    return this.#options.isConnected()
      ? new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo did not confirm the subscription in time. Try again.')
      : new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo cannot be reached for events right now. Try again.');
  }
}
