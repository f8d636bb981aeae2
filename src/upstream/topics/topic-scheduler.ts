import { FairQueue } from '../../scheduling/fair-queue.ts';
import type { Topic } from './topic.ts';

/** About what Kazoo takes from one socket in a second: whoever comes waits for so many at most before its own turn. */
const maxRunning = 10;

/**
 * Whose command is sent next: Kazoo takes some ten a second from a socket. Clients take turns, so that one who wants hundreds of topics keeps nobody
 * waiting; what nobody wants is given up last. Only when it is a topic's turn it shows what it needs by then, if anything.
 */
export class TopicScheduler {
  readonly #begin: (topic: Topic) => Promise<void> | undefined;
  readonly #wanted = new FairQueue<Topic>();
  readonly #unwanted = new Set<Topic>();
  /** Whose turn a wanted topic waits for. */
  readonly #clients = new Map<Topic, string>();
  #running = 0;

  /** @param begin sends what the topic needs, and resolves when that is answered, or never will be; undefined when it needs nothing. Never rejects. */
  constructor(begin: (topic: Topic) => Promise<void> | undefined) {
    this.#begin = begin;
  }

  /** Whether the topic is wanted and waits for its turn. */
  isWaiting(topic: Topic): boolean {
    return this.#clients.has(topic);
  }

  /** Without effect when the topic waits already. */
  add(topic: Topic, client: string): void {
    if (!topic.isWanted) this.#unwanted.add(topic);
    else if (!this.#clients.has(topic)) {
      this.#clients.set(topic, client);
      this.#wanted.enqueue(client, topic);
    }
    this.#go();
  }

  /** The topic is gone. */
  delete(topic: Topic): void {
    this.#unwanted.delete(topic);
    const client = this.#clients.get(topic);
    if (client === undefined) return;
    this.#clients.delete(topic);
    this.#wanted.delete(client, topic);
  }

  #go(): void {
    while (this.#running < maxRunning) {
      const topic = this.#wanted.dequeue() ?? first(this.#unwanted);
      if (topic === undefined) return;
      this.delete(topic);
      const answered = this.#begin(topic);
      if (answered === undefined) continue;
      this.#running += 1;
      void answered.then(() => {
        this.#running -= 1;
        this.#go();
      });
    }
  }
}

function first<Item>(items: Iterable<Item>): Item | undefined {
  for (const item of items) return item;
  return undefined;
}
