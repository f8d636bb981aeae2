import type { Position } from './fleet-entry.ts';

/** Who owns an account: subscribes it at Kazoo and writes its entries. */
export interface AccountLease {
  readonly instanceId: string;
  /** Rises with each owner, so that an earlier one cannot write any more. */
  readonly fence: number;
  /** Raised by the owner every second; one that stands still for four belongs to a dead owner. */
  readonly beat: number;
  /** Keeps itself ready to take the account when the owner dies; left out: nobody does. */
  readonly standbyId?: string;
  /**
   * For how long the oldest had waited of what the owner had got and not written when it raised
   * the beat; left out: everything was written. Whoever takes the account from it has this, too,
   * until its own first beat: what was missing may not be told yet.
   */
  readonly waitedMs?: number;
}

/** A lease as its holder names it. */
export interface HeldLease {
  readonly accountId: string;
  readonly fence: number;
  /** For how long the oldest has waited of what is not written; 0, or left out: nothing waits. */
  readonly waitingMs?: number;
}

/** What is known of an account at a moment. */
export interface AccountHead {
  readonly epoch: string;
  /** Of the last entry; 0 where there is none. */
  readonly position: Position;
  /** Every entry after this is kept. */
  readonly reachesBackTo: Position;
  /** Since when nothing of each binding was missed. */
  readonly completeSince: ReadonlyMap<string, Position>;
  /** The body of the last entry that told a status; left out: none did, in this epoch. */
  readonly status?: string;
  /**
   * Whether an owner has written, or confirmed `position` with a batch, since the engine's process
   * began: an engine that came back may lack the last entries.
   */
  readonly isConfirmed: boolean;
  readonly lease: AccountLease | undefined;
}

export type AcquireOutcome =
  /** `head` as it was found: it is confirmed by the first batch of the new owner. */
  | { readonly kind: 'acquired'; readonly head: AccountHead & { readonly lease: AccountLease } }
  /** Another lease than the expected one; undefined where it was released. */
  | { readonly kind: 'held'; readonly lease: AccountLease | undefined }
  /**
   * The caller has seen an entry that the engine has lost: it is later than the head's `position`,
   * and than what the head says that the log reaches back to, as it does after the account expired.
   */
  | { readonly kind: 'hole'; readonly position: Position }
  | { readonly kind: 'epoch' };
