import { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/binding.ts';
import type {
  BlackholeConnection,
  BlackholeConnectionListener,
  DisconnectReason,
} from '../kazoo/blackhole-connection.ts';
import type { BlackholeCommand, BlackholeEvent } from '../kazoo/blackhole-protocol.ts';
import { readKazooEvent } from '../kazoo/kazoo-event.ts';
import { type PublicData, publicData } from '../kazoo/public-data.ts';
import { type BackoffOptions, fullJitterMs } from './backoff.ts';
import type { EventClock } from './event-clock.ts';
import { Topic, type TopicListener } from './topic.ts';

/** Whose token opens the socket: any that still may see the account. */
export interface TokenSource {
  tokenFor(accountId: string): string | undefined;
  /** Kazoo refused this token; offer another next time. */
  refuseToken(token: string): void;
}

export interface UpstreamObserver {
  onState(accountId: string, state: UpstreamState['name'], reason: DisconnectReason | undefined): void;
  onEvent(outcome: 'delivered' | 'duplicate' | 'unwanted' | 'unreadable'): void;
  onCommand(action: BlackholeCommand['action'], outcome: 'success' | GatewayError['code']): void;
}

export interface UpstreamOptions {
  readonly accountId: string;
  readonly connect: (listener: BlackholeConnectionListener) => BlackholeConnection;
  readonly tokens: TokenSource;
  readonly clock: EventClock;
  readonly observer: UpstreamObserver;
  /** Takes out of an event what must not leave; default `publicData`. */
  readonly publicData?: PublicData;
  /** How long a topic stays subscribed after its last listener left. */
  readonly lingerMs: number;
  /** How long a new listener waits for its topic to become live. */
  readonly subscribeTimeoutMs: number;
  readonly maxUnansweredSubscribes: number;
  readonly backoff: BackoffOptions;
  /** The upstream holds nothing and wants nothing: forget it. */
  readonly onIdle: () => void;
}

export type UpstreamState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly connection: BlackholeConnection; readonly attempt: number }
  | { readonly name: 'live'; readonly connection: BlackholeConnection }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout; readonly attempt: number }
  | { readonly name: 'closed' };

export interface Listening {
  /** Resolves when the topic is live; rejects when Kazoo refuses it or cannot be reached in time. */
  readonly live: Promise<void>;
  /** Idempotent. */
  leave(): void;
}

/**
 * The one blackhole socket of an account and the topics on it. A socket's identity is bound for life to the first token, and events do
 * not always name their account, so a socket carries one account's bindings only; sharing it among all who may see the account leaks nothing.
 */
export class Upstream {
  readonly #options: UpstreamOptions;
  /** By `subscribedKey`, which is how an event names its topic. */
  readonly #topics = new Map<string, Topic>();
  #state: UpstreamState = { name: 'idle' };

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  get topics(): number {
    return this.#topics.size;
  }

  get liveTopics(): number {
    return [...this.#topics.values()].filter(({ holding }) => holding === 'held').length;
  }

  listen(binding: Binding, listener: TopicListener): Listening {
    const topic = this.#topicFor(binding);
    topic.join(listener);
    const live = topic.untilLive(this.#options.subscribeTimeoutMs, () => this.#timedOut());
    // Whoever cannot be served leaves by itself; the topic must not count it until then.
    live.catch(() => this.#leave(topic, listener));
    this.#settle(topic);
    return { live, leave: () => this.#leave(topic, listener) };
  }

  /** Ends all topics with `error` and closes the socket. */
  close(error: GatewayError): void {
    const { connection } = { connection: undefined, ...this.#state };
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer);
    this.#transition({ name: 'closed' });
    const topics = [...this.#topics.values()];
    this.#topics.clear();
    for (const topic of topics) topic.end(error);
    connection?.close();
  }

  #topicFor(binding: Binding): Topic {
    const existing = this.#topics.get(binding.subscribedKey);
    if (existing !== undefined) return existing;
    const topic = new Topic(binding);
    this.#topics.set(binding.subscribedKey, topic);
    return topic;
  }

  #leave(topic: Topic, listener: TopicListener): void {
    if (!topic.leave(listener)) return;
    if (topic.holding === 'held' || topic.holding === 'subscribing') {
      topic.linger(this.#options.lingerMs, () => this.#settle(topic));
    } else {
      this.#settle(topic);
    }
  }

  /** Brings what is held nearer to what is wanted: at most one command of a topic is under way, the next follows its reply. */
  #settle(topic: Topic): void {
    if (topic.wanted) {
      if (this.#state.name === 'idle') this.#connect(1);
      else if (this.#state.name === 'live' && (topic.holding === 'absent' || topic.holding === 'uncertain')) {
        void this.#subscribe(this.#state.connection, topic);
      }
    } else if (topic.holding === 'held' && this.#state.name === 'live') {
      void this.#unsubscribe(this.#state.connection, topic);
    } else if (topic.holding !== 'subscribing' && topic.holding !== 'unsubscribing') {
      this.#forget(topic);
    }
  }

  async #subscribe(connection: BlackholeConnection, topic: Topic): Promise<void> {
    const { accountId, tokens } = this.#options;
    const token = tokens.tokenFor(accountId);
    if (token === undefined) {
      this.#refuse(topic, new GatewayError('UNAUTHENTICATED', 'Nobody who listens holds a token that Kazoo accepts.'));
      return;
    }
    topic.holding = 'subscribing';
    const error = await this.#command(connection, {
      action: 'subscribe',
      accountId,
      binding: topic.binding.text,
      token,
    });
    if (!this.#isCurrent(connection)) return; // Closing the connection already reset the topic.
    if (error === undefined) {
      this.#onSubscribed(topic);
    } else if (error.code === 'UNAUTHENTICATED') {
      tokens.refuseToken(token);
      topic.holding = 'absent';
    } else if (error.code === 'UPSTREAM_TIMEOUT') {
      this.#onUnanswered(connection, topic, error);
    } else {
      topic.holding = 'absent';
      this.#refuse(topic, error);
    }
    this.#settle(topic);
  }

  #onSubscribed(topic: Topic): void {
    const { missingSince } = topic;
    const gap =
      missingSince === undefined
        ? undefined
        : ({ from: missingSince, to: new Date(), reason: 'UPSTREAM_DISCONNECTED' } as const);
    topic.becomeLive(gap);
  }

  /** The reply may have been lost after the command took effect (protocol.md "Pressure"): subscribing again does no harm, giving up on a guess would. */
  #onUnanswered(connection: BlackholeConnection, topic: Topic, error: GatewayError): void {
    topic.holding = 'uncertain';
    topic.unansweredSubscribes += 1;
    if (topic.unansweredSubscribes < this.#options.maxUnansweredSubscribes) return;
    topic.unansweredSubscribes = 0;
    // Streams that were live before must not end for it; a socket that answers nothing is replaced instead.
    if (topic.missingSince === undefined) this.#refuse(topic, error);
    else connection.close();
  }

  async #unsubscribe(connection: BlackholeConnection, topic: Topic): Promise<void> {
    const { accountId, tokens } = this.#options;
    topic.holding = 'unsubscribing';
    // Whatever the outcome, it is not sent a second time (protocol.md "Unsubscribe is dangerous").
    const token = tokens.tokenFor(accountId) ?? '';
    await this.#command(connection, { action: 'unsubscribe', accountId, binding: topic.binding.text, token });
    if (!this.#isCurrent(connection)) return;
    topic.holding = 'absent';
    this.#settle(topic);
  }

  async #command(connection: BlackholeConnection, command: BlackholeCommand): Promise<GatewayError | undefined> {
    try {
      await connection.command(command);
      this.#options.observer.onCommand(command.action, 'success');
      return undefined;
    } catch (cause) {
      const error =
        cause instanceof GatewayError
          ? cause
          : new GatewayError('UPSTREAM_UNAVAILABLE', 'The command could not be sent to Kazoo.', { cause });
      this.#options.observer.onCommand(command.action, error.code);
      return error;
    }
  }

  #refuse(topic: Topic, error: GatewayError): void {
    topic.end(error);
    this.#settle(topic);
  }

  #forget(topic: Topic): void {
    if (this.#topics.get(topic.binding.subscribedKey) !== topic) return;
    this.#topics.delete(topic.binding.subscribedKey);
    if (this.#topics.size > 0) return;
    const state = this.#state;
    if (state.name === 'waiting') clearTimeout(state.timer);
    this.#transition({ name: 'idle' });
    // Closing is the one operation that releases everything, also what an unanswered command may have left behind.
    if (state.name === 'connecting' || state.name === 'live') state.connection.close();
    this.#options.onIdle();
  }

  #connect(attempt: number): void {
    const connection = this.#options.connect({
      onOpen: () => this.#onOpen(connection),
      onEvent: (event) => this.#onEvent(event),
      onStrayFrame: () => this.#options.observer.onEvent('unreadable'),
      onClose: (reason, lastHeardAtMs) => this.#onClose(connection, reason, lastHeardAtMs),
    });
    this.#transition({ name: 'connecting', connection, attempt });
  }

  #onOpen(connection: BlackholeConnection): void {
    if (!this.#isCurrent(connection)) return;
    this.#transition({ name: 'live', connection });
    const mostWantedFirst = [...this.#topics.values()].sort((a, b) => b.listeners - a.listeners);
    for (const topic of mostWantedFirst) this.#settle(topic);
  }

  #onClose(connection: BlackholeConnection, reason: DisconnectReason, lastHeardAtMs: number | undefined): void {
    if (!this.#isCurrent(connection)) return;
    const attempt = this.#state.name === 'connecting' ? this.#state.attempt + 1 : 1;
    const timer = setTimeout(() => this.#connect(attempt), fullJitterMs(attempt, this.#options.backoff));
    this.#transition({ name: 'waiting', timer, attempt }, reason);
    for (const topic of [...this.#topics.values()]) {
      if (topic.holding === 'held') topic.missingSince = new Date(lastHeardAtMs ?? Date.now());
      topic.holding = 'absent';
      if (topic.listeners === 0) topic.release();
      this.#settle(topic);
    }
  }

  #onEvent(event: BlackholeEvent): void {
    const { observer, accountId, clock, publicData: toPublic = publicData } = this.#options;
    const topic = this.#topics.get(event.subscribedKey);
    if (topic === undefined || !topic.wanted) {
      observer.onEvent('unwanted');
      return;
    }
    const receipt = { accountId, receivedAt: new Date(), cursor: clock.next() };
    const delivered = topic.deliver(readKazooEvent(event, topic.binding, receipt, toPublic));
    observer.onEvent(delivered ? 'delivered' : 'duplicate');
  }

  #isCurrent(connection: BlackholeConnection): boolean {
    return (this.#state.name === 'live' || this.#state.name === 'connecting') && this.#state.connection === connection;
  }

  #timedOut(): GatewayError {
    return this.#state.name === 'live'
      ? new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo did not confirm the subscription in time. Try again.')
      : new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo cannot be reached for events right now. Try again.');
  }

  #transition(next: UpstreamState, reason?: DisconnectReason): void {
    this.#state = next;
    this.#options.observer.onState(this.#options.accountId, next.name, reason);
  }
}
