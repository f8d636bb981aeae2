import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { LingeringTopics } from './lingering-topics.ts';
import { Topic } from './topic.ts';

/** The topics of an account by `subscribedKey`, which is how an event names its topic. */
export class AccountTopics implements Iterable<Topic> {
  readonly #maxTopics: number;
  readonly #lingering: LingeringTopics;
  readonly #topics = new Map<string, Topic>();

  /** @param maxTopics how many may be listened to */
  constructor(maxTopics: number, lingering: LingeringTopics) {
    this.#maxTopics = maxTopics;
    this.#lingering = lingering;
  }

  get size(): number {
    return this.#topics.size;
  }

  get listenerCount(): number {
    return [...this].reduce((sum, { listenerCount }) => sum + listenerCount, 0);
  }

  get complete(): readonly Topic[] {
    return this.filter(({ isComplete }) => isComplete);
  }

  get mostWantedFirst(): readonly Topic[] {
    return [...this].sort((one, other) => other.listenerCount - one.listenerCount);
  }

  [Symbol.iterator](): Iterator<Topic> {
    return this.#topics.values();
  }

  /**
   * Whether one more may listen to the binding. Beyond the limit a new topic takes the place of one
   * that lingers. What is to be given up does not count: it takes turns with new topics at Kazoo.
   */
  makeRoomFor({ subscribedKey }: Binding): boolean {
    if (this.#topics.has(subscribedKey) || this.size < this.#maxTopics) return true;
    this.#lingering.endFirst();
    return this.filter(({ listenerCount }) => listenerCount > 0).length < this.#maxTopics;
  }

  find(subscribedKey: string): Topic | undefined {
    return this.#topics.get(subscribedKey);
  }

  /** The topic of the binding, which is made if there is none. */
  topicOf(binding: Binding): Topic {
    const existing = this.#topics.get(binding.subscribedKey);
    if (existing !== undefined) return existing;
    const topic = new Topic(binding);
    this.#topics.set(binding.subscribedKey, topic);
    return topic;
  }

  filter(isMeant: (topic: Topic) => boolean): readonly Topic[] {
    return [...this].filter(isMeant);
  }

  some(isMeant: (topic: Topic) => boolean): boolean {
    return [...this].some(isMeant);
  }

  /** @returns whether it was here: not if its place was taken by a later one */
  delete(topic: Topic): boolean {
    const { subscribedKey } = topic.binding;
    if (this.#topics.get(subscribedKey) !== topic) return false;
    this.#lingering.delete(topic);
    return this.#topics.delete(subscribedKey);
  }

  /** Removes and returns all. */
  takeAll(): readonly Topic[] {
    const all = [...this];
    this.#topics.clear();
    return all;
  }
}
