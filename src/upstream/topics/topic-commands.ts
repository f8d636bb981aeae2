import { GatewayError } from '../../errors.ts';
import type { GapReason } from '../history/gap.ts';
import type { AccountConnection } from '../socket/account-connection.ts';
import type { AccountSocket } from '../socket/account-socket.ts';
import type { Topic } from './topic.ts';
import { TopicScheduler } from './topic-scheduler.ts';

export interface TopicCommandsListener {
  /** Called synchronously with Kazoo's reply: an event can come right behind it. */
  onConfirmed(topic: Topic): void;
  /** The topic's command is over; it may need another one. */
  onSettled(topic: Topic): void;
}

/**
 * Commands the account's socket to hold the topics that are wanted. Of one topic, at most one
 * command is in flight.
 */
export class TopicCommands {
  readonly #connection: Pick<AccountConnection, 'socket' | 'isCurrent'>;
  readonly #listener: TopicCommandsListener;
  readonly #scheduler: TopicScheduler;
  /** Commands that Kazoo has answered. */
  #answered = 0;

  constructor(connection: Pick<AccountConnection, 'socket' | 'isCurrent'>, listener: TopicCommandsListener) {
    this.#connection = connection;
    this.#listener = listener;
    this.#scheduler = new TopicScheduler({
      isReady: () => connection.socket?.isReadyForCommand === true,
      begin: (topic) => this.#begin(topic),
    });
  }

  /**
   * Sends the command that the topic needs, fairly among all that `client` and others need. Without
   * effect while it waits.
   */
  schedule(topic: Topic, client: string): void {
    this.#scheduler.schedule(topic, client);
  }

  /** To be called when the account's socket, or another one by now, takes a command again. */
  proceed(): void {
    this.#scheduler.proceed();
  }

  /** Forgets a topic, whether it waits or not. */
  delete(topic: Topic): void {
    this.#scheduler.delete(topic);
  }

  /**
   * For `Topic.untilComplete`: a topic that waits behind others is waited for as long as Kazoo
   * answers those.
   */
  deadline(topic: Topic): () => GatewayError | undefined {
    let answered = this.#answered;
    let hadToWait = this.#scheduler.isWaiting(topic);
    return () => {
      if (this.#connection.socket === undefined) {
        return new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo cannot be reached for events right now. Try again.');
      }
      const isKazooAnswering = this.#answered > answered;
      answered = this.#answered;
      const waits = hadToWait;
      // Its command may have been sent a moment ago.
      hadToWait = this.#scheduler.isWaiting(topic);
      if (waits && isKazooAnswering) return undefined;
      return new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo did not confirm the subscription in time. Try again.');
    };
  }

  /**
   * Subscribes what the socket holds once more, without delay: since `from` the binding means more
   * than it did.
   */
  async renew(socket: AccountSocket, topic: Topic, from: Date, reason: GapReason): Promise<void> {
    topic.renewing(from, reason);
    const error = await this.#sendSubscribe(socket, topic);
    if (!this.#connection.isCurrent(socket)) return; // What took the socket's place announces the gap.
    // A topic that delivers the past month only is worse than a gap that is known. The loss of the socket resets it.
    if (error !== undefined) socket.close();
    else this.#listener.onSettled(topic);
  }

  #begin(topic: Topic): void {
    const { socket } = this.#connection;
    if (socket === undefined) return;
    if (topic.isWanted && topic.state === 'unsubscribed') void this.#subscribe(socket, topic);
    if (!topic.isWanted && topic.state === 'subscribed') void this.#unsubscribe(socket, topic);
  }

  async #subscribe(socket: AccountSocket, topic: Topic): Promise<void> {
    topic.subscribing();
    const error = await this.#sendSubscribe(socket, topic);
    if (!this.#connection.isCurrent(socket)) return; // Whatever took the socket's place has reset the topic.
    if (error !== undefined) {
      topic.unsubscribed();
      if (error.code === 'UPSTREAM_UNAVAILABLE') return; // The socket is closing; what follows restores the topic.
      // Streams that delivered before must not end for a lost reply; a socket that answers nothing is replaced instead.
      if (error.code === 'UPSTREAM_TIMEOUT' && topic.openGap !== undefined) socket.close();
      // Who came after the command was sent has time left: Kazoo is asked once more, for as long as somebody waits.
      else if (error.code !== 'UPSTREAM_TIMEOUT' || !topic.isAwaited) topic.end(error);
    }
    this.#listener.onSettled(topic);
  }

  async #unsubscribe(socket: AccountSocket, topic: Topic): Promise<void> {
    topic.unsubscribing();
    await socket.unsubscribe(topic.binding);
    if (!this.#connection.isCurrent(socket)) return;
    topic.unsubscribed();
    this.#listener.onSettled(topic);
  }

  async #sendSubscribe(socket: AccountSocket, topic: Topic): Promise<GatewayError | undefined> {
    const error = await socket.subscribe(topic.binding, () => {
      if (this.#connection.isCurrent(socket)) this.#listener.onConfirmed(topic);
    });
    if (error?.code !== 'UPSTREAM_TIMEOUT') this.#answered += 1;
    return error;
  }
}
