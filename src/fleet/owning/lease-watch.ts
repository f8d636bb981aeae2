import type { AccountHead, AccountLease } from '../log/account-lease.ts';

const microsecondsPerMs = 1_000;
/** A beat that stands still for so long, by this instance's own clock, is that of a dead owner. */
const deadAfterMs = 4_000;
/** An account's standby takes it so long before all others. */
const standbyFirstMs = 2_000;
/** A beat, or a release, is under way for so long at most: then its link is given up. */
const underWayMs = 2_000;

/** Watches the lease of an account that another instance owns: no wall clock decides about it. */
export class LeaseWatch {
  #lease: AccountLease | undefined;
  #standbyId: string | undefined;
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
    this.#standbyId = lease?.standbyId;
    this.#completeUntil = completeUntil;
    this.#askedAt = askedAt;
  }

  /** @param lastHeard up to when everything is known to have come, where the log has nothing */
  static of({ lease, position }: AccountHead, lastHeard: Date, askedAt: Date): LeaseWatch {
    return new LeaseWatch(lease, position > 0 ? before(position / microsecondsPerMs, lease) : lastHeard, askedAt);
  }

  /** The moment up to which the owner is known to have brought everything. */
  get completeUntil(): Date {
    return this.#completeUntil;
  }

  /** Whether the owner has been seen alive: not only that there was one. */
  get hasBeaten(): boolean {
    return this.#hasBeaten;
  }

  /** Whether an instance may take the account: nobody owns it, or its owner was silent for long. */
  mayBeTakenBy(instanceId: string): boolean {
    const deadMs = this.#lease === undefined ? 0 : deadAfterMs;
    const isFirst = this.#standbyId === undefined || this.#standbyId === instanceId;
    return performance.now() - this.#changedAtMs >= deadMs + (isFirst ? 0 : standbyFirstMs);
  }

  /** What the engine says of the lease, when asked at that moment. */
  see(lease: AccountLease | undefined, askedAt: Date): void {
    const lastAskedAt = this.#askedAt;
    this.#askedAt = askedAt;
    // Of an account that was given up it is the last one that was named.
    if (lease !== undefined) this.#standbyId = lease.standbyId;
    if (lease?.fence === this.#lease?.fence && lease?.beat === this.#lease?.beat) return;
    this.#lease = lease;
    this.#changedAtMs = performance.now();
    this.#hasBeaten = lease !== undefined && lease.beat > 0;
    // One that has not beaten yet may not have written what was missing before it.
    if (lease?.beat === 0) return;
    // It has changed since it was asked for last, perhaps right after that: more is not known.
    this.#completeUntil = before(lastAskedAt.getTime(), lease);
  }
}

/** What an owner had got by then is written, if its lease was so at this moment, or later. */
function before(ms: number, lease: AccountLease | undefined): Date {
  return new Date(ms - underWayMs - (lease?.waitedMs ?? 0));
}
