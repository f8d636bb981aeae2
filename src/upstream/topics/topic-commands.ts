import { GatewayError } from '../../errors.ts';
import type { GapReason } from '../history/gap.ts';
import type { AccountConnection } from '../socket/account-connection.ts';
import type { AccountSocket } from '../socket/account-socket.ts';
import type { Topic } from './topic.ts';
import { TopicScheduler } from './topic-scheduler.ts';

export interface TopicCommandsOptions {
  readonly connection: Pick<AccountConnection, 'socket' | 'isCurrent'>;
  /** Called in the very turn of Kazoo's reply: an event can come right behind it. */
  readonly onConfirmed: (topic: Topic) => void;
  /** The topic's command is over; it may need another one. */
  readonly onSettled: (topic: Topic) => void;
}

/** What Kazoo is asked for the topics of an account: at most one command of a topic is under way, and clients take turns. */
export class TopicCommands {
  readonly #options: TopicCommandsOptions;
  readonly #turns = new TopicScheduler((topic) => this.#begin(topic));
  /** Commands that Kazoo has answered. */
  #answered = 0;

  constructor(options: TopicCommandsOptions) {
    this.#options = options;
  }

  /** Asks for what the topic needs when it is its turn among those of `client`. Without effect when it waits already. */
  ask(topic: Topic, client: string): void {
    this.#turns.add(topic, client);
  }

  /** The topic is gone. */
  delete(topic: Topic): void {
    this.#turns.delete(topic);
  }

  /** For `Topic.untilComplete`: whoever waits for others' turns goes on waiting for as long as Kazoo answers those. */
  deadline(topic: Topic): () => GatewayError | undefined {
    let answered = this.#answered;
    let hadToWait = this.#turns.isWaiting(topic);
    return () => {
      if (this.#options.connection.socket === undefined) {
        return new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo cannot be reached for events right now. Try again.');
      }
      const isKazooAnswering = this.#answered > answered;
      answered = this.#answered;
      const waits = hadToWait;
      // Its turn may have come a moment ago.
      hadToWait = this.#turns.isWaiting(topic);
      if (waits && isKazooAnswering) return undefined;
      return new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo did not confirm the subscription in time. Try again.');
    };
  }

  /** Subscribes anew what is held, at once: since `from` the binding means more than what is heard. */
  async renew(socket: AccountSocket, topic: Topic, from: Date, reason: GapReason): Promise<void> {
    topic.renewing(from, reason);
    const error = await socket.subscribe(topic.binding.text, () => {
      if (this.#options.connection.isCurrent(socket)) this.#options.onConfirmed(topic);
    });
    if (!this.#options.connection.isCurrent(socket)) return; // What took the socket's place tells the gap.
    // A topic that delivers the past month only is worse than a gap that is known. The loss of the socket resets it.
    if (error !== undefined) socket.close();
    else this.#options.onSettled(topic);
  }

  /** It is the topic's turn: sends what it needs by now. */
  #begin(topic: Topic): Promise<void> | undefined {
    const { socket } = this.#options.connection;
    if (socket === undefined) return undefined;
    if (topic.isWanted && topic.state === 'unsubscribed') return this.#subscribe(socket, topic);
    if (!topic.isWanted && topic.state === 'subscribed') return this.#unsubscribe(socket, topic);
    return undefined;
  }

  async #subscribe(socket: AccountSocket, topic: Topic): Promise<void> {
    topic.subscribing();
    const error = await socket.subscribe(topic.binding.text, () => {
      if (this.#options.connection.isCurrent(socket)) this.#options.onConfirmed(topic);
    });
    if (error?.code !== 'UPSTREAM_TIMEOUT') this.#answered += 1;
    if (!this.#options.connection.isCurrent(socket)) return; // Whatever took the socket's place has reset the topic.
    if (error !== undefined) {
      topic.unsubscribed();
      if (error.code === 'UPSTREAM_UNAVAILABLE') return; // The socket is closing; what follows restores the topic.
      // Streams that were live before must not end for a lost reply; a socket that answers nothing is replaced instead.
      if (error.code === 'UPSTREAM_TIMEOUT' && topic.openGap !== undefined) socket.close();
      // Who came after the command was sent has time left: Kazoo is asked once more, for as long as somebody waits.
      else if (error.code !== 'UPSTREAM_TIMEOUT' || !topic.isAwaited) topic.end(error);
    }
    this.#options.onSettled(topic);
  }

  async #unsubscribe(socket: AccountSocket, topic: Topic): Promise<void> {
    topic.unsubscribing();
    await socket.unsubscribe(topic.binding.text);
    if (!this.#options.connection.isCurrent(socket)) return;
    topic.unsubscribed();
    this.#options.onSettled(topic);
  }
}
