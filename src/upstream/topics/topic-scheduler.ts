import { FairQueue } from '../../scheduling/fair-queue.ts';
import type { Topic } from './topic.ts';

export interface TopicSchedulerListener {
  /** Whether a command would be sent at once. */
  isReady(): boolean;
  /** Whether every command has been answered. */
  isQuiet(): boolean;
  /** Whether the topic must be subscribed alone: nothing else is begun until that is answered. */
  isSuspect(topic: Topic): boolean;
  /** Sends what the topic needs by now, if anything. Must have sent it when it returns. */
  begin(topic: Topic): void;
}

/**
 * Decides which topic's command comes next, as soon as one can be sent. Clients are served in
 * rotation, so that one who wants hundreds of topics delays nobody else for long; then what nobody
 * wants is unsubscribed, and last, one by one, suspects are subscribed. What a topic needs is
 * decided only then: nothing, if it has been given up meanwhile.
 */
export class TopicScheduler {
  readonly #listener: TopicSchedulerListener;
  readonly #wanted = new FairQueue<Topic>();
  readonly #unwanted = new Set<Topic>();
  readonly #suspects = new Set<Topic>();
  /** The client in whose name each wanted topic waits. */
  readonly #clients = new Map<Topic, string>();

  constructor(listener: TopicSchedulerListener) {
    this.#listener = listener;
  }

  /** Whether the topic is wanted and waits for its command to be sent. */
  isWaiting(topic: Topic): boolean {
    return this.#clients.has(topic) || this.#suspects.has(topic);
  }

  /** Without effect when the topic waits already. */
  schedule(topic: Topic, client: string): void {
    if (!topic.isWanted) this.#unwanted.add(topic);
    else if (this.#listener.isSuspect(topic)) this.#suspects.add(topic);
    else if (!this.#clients.has(topic)) {
      this.#clients.set(topic, client);
      this.#wanted.enqueue(client, topic);
    }
    this.proceed();
  }

  /**
   * Begins topics for as long as their commands are sent at once. To be called when that has become
   * possible.
   */
  proceed(): void {
    while (this.#listener.isReady()) {
      const topic = this.#wanted.dequeue() ?? first(this.#unwanted) ?? this.#nextSuspect();
      if (topic === undefined) return;
      this.delete(topic);
      this.#listener.begin(topic);
    }
  }

  /** Takes at most `limit` of the waiting topics that fit out of the queue. */
  take(limit: number, fits: (topic: Topic) => boolean): readonly Topic[] {
    const taken: Topic[] = [];
    for (const topic of this.#clients.keys()) {
      if (taken.length >= limit) break;
      if (fits(topic)) taken.push(topic);
    }
    for (const topic of taken) this.delete(topic);
    return taken;
  }

  /** Forgets a topic, whether it waits or not. */
  delete(topic: Topic): void {
    this.#unwanted.delete(topic);
    this.#suspects.delete(topic);
    const client = this.#clients.get(topic);
    if (client === undefined) return;
    this.#clients.delete(topic);
    this.#wanted.delete(client, topic);
  }

  #nextSuspect(): Topic | undefined {
    return this.#listener.isQuiet() ? first(this.#suspects) : undefined;
  }
}

function first<Item>(items: Iterable<Item>): Item | undefined {
  for (const item of items) return item;
  return undefined;
}
