import { GatewayError } from '../errors.ts';
import type { EventBudget, EventCost, SharedResult } from './event-budget.ts';
import { KeyedCount } from './keyed-count.ts';
import type { Lease } from './lease.ts';

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
  readonly events: EventBudget;
  readonly onLimited: (limit: SubscriptionLimit) => void;
}

/** A client that subscribes: one object for each connection. */
export interface SubscribingClient {
  /** How many subscriptions it has. Only the limits write it: a map would take more memory. */
  heldSubscriptions: number;
  /** Whom the client's token speaks for, the same after a refresh; undefined before a sign-in. */
  readonly principal: string | undefined;
}

/** What one running subscription uses. */
export interface SubscriptionUse {
  /** The names of what it listens to, without repetition. */
  readonly topics: readonly string[];
  /** Stands for its document: subscriptions with one document share the object. */
  readonly document: object;
  /** The memory that the document takes, counted once for each principal. */
  readonly documentBytes: number;
  /** The memory that only this subscription takes, such as the values of its variables. */
  readonly operationBytes: number;
  /** What an event costs because of it. */
  readonly event: EventCost;
}

/** One subscription, counted until it is released. */
export interface SubscriptionLease extends Lease {
  /**
   * Counts what the subscription uses for the principal of its client. Must not be called before
   * Kazoo has confirmed who that is: a client that only claims to be somebody must not use up what
   * is theirs.
   *
   * @throws `TOO_MANY_SUBSCRIPTIONS` when the principal would use too much of something.
   */
  countUse(use: SubscriptionUse): void;
}

/**
 * Limits the number of subscriptions, including those that are still being set up, in all and for
 * each connection. For each principal it limits those that run: their number, their different
 * topics, the memory of their documents, and what they make of one event. All tokens of a principal
 * count together: a refreshed token must not start from zero.
 */
export class SubscriptionLimits {
  readonly #options: SubscriptionLimitsOptions;
  readonly #byPrincipal = new Map<string, PrincipalUse>();
  readonly #counts: Counts = {
    acquireUse: (principal, use) => this.#acquireUse(principal, use),
    release: (client) => this.#release(client),
  };
  #acquired = 0;

  constructor(options: SubscriptionLimitsOptions) {
    this.#options = options;
  }

  /** The number of subscriptions that are not released. */
  get acquired(): number {
    return this.#acquired;
  }

  /** Counts one more subscription of `client`. @throws `TOO_MANY_SUBSCRIPTIONS`. */
  acquire(client: SubscribingClient): SubscriptionLease {
    const { maxSubscriptions, maxSubscriptionsPerConnection } = this.#options;
    if (client.heldSubscriptions >= maxSubscriptionsPerConnection) {
      throw this.#refuse(
        'max_subscriptions_per_connection',
        `one connection has at most ${maxSubscriptionsPerConnection}`,
      );
    }
    if (client.principal !== undefined) this.#requireOneMoreOf(client.principal);
    if (this.#acquired >= maxSubscriptions)
      throw this.#refuse('max_subscriptions', 'the gateway accepts no more right now');

    this.#acquired += 1;
    client.heldSubscriptions += 1;
    return new CountedSubscription(client, this.#counts);
  }

  #acquireUse(principal: string, { event, ...use }: SubscriptionUse): HeldUse {
    const { maxTopicsPerToken, maxDocumentBytesPerToken, events } = this.#options;
    this.#requireOneMoreOf(principal);
    const held = this.#byPrincipal.get(principal) ?? new PrincipalUse(() => this.#byPrincipal.delete(principal));
    if (held.topicsWith(use) > maxTopicsPerToken)
      throw this.#refuse('max_topics_per_token', `one token listens to at most ${maxTopicsPerToken} different things`);
    if (held.documentBytesWith(use) > maxDocumentBytesPerToken) {
      throw this.#refuse(
        'max_document_bytes_per_token',
        'those of one token are too many different documents. Put values into variables',
      );
    }
    const ofEvent = events.acquire(principal, event);
    this.#byPrincipal.set(principal, held);
    held.add(use);
    return new HeldUse(held, use, ofEvent);
  }

  #release(client: SubscribingClient): void {
    this.#acquired -= 1;
    client.heldSubscriptions -= 1;
  }

  #requireOneMoreOf(principal: string): void {
    const { maxSubscriptionsPerToken } = this.#options;
    if ((this.#byPrincipal.get(principal)?.subscriptions ?? 0) >= maxSubscriptionsPerToken)
      throw this.#refuse('max_subscriptions_per_token', `one token has at most ${maxSubscriptionsPerToken}`);
  }

  #refuse(limit: SubscriptionLimit, why: string): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError('TOO_MANY_SUBSCRIPTIONS', `There are too many subscriptions: ${why}.`);
  }
}

/** How a subscription is counted: one object for all of them. */
interface Counts {
  acquireUse(principal: string, use: SubscriptionUse): HeldUse;
  release(client: SubscribingClient): void;
}

class CountedSubscription implements SubscriptionLease {
  readonly #client: SubscribingClient;
  readonly #counts: Counts;
  #state: 'acquired' | 'released' | HeldUse = 'acquired';

  constructor(client: SubscribingClient, counts: Counts) {
    this.#client = client;
    this.#counts = counts;
  }

  countUse(use: SubscriptionUse): void {
    const { principal } = this.#client;
    if (this.#state === 'acquired' && principal !== undefined) this.#state = this.#counts.acquireUse(principal, use);
  }

  release(): void {
    const before = this.#state;
    if (before === 'released') return;
    this.#state = 'released';
    this.#counts.release(this.#client);
    if (before !== 'acquired') before.release();
  }
}

/** What one subscription uses of what its principal may have. */
class HeldUse {
  readonly #ofPrincipal: PrincipalUse;
  readonly #use: PrincipalPart;
  readonly #ofEvent: SharedResult;

  constructor(ofPrincipal: PrincipalUse, use: PrincipalPart, ofEvent: SharedResult) {
    this.#ofPrincipal = ofPrincipal;
    this.#use = use;
    this.#ofEvent = ofEvent;
  }

  /** Must be called once. */
  release(): void {
    this.#ofEvent.release();
    this.#ofPrincipal.remove(this.#use);
  }
}

/** What counts for the principal alone. */
type PrincipalPart = Omit<SubscriptionUse, 'event'>;

/** What the running subscriptions of one principal use together. */
class PrincipalUse {
  subscriptions = 0;
  readonly #onUnused: () => void;
  #documentBytes = 0;
  readonly #topics = new KeyedCount();
  readonly #documents = new KeyedCount<object>();

  constructor(onUnused: () => void) {
    this.#onUnused = onUnused;
  }

  /** The number of different topics with one more subscription. */
  topicsWith({ topics }: PrincipalPart): number {
    return this.#topics.size + topics.filter((topic) => this.#topics.of(topic) === 0).length;
  }

  documentBytesWith({ document, documentBytes, operationBytes }: PrincipalPart): number {
    return this.#documentBytes + operationBytes + (this.#documents.of(document) === 0 ? documentBytes : 0);
  }

  add(use: PrincipalPart): void {
    this.#documentBytes = this.documentBytesWith(use);
    this.#documents.add(use.document);
    this.subscriptions += 1;
    for (const topic of use.topics) this.#topics.add(topic);
  }

  /** Takes back what was added. */
  remove({ topics, document, documentBytes, operationBytes }: PrincipalPart): void {
    this.#documents.remove(document);
    this.#documentBytes -= operationBytes + (this.#documents.of(document) === 0 ? documentBytes : 0);
    this.subscriptions -= 1;
    for (const topic of topics) this.#topics.remove(topic);
    if (this.subscriptions === 0) this.#onUnused();
  }
}
