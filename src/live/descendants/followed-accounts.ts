import pLimit from 'p-limit';
import { GatewayError } from '../../errors.ts';
import type { BackoffOptions } from '../../scheduling/backoff.ts';
import { withTimeout } from '../../scheduling/with-timeout.ts';
import type { AccountsAbove } from '../../upstream/accounts-above.ts';
import { FollowedPart, type Following } from '../followed-part.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import type { JoinedTable, SharedTables, TableListener } from '../shared-table.ts';

/** What all who follow the accounts below another one share. */
export interface FollowedAccountsServices {
  /** The list of the accounts below each account, whose rows have their ids. */
  readonly lists: Pick<SharedTables<LiveRow, RemovedRow>, 'join'>;
  readonly above: Pick<AccountsAbove, 'follow'>;
  /** The most accounts that are followed below one. */
  readonly maxAccounts: number;
  /** How long after a failure an account is tried again. */
  readonly backoff: BackoffOptions;
  /** How long those who begin wait for accounts that take their time. */
  readonly patienceMs: number;
  readonly onTooMany: () => void;
  /** Called with what says that an account cannot be followed now. */
  readonly onFailed: (accountId: string, error: unknown) => void;
}

export interface FollowedAccountsOptions {
  /** The account below which they are. */
  readonly accountId: string;
  /** In whose name Kazoo is asked. */
  readonly client: string;
  /** See `FollowedPartOptions.open`. */
  readonly open: (accountId: string, onEnd: (error: unknown) => void) => Following;
  /**
   * Called with an account that has come, of which nothing is known before `onFollowed`. It may
   * have been there since `since`, and not earlier, or that is of no interest.
   */
  readonly onCame: (accountId: string, since: Date) => void;
  readonly onFollowed: (accountId: string) => void;
  /** The account cannot be followed for now. */
  readonly onLost: (accountId: string) => void;
  /** The account is not below the other one any more. */
  readonly onLeft: (accountId: string) => void;
  /** Nothing can be followed any more, and all are closed. */
  readonly onEnd: (error: Error) => void;
}

/** How many accounts are opened at a time: a start of hundreds must leave others their turns. */
const openedAtOnce = 20;

/**
 * Follows all accounts below another one, at any depth: those that come join by themselves, and
 * those that go leave. One that fails keeps none of the others back.
 */
export class FollowedAccounts implements TableListener<LiveRow, RemovedRow> {
  /**
   * Resolves when the first accounts were all tried; rejects with what says that the accounts
   * cannot be known, or are too many.
   */
  readonly tried: Promise<void>;
  /** Settles as `tried` does, but waits no longer than for a while for accounts that take time. */
  readonly settled: Promise<void>;
  readonly #services: FollowedAccountsServices;
  readonly #options: FollowedAccountsOptions;
  readonly #accounts = new Map<string, { readonly account: FollowedPart; readonly forget: () => void }>();
  readonly #limit = pLimit(openedAtOnce);
  readonly #list: JoinedTable<LiveRow>;
  readonly #openedAt = new Date();
  #state: { readonly name: 'open' } | { readonly name: 'closed'; readonly error: Error | undefined } = { name: 'open' };

  /** @throws as `SharedTables.join` does */
  constructor(services: FollowedAccountsServices, options: FollowedAccountsOptions) {
    this.#services = services;
    this.#options = options;
    const { accountId, client } = options;
    this.#list = services.lists.join({ accountId, client }, this);
    const begun = this.#begin();
    this.tried = begun.then((accounts) => Promise.all(accounts.map(({ tried }) => tried))).then(() => undefined);
    this.settled = begun.then(() => withTimeout(this.tried, services.patienceMs, undefined));
    // Whoever waits for them gets the error; here it only must not count as unhandled.
    for (const promise of [this.tried, this.settled]) promise.catch(() => undefined);
  }

  /** The accounts below this one, whether or not they are followed already. */
  get accountIds(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** The accounts that cannot be followed yet, or for now. */
  get absentIds(): readonly string[] {
    return [...this.#accounts].filter(([, { account }]) => !account.isFollowed).map(([accountId]) => accountId);
  }

  /** Idempotent. Closes all, and calls nothing any more. */
  close(): void {
    this.#close(undefined);
  }

  onChanges(): void {
    this.#take();
  }

  onSnapshot(): void {
    this.#take();
  }

  onEnd(error: Error): void {
    if (this.#state.name === 'closed') return;
    this.#close(error);
    this.#options.onEnd(error);
  }

  async #begin(): Promise<readonly FollowedPart[]> {
    await this.#list.table.opened;
    this.#take();
    if (this.#state.name === 'closed' && this.#state.error !== undefined) throw this.#state.error;
    return Array.from(this.#accounts.values(), ({ account }) => account);
  }

  /** Takes the list as it is: what it says of each account is all that counts. */
  #take(): void {
    if (this.#state.name === 'closed') return;
    const listed = new Set(Array.from(this.#list.table.rows(), ({ id }) => id));
    const { maxAccounts, onTooMany } = this.#services;
    if (listed.size > maxAccounts) {
      onTooMany();
      this.onEnd(tooMany(maxAccounts));
      return;
    }
    for (const accountId of this.accountIds) if (!listed.has(accountId)) this.#remove(accountId);
    for (const accountId of listed) if (!this.#accounts.has(accountId)) this.#add(accountId);
  }

  #add(accountId: string): void {
    const { open, onCame, onFollowed, onLost } = this.#options;
    const { above, backoff, onFailed } = this.#services;
    const forget = above.follow(accountId, this.#options.accountId);
    const account = new FollowedPart({
      open: (onEnd) => open(accountId, onEnd),
      onFollowed: () => onFollowed(accountId),
      onLost: () => onLost(accountId),
      onFailed: (error) => onFailed(accountId, error),
      backoff,
      inTurn: (work) => void this.#limit(work),
    });
    this.#accounts.set(accountId, { account, forget });
    const { takenBefore = this.#openedAt } = this.#list.table;
    onCame(accountId, takenBefore > this.#openedAt ? takenBefore : this.#openedAt);
  }

  #remove(accountId: string): void {
    const removed = this.#accounts.get(accountId);
    this.#accounts.delete(accountId);
    removed?.account.close();
    removed?.forget();
    this.#options.onLeft(accountId);
  }

  #close(error: Error | undefined): void {
    if (this.#state.name === 'closed') return;
    this.#state = { name: 'closed', error };
    this.#limit.clearQueue();
    this.#list.leave();
    for (const { account, forget } of this.#accounts.values()) {
      account.close();
      forget();
    }
    this.#accounts.clear();
  }
}

function tooMany(maxAccounts: number): GatewayError {
  return new GatewayError(
    'TOO_MANY_SUBSCRIPTIONS',
    `There are more than ${maxAccounts} accounts below this one (MAX_DESCENDANT_ACCOUNTS). Take those below one of ` +
      'them, or one account at a time.',
  );
}
