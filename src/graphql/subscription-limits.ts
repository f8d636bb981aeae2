import { GatewayError } from '../errors.ts';
import { KeyedCount } from './keyed-count.ts';
import type { Session } from './session.ts';

export type SubscriptionLimit =
  | 'max_subscriptions'
  | 'max_subscriptions_per_connection'
  | 'max_subscriptions_per_token';

export interface SubscriptionLimitsOptions {
  readonly maxSubscriptions: number;
  readonly maxSubscriptionsPerConnection: number;
  readonly maxSubscriptionsPerToken: number;
  readonly onLimited: (limit: SubscriptionLimit) => void;
}

/** How many subscriptions there may be, those that are still being set up included: in all, of one connection and of one token. */
export class SubscriptionLimits {
  readonly #options: SubscriptionLimitsOptions;
  readonly #byConnection = new WeakMap<Session, number>();
  /** By the token that a subscription began with; a refreshed one counts for itself. */
  readonly #byToken = new KeyedCount();
  #running = 0;

  constructor(options: SubscriptionLimitsOptions) {
    this.#options = options;
  }

  /** Takes a place for one subscription; returns how to give it back, idempotent. @throws `TOO_MANY_SUBSCRIPTIONS`. */
  take(session: Session): () => void {
    const { maxSubscriptions, maxSubscriptionsPerConnection, maxSubscriptionsPerToken } = this.#options;
    const { token } = session;
    const ofConnection = this.#byConnection.get(session) ?? 0;
    if (ofConnection >= maxSubscriptionsPerConnection) {
      throw this.#refuse(
        'max_subscriptions_per_connection',
        `one connection has at most ${maxSubscriptionsPerConnection}`,
      );
    }
    if (token !== undefined && this.#byToken.of(token) >= maxSubscriptionsPerToken) {
      throw this.#refuse('max_subscriptions_per_token', `one token has at most ${maxSubscriptionsPerToken}`);
    }
    if (this.#running >= maxSubscriptions)
      throw this.#refuse('max_subscriptions', 'the gateway takes no more right now');

    this.#running += 1;
    this.#byConnection.set(session, ofConnection + 1);
    if (token !== undefined) this.#byToken.add(token);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#running -= 1;
      this.#byConnection.set(session, (this.#byConnection.get(session) ?? 0) - 1);
      if (token !== undefined) this.#byToken.remove(token);
    };
  }

  #refuse(limit: SubscriptionLimit, why: string): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError('TOO_MANY_SUBSCRIPTIONS', `There are too many subscriptions: ${why}.`);
  }
}
