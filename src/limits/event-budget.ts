import { GatewayError } from '../errors.ts';
import { KeyedCount } from './keyed-count.ts';
import { createLease, type Lease } from './lease.ts';

export type EventLimit = 'max_event_bytes_per_token' | 'max_event_bytes_per_account';

export interface EventBudgetOptions {
  /** For the subscriptions of one principal to one account. */
  readonly maxBytesPerToken: number;
  /** For all subscriptions to one account. */
  readonly maxBytesPerAccount: number;
  readonly onLimited: (limit: EventLimit) => void;
}

/** What an event costs because of a subscription. */
export interface EventCost {
  /** Whose events they are. */
  readonly accountId: string;
  /** Equal for subscriptions that share one result, which is made once for all of them. */
  readonly group: string;
  /** About the size of that result (`resultBytes`). */
  readonly resultBytes: number;
}

/**
 * Limits what one event can cost: the bytes of all different results that are made of it, if every
 * filter lets it pass. It is counted before an event is there, since an event is lost if it costs
 * too much when it comes.
 */
export class EventBudget {
  readonly #options: EventBudgetOptions;
  readonly #byAccount = new Map<string, ResultBytes>();
  /** By account and principal. */
  readonly #byPrincipal = new Map<string, ResultBytes>();

  constructor(options: EventBudgetOptions) {
    this.#options = options;
  }

  /** Counts the cost until it is released. @throws `TOO_MANY_SUBSCRIPTIONS` beyond a limit. */
  acquire(principal: string, { accountId, group, resultBytes }: EventCost): Lease {
    const { maxBytesPerToken, maxBytesPerAccount } = this.#options;
    const key = JSON.stringify([accountId, principal]);
    const ofPrincipal = this.#byPrincipal.get(key) ?? new ResultBytes();
    const ofAccount = this.#byAccount.get(accountId) ?? new ResultBytes();
    if (ofPrincipal.with(group, resultBytes) > maxBytesPerToken)
      throw this.#refuse('max_event_bytes_per_token', maxBytesPerToken, 'one token to one account');
    if (ofAccount.with(group, resultBytes) > maxBytesPerAccount)
      throw this.#refuse('max_event_bytes_per_account', maxBytesPerAccount, 'all clients to one account');
    this.#byPrincipal.set(key, ofPrincipal);
    this.#byAccount.set(accountId, ofAccount);
    for (const bytes of [ofPrincipal, ofAccount]) bytes.add(group, resultBytes);
    return createLease(() => {
      for (const bytes of [ofPrincipal, ofAccount]) bytes.remove(group, resultBytes);
      if (ofPrincipal.groups === 0) this.#byPrincipal.delete(key);
      if (ofAccount.groups === 0) this.#byAccount.delete(accountId);
    });
  }

  #refuse(limit: EventLimit, maxBytes: number, whose: string): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError(
      'TOO_MANY_SUBSCRIPTIONS',
      `There are too many different subscriptions: those of ${whose} may send ${maxBytes} bytes of one event ` +
        `(${limit.toUpperCase()}). Select fewer fields, no field under several aliases, or share filters.`,
    );
  }
}

/** The bytes of different results, each counted once however many subscriptions share it. */
class ResultBytes {
  #bytes = 0;
  readonly #groups = new KeyedCount();

  get groups(): number {
    return this.#groups.size;
  }

  with(group: string, bytes: number): number {
    return this.#bytes + (this.#groups.of(group) === 0 ? bytes : 0);
  }

  add(group: string, bytes: number): void {
    this.#bytes = this.with(group, bytes);
    this.#groups.add(group);
  }

  remove(group: string, bytes: number): void {
    this.#groups.remove(group);
    if (this.#groups.of(group) === 0) this.#bytes -= bytes;
  }
}
