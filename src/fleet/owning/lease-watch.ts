import type { AccountHead, AccountLease } from '../log/account-lease.ts';
import type { Position } from '../log/fleet-entry.ts';

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
  #askedAtMs: number;
  #completeUntil: Date;
  /** That moment by the clock that nobody sets. */
  #completeUntilMs: number;
  /** What that was when everything had been read last. */
  #readUntil: Date;
  #hasBeaten = false;

  /**
   * @param completeUntil up to when everything is known to have come, before anything was seen
   * @param askedAtMs when the engine was asked for `lease`, by `performance.now()`
   * @param readUntil up to when everything is here, whatever is read yet; default: not known
   */
  constructor(lease: AccountLease | undefined, completeUntil: Date, askedAtMs: number, readUntil = new Date(0)) {
    this.#lease = lease;
    this.#standbyId = lease?.standbyId;
    this.#completeUntil = completeUntil;
    this.#completeUntilMs = performance.now() - (Date.now() - completeUntil.getTime());
    this.#askedAtMs = askedAtMs;
    this.#readUntil = readUntil;
  }

  /** @param lastHeard up to when everything is known to have come, where the log has nothing */
  static of({ lease, position }: AccountHead, lastHeard: Date, askedAtMs: number): LeaseWatch {
    const completeUntil = position > 0 ? new Date(before(position / microsecondsPerMs, lease)) : lastHeard;
    return new LeaseWatch(lease, completeUntil, askedAtMs, lastHeard);
  }

  /**
   * @param waitingMs for how long the oldest has waited of what this instance, which owned the
   * account until now, has not written
   */
  static afterOwning(waitingMs: number): LeaseWatch {
    return new LeaseWatch(undefined, new Date(Date.now() - waitingMs), performance.now() - waitingMs);
  }

  /** The moment up to which the owner is known to have brought everything. */
  get completeUntil(): Date {
    return this.#completeUntil;
  }

  /**
   * The moment up to which everything is known to be here.
   *
   * @param lacksAfter of the last entry that was brought, where the log has more
   */
  hereUntil(lacksAfter: Position | undefined): Date {
    if (lacksAfter === undefined) return this.#completeUntil;
    const broughtUntilMs = before(lacksAfter / microsecondsPerMs, this.#lease);
    const atMs = Math.max(this.#readUntil.getTime(), broughtUntilMs);
    return new Date(Math.min(this.#completeUntil.getTime(), atMs));
  }

  /** For how long that is over. */
  get lagMs(): number {
    return Math.max(0, performance.now() - this.#completeUntilMs);
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

  /**
   * What the engine says of the lease, when asked at that moment.
   *
   * @param isRead whether everything is here that the log had then
   */
  see(lease: AccountLease | undefined, askedAtMs: number, isRead = false): void {
    this.#look(lease, askedAtMs);
    if (isRead) this.#readUntil = this.#completeUntil;
  }

  #look(lease: AccountLease | undefined, askedAtMs: number): void {
    const lastAskedAtMs = this.#askedAtMs;
    this.#askedAtMs = askedAtMs;
    // Of an account that was given up it is the last one that was named.
    if (lease !== undefined) this.#standbyId = lease.standbyId;
    if (lease?.fence === this.#lease?.fence && lease?.beat === this.#lease?.beat) return;
    this.#lease = lease;
    this.#changedAtMs = performance.now();
    this.#hasBeaten = lease !== undefined && lease.beat > 0;
    // One that has not beaten yet may not have written what was missing before it.
    if (lease?.beat === 0) return;
    // It has changed since it was asked for last, perhaps right after that: more is not known.
    this.#completeUntilMs = before(lastAskedAtMs, lease);
    this.#completeUntil = new Date(Date.now() - this.lagMs);
  }
}

/** What an owner had got by then is written, if its lease was so at this moment, or later. */
function before(ms: number, lease: AccountLease | undefined): number {
  return ms - underWayMs - (lease?.waitedMs ?? 0);
}
