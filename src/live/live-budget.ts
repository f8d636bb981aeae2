import { GatewayError } from '../errors.ts';

export type LiveLimit = 'max_live_tables' | 'max_live_rows' | 'max_live_bytes';

/** All accounts below one may together have this many times the rows of one account's list. */
const rowsBelowFactor = 10;

export interface LiveBudgetOptions {
  /** The most tables of all accounts together. */
  readonly maxTables: number;
  /** The most rows of one table. */
  readonly maxRows: number;
  /** The most bytes that all tables keep, about. */
  readonly maxBytes: number;
  readonly onLimited: (limit: LiveLimit) => void;
}

/** What one table keeps. */
export interface LiveShare {
  /** The bytes of its rows as JSON, and of what they are made from. */
  readonly bytes: number;
  /** Ends the table, which gives back its share at once. */
  end(error: GatewayError): void;
}

/** Tables of one kind, some of which may linger although nobody shows them. */
export interface TableKind {
  /** Ends the first that lingers. Returns whether there was one. */
  endFirstLingering(): boolean;
}

/**
 * Limits the memory of live tables. What goes beyond ends a table, which its clients are told: the
 * one that has too many rows, or the largest of all.
 */
export class LiveBudget {
  readonly #options: LiveBudgetOptions;
  readonly #shares = new Set<LiveShare>();
  readonly #kinds = new Set<TableKind>();
  #closed: GatewayError | undefined;
  tables = 0;
  rows = 0;
  bytes = 0;

  constructor(options: LiveBudgetOptions) {
    this.#options = options;
  }

  /** Lets tables of the kind that linger make room for any other. */
  addKind(kind: TableKind): void {
    this.#kinds.add(kind);
  }

  /**
   * Makes room for a table, if it must. @throws `TOO_MANY_SUBSCRIPTIONS` when somebody shows all
   * that there are, and what `close` was told after that.
   */
  requireTable(): void {
    if (this.#closed !== undefined) throw this.#closed;
    const { maxTables } = this.#options;
    if (this.tables < maxTables || this.#endFirstLingering()) return;
    throw this.#refuse('max_live_tables', `the gateway keeps the lists of ${maxTables} accounts`);
  }

  /** Ends all tables, so that no timer of theirs is left, and refuses those that come later. */
  close(error: GatewayError): void {
    this.#closed = error;
    for (const share of this.#shares) share.end(error);
  }

  /** Counts what a table keeps, until it is deleted. */
  add(share: LiveShare): void {
    this.#shares.add(share);
  }

  delete(share: LiveShare): void {
    this.#shares.delete(share);
  }

  /**
   * Returns why a table of several accounts cannot go on, which may have ten times the rows of one;
   * undefined when it can. See `refusal`.
   */
  refusalBelow(share: LiveShare, rows: number): GatewayError | undefined {
    const maxRows = rowsBelowFactor * this.#options.maxRows;
    if (rows > maxRows)
      return this.#refuse('max_live_rows', `the list of all accounts below one may have ${maxRows} rows`);
    return this.#refusalOfBytes(share);
  }

  /**
   * Returns why a table cannot go on that has grown; undefined when it can. Where all are too large
   * together, the largest end, whichever has grown: one after the other, until there is room.
   */
  refusal(share: LiveShare, rows: number): GatewayError | undefined {
    const { maxRows } = this.#options;
    if (rows > maxRows) return this.#refuse('max_live_rows', `a list may have ${maxRows} rows`);
    return this.#refusalOfBytes(share);
  }

  #endFirstLingering(): boolean {
    return [...this.#kinds].some((kind) => kind.endFirstLingering());
  }

  #refusalOfBytes(share: LiveShare): GatewayError | undefined {
    const { maxBytes } = this.#options;
    while (this.bytes > maxBytes) {
      const refusal = this.#refuse('max_live_bytes', `all lists together may have ${maxBytes} bytes`);
      const largest = this.#largest(share);
      if (largest === share) return refusal;
      largest.end(refusal);
    }
    return undefined;
  }

  #largest(among: LiveShare): LiveShare {
    let largest = among;
    for (const share of this.#shares) if (share.bytes > largest.bytes) largest = share;
    return largest;
  }

  #refuse(limit: LiveLimit, what: string): GatewayError {
    this.#options.onLimited(limit);
    return new GatewayError(
      'TOO_MANY_SUBSCRIPTIONS',
      `This list cannot be kept live: ${what} (${limit.toUpperCase()}). Use events and queries instead.`,
    );
  }
}
