/**
 * A place in the one order of all entries of the fleet: microseconds since 1970, unique and rising
 * over all accounts within an epoch.
 */
export type Position = number;

/** Something that happened to an account, as its owner wrote it. */
export interface FleetEntry {
  readonly position: Position;
  /** The position of the account's entry before it; 0 for the first. */
  readonly previous: Position;
  readonly body: string;
}

/**
 * An entry that is not appended yet, and what it makes of the account's bindings, which contain no
 * line feed.
 */
export interface NewEntry {
  readonly body: string;
  /** Bindings of which nothing is missed from this entry on, where they were not complete. */
  readonly begins?: readonly string[];
  /** Bindings that are not complete any more. */
  readonly ends?: readonly string[];
  /** Whether what it says stays true until the next such entry: the head keeps it, untrimmed. */
  readonly isStatus?: true;
  /**
   * The position that the entry had, where the engine lost it and its owner puts it back; after the
   * head, and rising. Left out for a new entry.
   */
  readonly position?: Position;
}

export interface Batch {
  readonly accountId: string;
  readonly epoch: string;
  readonly fence: number;
  /** The account's last position, as the owner knows it. */
  readonly previous: Position;
  /**
   * Unique over all instances: a batch that is sent again, since its reply was lost, is written
   * once.
   */
  readonly batchId: string;
  /** Without any, the batch trims, and confirms `previous` after the engine began anew. */
  readonly entries: readonly NewEntry[];
  /** What is not after it is forgotten, exactly. */
  readonly keepAfter: Position;
}

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly positions: readonly Position[];
      /**
       * Later than the batch's `keepAfter` where the logs of all accounts take the bytes that
       * they may: then an account forgets as many of its oldest bytes as it adds, and twice as
       * many where it takes more than its share.
       */
      readonly reachesBackTo: Position;
    }
  /** Another instance owns the account by now. */
  | { readonly kind: 'fenced' }
  /** The order that the owner knows is not the engine's any more. */
  | { readonly kind: 'epoch' }
  /** The engine's last position is another one: entries were lost, or restored. */
  | { readonly kind: 'lost'; readonly position: Position };

/** How much one page may hold; it holds at least one entry all the same. */
export interface PageLimit {
  readonly entries: number;
  readonly bytes: number;
}

export interface FleetPage {
  /** Of what was asked for, entries up to this position are not kept; left out: all are. */
  readonly forgottenUntil?: Position;
  readonly entries: readonly FleetEntry[];
  /** Whether nothing is left to read up to `until`. */
  readonly isLast: boolean;
}
