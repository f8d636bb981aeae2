import type { AccountLease } from '../log/account-lease.ts';

/** A beat that stands still for so long, by this instance's own clock, is that of a dead owner. */
const deadAfterMs = 4_000;
/** What an owner got so long before a beat has been brought. */
const writingMs = 1_000;

/** Watches the lease of an account that another instance owns: no wall clock decides about it. */
export class LeaseWatch {
  #lease: AccountLease | undefined;
  #changedAtMs = performance.now();
  #askedAt: Date;
  #completeUntil: Date;
  #hasBeaten = false;

  /**
   * @param completeUntil up to when everything is known to have come, before anything was seen
   * @param askedAt when the engine was asked for `lease`
   */
  constructor(lease: AccountLease | undefined, completeUntil: Date, askedAt: Date) {
    this.#lease = lease;
    this.#completeUntil = completeUntil;
    this.#askedAt = askedAt;
  }

  /** The moment up to which the owner is known to have brought everything. */
  get completeUntil(): Date {
    return this.#completeUntil;
  }

  /** Whether the owner has been seen alive: not only that there was one. */
  get hasBeaten(): boolean {
    return this.#hasBeaten;
  }

  /** Whether the owner has been silent for so long that another one may take the account. */
  get isDead(): boolean {
    return this.#lease !== undefined && performance.now() - this.#changedAtMs >= deadAfterMs;
  }

  /** What the engine says of the lease, when asked at that moment. */
  see(lease: AccountLease | undefined, askedAt: Date): void {
    const lastAskedAt = this.#askedAt;
    this.#askedAt = askedAt;
    if (lease?.fence === this.#lease?.fence && lease?.beat === this.#lease?.beat) return;
    this.#lease = lease;
    this.#changedAtMs = performance.now();
    // It has changed since it was asked for last, perhaps right after that: more is not known.
    this.#completeUntil = new Date(lastAskedAt.getTime() - writingMs);
    this.#hasBeaten = lease !== undefined;
  }
}
