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

/** How many new topics go before a suspect that waits; then they wait until it has been tried. */
const newTopicsPerSuspect = 50;
/** While more topics than this wait to be given up, they take turns with what is wanted. */
const maxWaitingUnwanted = 100;

/**
 * Decides which topic's command comes next, as soon as one can be sent. Clients are served in
 * rotation, so that one who wants hundreds of topics delays nobody else for long; then what nobody
 * wants is unsubscribed, and last, one by one, suspects are subscribed. Neither waits for ever.
 * What a topic needs is decided only then: nothing, if it has been given up meanwhile.
 */
export class TopicScheduler {
  readonly #listener: TopicSchedulerListener;
  readonly #wanted = new FairQueue<Topic>();
  readonly #unwanted = new Set<Topic>();
  readonly #suspects = new Set<Topic>();
  /** The client in whose name each wanted topic waits. */
  readonly #clients = new Map<Topic, string>();
  /** How many new topics were begun since a suspect was tried, or began to wait. */
  #newTopics = 0;
  #hasJustReleased = false;

  constructor(listener: TopicSchedulerListener) {
    this.#listener = listener;
  }

  /** Without effect when the topic waits already. */
  schedule(topic: Topic, client: string): void {
    if (!topic.isWanted) this.#unwanted.add(topic);
    else if (this.#listener.isSuspect(topic)) this.#addSuspect(topic);
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
      const topic = this.#next();
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

  #addSuspect(topic: Topic): void {
    if (this.#suspects.size === 0) this.#newTopics = 0;
    this.#suspects.add(topic);
  }

  #next(): Topic | undefined {
    // What must be alone lets nothing begin until everything is answered.
    if (this.#isTurnOfSuspects()) return this.#nextSuspect();
    const released = this.#nextUnwanted();
    const topic = released ?? this.#wanted.dequeue() ?? first(this.#unwanted);
    this.#hasJustReleased = released !== undefined;
    if (topic?.hasBeenHeld === false) this.#newTopics += 1;
    return topic ?? this.#nextSuspect();
  }

  /** What earlier sockets have held goes before any suspect: somebody misses its events. */
  #isTurnOfSuspects(): boolean {
    if (this.#suspects.size === 0 || this.#newTopics < newTopicsPerSuspect) return false;
    for (const topic of this.#clients.keys()) if (topic.hasBeenHeld) return false;
    return true;
  }

  #nextUnwanted(): Topic | undefined {
    return this.#unwanted.size > maxWaitingUnwanted && !this.#hasJustReleased ? first(this.#unwanted) : undefined;
  }

  #nextSuspect(): Topic | undefined {
    if (!this.#listener.isQuiet()) return undefined;
    this.#newTopics = 0;
    return first(this.#suspects);
  }
}

function first<Item>(items: Iterable<Item>): Item | undefined {
  for (const item of items) return item;
  return undefined;
}
