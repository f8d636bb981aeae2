import type { AccountLease } from '../log/account-lease.ts';

/** A beat that stands still for so long, by this instance's own clock, is that of a dead owner. */
const deadAfterMs = 4_000;
/** An owner raises its beat so often: when it died it had brought everything up to about then. */
const beatIntervalMs = 1_000;

/** Watches the lease of an account that another instance owns: no wall clock decides about it. */
export class LeaseWatch {
  #lease: AccountLease | undefined;
  #changedAtMs = performance.now();
  #completeUntil: Date;
  #hasBeaten = false;

  /** @param completeUntil up to when everything is known to have come, before anything was seen */
  constructor(lease: AccountLease | undefined, completeUntil: Date) {
    this.#lease = lease;
    this.#completeUntil = completeUntil;
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

  /** What the engine says of the lease by now. */
  see(lease: AccountLease | undefined): void {
    if (lease?.fence === this.#lease?.fence && lease?.beat === this.#lease?.beat) return;
    this.#lease = lease;
    this.#changedAtMs = performance.now();
    this.#completeUntil = new Date(Date.now() - beatIntervalMs);
    this.#hasBeaten = lease !== undefined;
  }
}
