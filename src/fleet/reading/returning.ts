import type { FleetTopics } from '../fleet-topics.ts';
import type { LeaseWatch } from '../owning/lease-watch.ts';
import type { OwnConnection } from '../source/own-connection.ts';

/**
 * The time after an instance has served its clients by itself: of what they got, the log may bring
 * something yet. At no moment of the fleet's order they have what is before it, and only that.
 */
export class Returning {
  readonly #topics: Pick<FleetTopics, 'size'>;
  readonly #connection: Pick<OwnConnection, 'isContinuous'>;
  /** Until then clients were served by the own connection; undefined: that is in the log by now. */
  #since: Date | undefined;

  constructor(topics: Pick<FleetTopics, 'size'>, connection: Pick<OwnConnection, 'isContinuous'>) {
    this.#topics = topics;
    this.#connection = connection;
  }

  /** What nobody listens to was brought to nobody, and nobody owns it. */
  get isUnderWay(): boolean {
    return this.#since !== undefined && this.#topics.size > 0;
  }

  /** The account has a place in the fleet again. */
  begin(): void {
    this.#since = new Date();
  }

  /** To be called when the account's lease was looked at, and the log is read so far. */
  see(lease: LeaseWatch): void {
    if (this.#since === undefined || this.#connection.isContinuous || !lease.hasBeaten) return;
    if (lease.completeUntil > this.#since) this.end();
  }

  /** This instance says itself what the log lacks, or serves by itself again. */
  end(): void {
    this.#since = undefined;
  }
}
