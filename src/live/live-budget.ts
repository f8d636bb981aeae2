import { GatewayError } from '../errors.ts';

export type LiveLimit = 'max_live_tables' | 'max_live_rows' | 'max_live_bytes';

export interface LiveBudgetOptions {
  /** Of all accounts together. */
  readonly maxTables: number;
  /** Of one table. */
  readonly maxRows: number;
  /** Of the rows of all tables, as JSON. */
  readonly maxBytes: number;
  readonly onLimited: (limit: LiveLimit) => void;
}

/**
 * Limits the memory of live tables. What goes beyond ends a table, which its clients are told.
 */
export class LiveBudget {
  readonly #options: LiveBudgetOptions;
  tables = 0;
  rows = 0;
  bytes = 0;

  constructor(options: LiveBudgetOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.tables >= this.#options.maxTables;
  }

  /** @throws `TOO_MANY_SUBSCRIPTIONS` when there are too many tables already. */
  requireTable(): void {
    const { maxTables } = this.#options;
    if (this.isFull) throw this.#refuse('max_live_tables', `the gateway keeps the lists of ${maxTables} accounts`);
  }

  /**
   * Returns why a table of this size cannot go on; undefined when it can. Where all are too large
   * together, those that have more than an equal part must go.
   */
  refusal(rows: number, bytes: number): GatewayError | undefined {
    const { maxRows, maxBytes } = this.#options;
    if (rows > maxRows) return this.#refuse('max_live_rows', `a list may have ${maxRows} rows`);
    if (this.bytes > maxBytes && bytes * this.tables >= this.bytes)
      return this.#refuse('max_live_bytes', `all lists together may have ${maxBytes} bytes`);
    return undefined;
  }

  #refuse(limit: LiveLimit, what: string): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError(
      'TOO_MANY_SUBSCRIPTIONS',
      `This list cannot be kept live: ${what} (${limit.toUpperCase()}). Use events and the list of legs instead.`,
    );
  }
}
