import type { EventClock } from '../upstream/history/event-clock.ts';
import type { AccountEntry } from './entries/account-entry.ts';
import type { FleetAccount } from './fleet-account.ts';
import type { OwnConnection } from './source/own-connection.ts';

/** What clients lack when their instance begins to serve them by itself. */
export interface SoloStart {
  /** Whether the own connection has served them, or the log with what it brought, until now. */
  readonly isContinuous: boolean;
  /** Otherwise the moment up to which everything has come. */
  readonly lastHeard: Date;
  /** Whether it was by itself before, and who came since then may lack what it was served by. */
  readonly isReturning: boolean;
  /** What the own connection brought and the log may lack. */
  readonly unwritten: readonly AccountEntry[];
}

/** An account whose clients an instance serves by its own connection, in its own order. */
export class SoloAccount {
  readonly #account: FleetAccount;
  readonly #connection: OwnConnection;
  readonly #clock: EventClock;

  constructor(account: FleetAccount, connection: OwnConnection, clock: EventClock) {
    this.#account = account;
    this.#connection = connection;
    this.#clock = clock;
  }

  begin({ isContinuous, lastHeard, isReturning, unwritten }: SoloStart): void {
    const now = this.#clock.next();
    this.#account.beginSolo(now);
    const { hasOverflowed, waitingMs } = this.#connection.held;
    const held = this.#connection.takeHeld();
    if (isContinuous && !hasOverflowed) {
      if (isReturning) this.#account.topics.missUnwritten(this.#connection.servedBindings, lastHeard);
      const complete = this.#connection.completeBindings.map((binding) => [binding, now] as const);
      this.#account.rebase(new Map(complete), now, now);
      for (const entry of [...unwritten, ...held]) this.apply(entry);
    } else {
      this.#account.lose(isContinuous ? new Date(Date.now() - waitingMs) : lastHeard);
      // What it has told is lost, or has nothing before it: it begins anew.
      this.#connection.close();
    }
    this.#connection.want(this.#account.topics.wanted);
  }

  /** Hot. */
  apply(entry: AccountEntry): void {
    this.#account.serve(entry, { epoch: this.#clock.epoch, time: this.#clock.next() });
  }
}
