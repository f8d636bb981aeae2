import { closeGap } from '../../upstream/history/gap.ts';
import type { FleetAccount } from '../fleet-account.ts';
import type { LeaseWatch } from '../owning/lease-watch.ts';
import { bridgeAll } from '../reconcile.ts';
import type { OwnConnection } from '../source/own-connection.ts';

/** Long after the owner was told what is wanted: it will not get soon what it does not have yet. */
const longestMs = 30_000;

/**
 * The time after an instance has served its clients by itself: of what they got, the log may bring
 * something yet. At no moment of the fleet's order they have what is before it, and only that.
 */
export class Returning {
  readonly #account: FleetAccount;
  readonly #connection: OwnConnection;
  #hasBegun = false;

  constructor(account: FleetAccount, connection: OwnConnection) {
    this.#account = account;
    this.#connection = connection;
  }

  /** What nobody listens to was brought to nobody, and nobody owns it. */
  get isUnderWay(): boolean {
    return this.#hasBegun && this.#account.topics.size > 0;
  }

  /** The account has a place in the fleet again. */
  begin(): void {
    this.#hasBegun = true;
  }

  /**
   * To be called when the account's lease was looked at, and the log is read so far.
   *
   * @param mayClose whether the own connection is for nothing else than these clients
   */
  see(lease: LeaseWatch, epoch: string, mayClose: boolean): void {
    if (!lease.hasBeaten) return;
    const { isOpen, held, idleMs } = this.#connection;
    // Before that, what clients got by the own connection may come in the log still, with what they did not get.
    const isCaughtUp = lease.lagMs <= idleMs;
    const isServed = isCaughtUp && (this.#account.topics.areComplete || idleMs >= longestMs);
    if (isOpen && mayClose && (isServed || held.hasOverflowed)) this.#close(epoch);
    if (isCaughtUp && !this.#connection.isContinuous) this.end();
  }

  /** This instance says itself what the log lacks, or serves by itself again. */
  end(): void {
    this.#hasBegun = false;
  }

  /** Clients get what the own connection brought and the log did not, before it is closed. */
  #close(epoch: string): void {
    const { isContinuous, held, completeBindings } = this.#connection;
    // One that was to take the account over only has served nobody.
    if (held.hasOverflowed && isContinuous) this.#tellMissed(new Date(Date.now() - held.waitingMs));
    this.#connection.close();
    bridgeAll(this.#connection.takeHeld(), this.#account, epoch);
    if (isContinuous) this.#account.miss(completeBindings, new Date());
    this.#account.bridge.end(this.#account.applied);
  }

  /** What is complete in the log goes on, as nobody is going to begin it again. */
  #tellMissed(from: Date): void {
    const gap = closeGap({ from, reason: 'OWNER_LOST', certain: true });
    for (const topic of this.#account.topics) {
      if (topic.isComplete) this.#account.tellGap(gap, [topic.binding.text]);
      else topic.miss(from, 'OWNER_LOST');
    }
  }
}
