import { GatewayError } from '../../errors.ts';
import type { GapReason } from '../history/gap.ts';
import type { AccountConnection } from '../socket/account-connection.ts';
import type { AccountSocket } from '../socket/account-socket.ts';
import { maxListedBindings, subscribeTogether } from '../socket/subscribe-together.ts';
import type { SuspectBindings } from './suspect-bindings.ts';
import type { Topic } from './topic.ts';
import { TopicScheduler } from './topic-scheduler.ts';
import type { TimedOut } from './topic-waiters.ts';

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
  readonly #suspects: SuspectBindings;
  readonly #listener: TopicCommandsListener;
  readonly #scheduler: TopicScheduler;
  /** Since when Kazoo has not answered the subscribe that each of these topics waits for. */
  readonly #askedAtMs = new Map<Topic, number>();
  /** When the account got its present socket. */
  #openedAtMs = 0;
  /** What Kazoo did not restore all at once on this socket. */
  readonly #restoredAlone = new Set<Topic>();
  #inFlight = 0;
  /** The suspect that is being tried, alone. */
  #tried: Topic | undefined;

  constructor(
    connection: Pick<AccountConnection, 'socket' | 'isCurrent'>,
    suspects: SuspectBindings,
    listener: TopicCommandsListener,
  ) {
    this.#connection = connection;
    this.#suspects = suspects;
    this.#listener = listener;
    this.#scheduler = new TopicScheduler({
      isReady: () => this.#tried === undefined && connection.socket?.isReadyForCommand === true,
      isQuiet: () => this.#inFlight === 0,
      isSuspect: ({ binding }) => suspects.isSuspect(binding.text),
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

  /** To be called when the account has another socket: none of its commands has been sent. */
  restart(): void {
    this.#askedAtMs.clear();
    this.#restoredAlone.clear();
    this.#openedAtMs = performance.now();
  }

  /** To be called when the account's socket, or another one by now, takes a command again. */
  proceed(): void {
    this.#scheduler.proceed();
  }

  /** Forgets a topic, whether it waits or not. */
  delete(topic: Topic): void {
    this.#askedAtMs.delete(topic);
    this.#restoredAlone.delete(topic);
    this.#scheduler.delete(topic);
  }

  /**
   * For `Topic.untilComplete`: it is an error only when Kazoo has not answered for `timeoutMs`. The
   * time for which a command waits in a queue of ours does not count while Kazoo answers others.
   */
  deadline(topic: Topic, timeoutMs: number): TimedOut {
    const joinedAtMs = performance.now();
    return () => {
      const { socket } = this.#connection;
      if (socket === undefined) {
        return new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo cannot be reached for events right now. Try again.');
      }
      const silentSinceMs = this.#askedAtMs.get(topic) ?? Math.max(this.#openedAtMs, socket.answeredAtMs);
      // What the rate limit refused waits in a queue of ours, too.
      const sinceMs = Math.max(joinedAtMs, silentSinceMs, socket.rateLimitedAtMs);
      const leftMs = sinceMs + timeoutMs - performance.now();
      if (leftMs > 0) return leftMs;
      return new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo did not confirm the subscription in time. Try again.');
    };
  }

  /**
   * Subscribes topics that the socket holds once more, without delay: since `from` their bindings
   * mean more than they did.
   */
  async renew(socket: AccountSocket, topics: readonly Topic[], from: Date, reason: GapReason): Promise<void> {
    const byBinding = new Map(topics.map((topic) => [topic.binding, topic]));
    for (const topic of topics) topic.renewing(from, reason);
    const error = await subscribeTogether(socket, [...byBinding.keys()], socket.speaksKazoo5, (binding) => {
      const topic = byBinding.get(binding);
      if (topic !== undefined && this.#connection.isCurrent(socket)) this.#listener.onConfirmed(topic);
    });
    if (!this.#connection.isCurrent(socket)) return; // What took the socket's place announces the gap.
    // A topic that delivers the past month only is worse than a gap that is known. The loss of the socket resets it.
    if (error !== undefined) socket.close();
    else for (const topic of topics) this.#listener.onSettled(topic);
  }

  #begin(topic: Topic): void {
    const { socket } = this.#connection;
    if (socket === undefined) return;
    if (socket.speaksKazoo5 && this.#isRestorable(topic)) {
      const others = this.#scheduler.take(maxListedBindings - 1, (other) => this.#isRestorable(other));
      void this.#perform(topic, this.#restore(socket, [topic, ...others]));
    } else if (topic.isWanted && topic.state === 'unsubscribed')
      void this.#perform(topic, this.#subscribe(socket, topic));
    if (!topic.isWanted && topic.state === 'subscribed') void this.#perform(topic, this.#unsubscribe(socket, topic));
  }

  async #perform(topic: Topic, command: Promise<void>): Promise<void> {
    this.#inFlight += 1;
    if (topic.isWanted && this.#suspects.isSuspect(topic.binding.text)) this.#tried = topic;
    await command;
    this.#inFlight -= 1;
    if (this.#tried === topic) this.#tried = undefined;
    this.#scheduler.proceed();
  }

  /** Whether an earlier socket has held the topic: it does no harm to the others in a list. */
  #isRestorable(topic: Topic): boolean {
    const { isWanted, state, openGap } = topic;
    return isWanted && state === 'unsubscribed' && openGap !== undefined && !this.#restoredAlone.has(topic);
  }

  /** Subscribes all of the topics with one command; one by one, if Kazoo refuses that. */
  async #restore(socket: AccountSocket, topics: readonly Topic[]): Promise<void> {
    for (const topic of topics) topic.subscribing();
    const bindings = topics.map(({ binding }) => binding);
    const error = await socket.subscribeAll(bindings, () => {
      if (this.#connection.isCurrent(socket)) for (const topic of topics) this.#listener.onConfirmed(topic);
    });
    if (!this.#connection.isCurrent(socket)) return; // Whatever took the socket's place has reset the topics.
    for (const topic of error === undefined ? [] : topics) {
      this.#restoredAlone.add(topic);
      topic.unsubscribed();
    }
    if (error?.code === 'UPSTREAM_UNAVAILABLE') return; // The socket is closing; what follows restores the topics.
    for (const topic of topics) this.#listener.onSettled(topic);
  }

  async #subscribe(socket: AccountSocket, topic: Topic): Promise<void> {
    topic.subscribing();
    // After a lost reply Kazoo is asked again, and whoever waited for the first one goes on waiting for it.
    if (!this.#askedAtMs.has(topic)) this.#askedAtMs.set(topic, performance.now());
    const error = await this.#sendSubscribe(socket, topic);
    if (!this.#connection.isCurrent(socket)) return; // Whatever took the socket's place has reset the topic.
    if (error?.code !== 'UPSTREAM_TIMEOUT') this.#askedAtMs.delete(topic);
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
    const { binding } = topic;
    const onConfirmed = (): void => {
      if (this.#connection.isCurrent(socket)) this.#listener.onConfirmed(topic);
    };
    // New topics wait while a suspect is tried: no longer than for one reply.
    const error = await socket.subscribe(binding, onConfirmed, this.#suspects.isSuspect(binding.text) ? 1 : undefined);
    if (error?.code !== 'UPSTREAM_TIMEOUT' && error?.code !== 'UPSTREAM_UNAVAILABLE') {
      this.#suspects.acquit(binding.text);
    }
    return error;
  }
}
