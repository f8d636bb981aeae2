import { GatewayError } from '../errors.ts';

export type EventLimit = 'max_event_bytes_per_token' | 'max_event_bytes_per_account';

export interface EventBudgetOptions {
  /** The most that an event may cost for the subscriptions of one principal to its account. */
  readonly maxBytesPerToken: number;
  /** The most that an event may cost for all subscriptions to its account. */
  readonly maxBytesPerAccount: number;
  /** What a result counts at least: however small it is, each event meets its filter. */
  readonly leastBytes: number;
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
 * filter lets it pass, and their number. It is counted before an event is there, since an event is
 * lost if it costs too much when it comes.
 */
export class EventBudget {
  readonly #options: EventBudgetOptions;
  readonly #byAccount: ResultsByKey = new Map();
  /** By account and principal. */
  readonly #byPrincipal: ResultsByKey = new Map();

  constructor(options: EventBudgetOptions) {
    this.#options = options;
  }

  /**
   * Counts the cost of one more subscription. Whoever acquires it releases it, once: subscriptions
   * with one result share what is returned. @throws `TOO_MANY_SUBSCRIPTIONS` beyond a limit.
   */
  acquire(principal: string, { accountId, group, resultBytes }: EventCost): SharedResult {
    const { maxBytesPerToken, maxBytesPerAccount, leastBytes } = this.#options;
    const bytes = Math.max(leastBytes, resultBytes);
    const ofPrincipal = resultsOf(this.#byPrincipal, JSON.stringify([accountId, principal]));
    const ofAccount = resultsOf(this.#byAccount, accountId);
    if (ofPrincipal.bytesWith(group, bytes) > maxBytesPerToken)
      throw this.#refuse('max_event_bytes_per_token', maxBytesPerToken, 'one token to one account');
    if (ofAccount.bytesWith(group, bytes) > maxBytesPerAccount)
      throw this.#refuse('max_event_bytes_per_account', maxBytesPerAccount, 'all clients to one account');
    // For the account all subscriptions of a principal that share a result are one.
    return ofPrincipal.acquire(group, bytes, ofAccount);
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

type ResultsByKey = Map<string, DifferentResults>;

/** Results that are not kept yet keep themselves with the first of them. */
function resultsOf(byKey: ResultsByKey, key: string): DifferentResults {
  return byKey.get(key) ?? new DifferentResults(byKey, key);
}

/** The bytes of different results, each counted once however many subscriptions share it. */
class DifferentResults {
  readonly #byKey: ResultsByKey;
  readonly #key: string;
  readonly #results = new Map<string, SharedResult>();
  #bytes = 0;

  constructor(byKey: ResultsByKey, key: string) {
    this.#byKey = byKey;
    this.#key = key;
  }

  bytesWith(group: string, bytes: number): number {
    return this.#bytes + (this.#results.has(group) ? 0 : bytes);
  }

  /**
   * Shares a result. The first who does also acquires a share `within` others, which is given back
   * with the last.
   */
  acquire(group: string, bytes: number, within?: DifferentResults): SharedResult {
    const known = this.#results.get(group);
    if (known !== undefined) return known.share();
    const outer = within?.acquire(group, bytes);
    const result = new SharedResult(() => {
      this.#forget(group, bytes);
      outer?.release();
    });
    this.#results.set(group, result);
    this.#bytes += bytes;
    this.#byKey.set(this.#key, this);
    return result;
  }

  #forget(group: string, bytes: number): void {
    this.#results.delete(group);
    this.#bytes -= bytes;
    if (this.#results.size === 0) this.#byKey.delete(this.#key);
  }
}

/** A result, and how many share it: one at first. */
export class SharedResult {
  readonly #onUnused: () => void;
  #shares = 1;

  constructor(onUnused: () => void) {
    this.#onUnused = onUnused;
  }

  share(): this {
    this.#shares += 1;
    return this;
  }

  /** Must be called once by each who shares it. */
  release(): void {
    this.#shares -= 1;
    if (this.#shares === 0) this.#onUnused();
  }
}
