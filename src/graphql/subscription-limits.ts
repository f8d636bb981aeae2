import { GatewayError } from '../errors.ts';
import { KeyedCount } from './keyed-count.ts';
import type { Session } from './session.ts';

export type SubscriptionLimit =
  | 'max_subscriptions'
  | 'max_subscriptions_per_connection'
  | 'max_subscriptions_per_token'
  | 'max_topics_per_token';

export interface SubscriptionLimitsOptions {
  readonly maxSubscriptions: number;
  readonly maxSubscriptionsPerConnection: number;
  readonly maxSubscriptionsPerToken: number;
  readonly maxTopicsPerToken: number;
  readonly onLimited: (limit: SubscriptionLimit) => void;
}

/** What one subscription takes; only `SubscriptionLimits` changes it. */
export interface SubscriptionPlace {
  readonly session: Session;
  readonly principal: string | undefined;
  topics: readonly string[];
  isTaken: boolean;
}

/**
 * How many subscriptions there may be, those that are still being set up included: in all, of one connection and of one token; and to how many
 * different topics one token listens. Tokens of one user count together: a refreshed one must not begin anew.
 */
export class SubscriptionLimits {
  readonly #options: SubscriptionLimitsOptions;
  readonly #byPrincipal = new KeyedCount();
  /** Of each principal, how many subscriptions listen to a topic. */
  readonly #topics = new Map<string, KeyedCount>();
  #running = 0;

  constructor(options: SubscriptionLimitsOptions) {
    this.#options = options;
  }

  /** Takes a place for one subscription, which is given back with `leave`. @throws `TOO_MANY_SUBSCRIPTIONS`. */
  take(session: Session): SubscriptionPlace {
    const { maxSubscriptions, maxSubscriptionsPerConnection, maxSubscriptionsPerToken } = this.#options;
    const { principal } = session;
    if (session.subscriptions >= maxSubscriptionsPerConnection) {
      throw this.#refuse(
        'max_subscriptions_per_connection',
        `one connection has at most ${maxSubscriptionsPerConnection}`,
      );
    }
    if (principal !== undefined && this.#byPrincipal.of(principal) >= maxSubscriptionsPerToken) {
      throw this.#refuse('max_subscriptions_per_token', `one token has at most ${maxSubscriptionsPerToken}`);
    }
    if (this.#running >= maxSubscriptions)
      throw this.#refuse('max_subscriptions', 'the gateway takes no more right now');

    this.#running += 1;
    session.subscriptions += 1;
    if (principal !== undefined) this.#byPrincipal.add(principal);
    return { session, principal, topics: [], isTaken: true };
  }

  /**
   * Counts what the subscription of `place` listens to, once it is known.
   *
   * @param topics each by a name of its own, once
   * @throws `TOO_MANY_SUBSCRIPTIONS` when one token would listen to too many different ones.
   */
  listen(place: SubscriptionPlace, topics: readonly string[]): void {
    const { principal } = place;
    if (principal === undefined || topics.length === 0) return;
    const { maxTopicsPerToken } = this.#options;
    const held = this.#topics.get(principal) ?? new KeyedCount();
    const added = topics.filter((topic) => held.of(topic) === 0).length;
    if (added > 0 && held.size + added > maxTopicsPerToken)
      throw this.#refuse('max_topics_per_token', `one token listens to at most ${maxTopicsPerToken} different things`);
    this.#topics.set(principal, held);
    for (const topic of topics) held.add(topic);
    place.topics = topics;
  }

  /** Idempotent. */
  leave(place: SubscriptionPlace): void {
    if (!place.isTaken) return;
    place.isTaken = false;
    const { session, principal, topics } = place;
    this.#running -= 1;
    session.subscriptions -= 1;
    if (principal === undefined) return;
    this.#byPrincipal.remove(principal);
    const held = this.#topics.get(principal);
    for (const topic of topics) held?.remove(topic);
    if (held?.size === 0) this.#topics.delete(principal);
  }

  #refuse(limit: SubscriptionLimit, why: string): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError('TOO_MANY_SUBSCRIPTIONS', `There are too many subscriptions: ${why}.`);
  }
}
