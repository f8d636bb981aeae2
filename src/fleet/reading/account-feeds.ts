import type { AccountEntry } from '../entries/account-entry.ts';
import type { FormatChoice } from '../entries/format-choice.ts';
import type { FleetAccount } from '../fleet-account.ts';
import type { AccountHead } from '../log/account-lease.ts';
import type { FleetEntry, Position } from '../log/fleet-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import type { OwnConnection } from '../source/own-connection.ts';
import { AccountFeed } from './account-feed.ts';
import type { Place } from './place.ts';

export interface AccountFeedsOptions {
  readonly account: FleetAccount;
  readonly log: Pick<FleetLog, 'follow' | 'unfollow' | 'head' | 'read' | 'renewEpoch'>;
  readonly format: FormatChoice;
  /** Hot: a feed brings the entry next, if it is news, or had it before listeners came. */
  readonly onEntry: (entry: AccountEntry, place: Place, isNews: boolean) => void;
  /** Whether this instance writes the entries, which others have: it stays what it is if it can. */
  readonly isOwner: () => boolean;
  /** Entries were not read, but told as a gap: what they said of bindings is in the head. */
  readonly onSkipped: (epoch: string) => void;
  readonly onFault: (error: unknown) => void;
}

/** The feeds of an account, one after another: each goes on where the last one ended, if it can. */
export class AccountFeeds {
  readonly #options: AccountFeedsOptions;
  #isFollowed = false;
  #present: AccountFeed | undefined;
  /** Undefined after the account was fed otherwise. */
  #last: AccountFeed | undefined;
  /** The last place in the fleet's order that was seen here. */
  #seen: { readonly epoch: string; readonly position: Position } | undefined;

  constructor(options: AccountFeedsOptions) {
    this.#options = options;
  }

  /** Of the last entry that was brought in the present order; 0 where none was. */
  get position(): Position {
    return this.#present?.position ?? 0;
  }

  /** Whether the present feed lacks what the channel did not bring. */
  get isBehind(): boolean {
    return this.#present?.isBehind === true;
  }

  /**
   * Resolves when the channel brings the account's entries: `unfollow` must be called.
   *
   * @throws what the log throws.
   */
  async follow(): Promise<void> {
    if (this.#isFollowed) return;
    this.#isFollowed = true;
    await this.#options.log.follow(this.#options.account.accountId);
  }

  /** Idempotent. */
  unfollow(): void {
    if (this.#isFollowed) this.#options.log.unfollow(this.#options.account.accountId);
    this.#isFollowed = false;
  }

  /** Hot: what the channel brings of the order of this epoch. */
  receive(epoch: string, entries: readonly FleetEntry[]): void {
    if (this.#present?.epoch === epoch) this.#present.receive(entries);
  }

  /**
   * Resolves with whether everything is here that the log has by now, and its owner has nothing to
   * put back that the engine has lost.
   *
   * @throws what the log throws.
   */
  async catchUp(): Promise<boolean> {
    const { account, log } = this.#options;
    const { position, isConfirmed, lease } = await log.head(account.accountId);
    const feed = this.#present;
    await feed?.reach(position);
    const isWhole = isConfirmed || lease === undefined;
    return isWhole && feed !== undefined && feed.position >= position;
  }

  /** Whether the engine came back without what it had told. */
  hasLost({ epoch, position, reachesBackTo }: AccountHead): boolean {
    if (this.#seen?.epoch !== epoch || position >= this.#seen.position) return false;
    // What was not used for as long as it is kept has expired: that is a gap of this account only.
    const isExpired = position === 0 && reachesBackTo >= this.#seen.position;
    return !isExpired;
  }

  /**
   * Whether the log lacks what this feed has brought, and nobody is going to put it back.
   *
   * @throws what the log throws.
   */
  async haveLost({ epoch, position }: AccountFeed): Promise<boolean> {
    const head = await this.#options.log.head(this.#options.account.accountId);
    if (head.epoch !== epoch || head.position >= position) return false;
    return head.isConfirmed || (head.position === 0 && head.lease === undefined);
  }

  /**
   * Feeds the account from the log. Where that does not go on where the last feed ended, something
   * may have been missed since `lastHeard`, but nothing of what the own connection served.
   */
  open(
    head: AccountHead,
    lastHeard: Date,
    { isContinuous, servedBindings }: Pick<OwnConnection, 'isContinuous' | 'servedBindings'>,
  ): AccountFeed {
    const { account, log, format, onEntry, onFault } = this.#options;
    const last = this.#last;
    // What the log has is news for those who were here before, and got nothing else meanwhile.
    const isKept = last !== undefined && last.position >= head.reachesBackTo && last.position <= head.position;
    const after = isKept && last.epoch === head.epoch ? last.position : undefined;
    if (last !== undefined && after === undefined) {
      if (isContinuous) account.topics.missUnserved(servedBindings, lastHeard);
      else account.lose(lastHeard);
    }
    this.#present = new AccountFeed({
      account,
      log,
      format,
      head,
      after,
      onEntry,
      onSkipped: () => void this.#skipped(head.epoch),
      onForked: () => void log.renewEpoch(head.epoch).catch(onFault),
      onFault,
    });
    return this.#present;
  }

  /** The present feed brings nothing any more. Idempotent. */
  close(): void {
    const feed = this.#present;
    if (feed === undefined) return;
    this.#present = undefined;
    const { epoch, position } = feed;
    this.#last = feed;
    this.#seen = { epoch, position };
    feed.close();
  }

  /** Does not reject. */
  async #skipped(epoch: string): Promise<void> {
    const { account, log, isOwner, onSkipped } = this.#options;
    const feed = this.#present;
    if (feed !== undefined && isOwner()) {
      const head = await log.head(account.accountId).catch(() => undefined);
      if (this.#present !== feed || (head !== undefined && feed.goOnBy(head))) return;
    }
    onSkipped(epoch);
  }

  /** The account is fed otherwise from now on. */
  forgetLast(): void {
    this.#last = undefined;
  }
}
