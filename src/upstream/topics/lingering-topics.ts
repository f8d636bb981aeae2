import type { Topic } from './topic.ts';

/**
 * The topics of an account that stay subscribed for a while although nobody listens, by the client
 * who left each last. One who comes and goes all the time must not use up what the account may
 * have: where others need room, the topics of whoever left most behind go first.
 */
export class LingeringTopics {
  readonly #lingerMs: number;
  readonly #onOver: (topic: Topic) => void;
  /** The topics of each client, those that have lingered longest first. */
  readonly #byClient = new Map<string, Set<Topic>>();
  readonly #clients = new Map<Topic, string>();

  /** @param onOver called when a topic is not wanted any more */
  constructor(lingerMs: number, onOver: (topic: Topic) => void) {
    this.#lingerMs = lingerMs;
    this.#onOver = onOver;
  }

  /** Lets a topic linger that its last listener, `client`, has left. */
  add(topic: Topic, client: string): void {
    topic.linger(this.#lingerMs, () => this.#end(topic));
    this.#clients.set(topic, client);
    const left = this.#byClient.get(client) ?? new Set();
    this.#byClient.set(client, left.add(topic));
  }

  /** The topic does not linger any more. Without effect if it did not. */
  delete(topic: Topic): void {
    const client = this.#clients.get(topic);
    if (client === undefined) return;
    this.#clients.delete(topic);
    const left = this.#byClient.get(client);
    left?.delete(topic);
    if (left?.size === 0) this.#byClient.delete(client);
  }

  /**
   * Ends the linger of one topic, if any lingers: of the client who left most behind, the one that
   * has lingered longest.
   */
  endFirst(): void {
    let most: ReadonlySet<Topic> = new Set();
    for (const left of this.#byClient.values()) if (left.size > most.size) most = left;
    for (const topic of most) {
      this.#end(topic);
      return;
    }
  }

  #end(topic: Topic): void {
    this.delete(topic);
    topic.endLinger();
    this.#onOver(topic);
  }
}
