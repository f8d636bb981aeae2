import type { Session } from '../auth/session.ts';
import { GatewayError } from '../errors.ts';
import { PrincipalUse, type SubscriptionUse } from './principal-use.ts';

export type SubscriptionLimit =
  | 'max_subscriptions'
  | 'max_subscriptions_per_connection'
  | 'max_subscriptions_per_token'
  | 'max_topics_per_token'
  | 'max_document_bytes_per_token';

export interface SubscriptionLimitsOptions {
  readonly maxSubscriptions: number;
  readonly maxSubscriptionsPerConnection: number;
  readonly maxSubscriptionsPerToken: number;
  readonly maxTopicsPerToken: number;
  readonly maxDocumentBytesPerToken: number;
  readonly onLimited: (limit: SubscriptionLimit) => void;
}

/** What one subscription takes; only `SubscriptionLimits` changes it. */
export interface SubscriptionPlace {
  readonly session: Session;
  /** Whom it counts for, and with what, once that is granted. */
  granted: { readonly principal: string; readonly use: SubscriptionUse } | undefined;
  isTaken: boolean;
}

/**
 * How many subscriptions there may be, those that are still being set up included: in all and of one connection. And those of one token that run: how
 * many, to how many different topics they listen, and how much text they are. Tokens of one user count together: a refreshed one must not begin anew.
 */
export class SubscriptionLimits {
  readonly #options: SubscriptionLimitsOptions;
  readonly #byPrincipal = new Map<string, PrincipalUse>();
  #running = 0;

  constructor(options: SubscriptionLimitsOptions) {
    this.#options = options;
  }

  /** Takes a place for one subscription, which is given back with `leave`. @throws `TOO_MANY_SUBSCRIPTIONS`. */
  take(session: Session): SubscriptionPlace {
    const { maxSubscriptions, maxSubscriptionsPerConnection } = this.#options;
    if (session.subscriptions >= maxSubscriptionsPerConnection) {
      throw this.#refuse(
        'max_subscriptions_per_connection',
        `one connection has at most ${maxSubscriptionsPerConnection}`,
      );
    }
    if (session.principal !== undefined) this.#requirePlaceFor(session.principal);
    if (this.#running >= maxSubscriptions)
      throw this.#refuse('max_subscriptions', 'the gateway takes no more right now');

    this.#running += 1;
    session.subscriptions += 1;
    return { session, granted: undefined, isTaken: true };
  }

  /**
   * Counts the subscription of `place` for its principal. Not before Kazoo has confirmed who that is: anybody can claim to be somebody else, and must not use
   * up what is theirs.
   *
   * @throws `TOO_MANY_SUBSCRIPTIONS` when the principal would have too much of something.
   */
  grant(place: SubscriptionPlace, use: SubscriptionUse): void {
    const { principal } = place.session;
    if (principal === undefined || !place.isTaken) return;
    const { maxTopicsPerToken, maxDocumentBytesPerToken } = this.#options;
    this.#requirePlaceFor(principal);
    const held = this.#byPrincipal.get(principal) ?? new PrincipalUse();
    if (held.topicsWith(use) > maxTopicsPerToken)
      throw this.#refuse('max_topics_per_token', `one token listens to at most ${maxTopicsPerToken} different things`);
    if (held.documentBytesWith(use) > maxDocumentBytesPerToken) {
      throw this.#refuse(
        'max_document_bytes_per_token',
        'those of one token are too many different documents. Put values into variables',
      );
    }
    this.#byPrincipal.set(principal, held);
    held.add(use);
    place.granted = { principal, use };
  }

  /** Idempotent. */
  leave(place: SubscriptionPlace): void {
    if (!place.isTaken) return;
    place.isTaken = false;
    const { session, granted } = place;
    this.#running -= 1;
    session.subscriptions -= 1;
    if (granted === undefined) return;
    const held = this.#byPrincipal.get(granted.principal);
    held?.remove(granted.use);
    if (held?.subscriptions === 0) this.#byPrincipal.delete(granted.principal);
  }

  #requirePlaceFor(principal: string): void {
    const { maxSubscriptionsPerToken } = this.#options;
    if ((this.#byPrincipal.get(principal)?.subscriptions ?? 0) >= maxSubscriptionsPerToken)
      throw this.#refuse('max_subscriptions_per_token', `one token has at most ${maxSubscriptionsPerToken}`);
  }

  #refuse(limit: SubscriptionLimit, why: string): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError('TOO_MANY_SUBSCRIPTIONS', `There are too many subscriptions: ${why}.`);
  }
}
