import { type AccountEntry, decodeEntry } from '../entries/account-entry.ts';
import type { FleetAccount } from '../fleet-account.ts';
import type { AccountHead } from '../log/account-lease.ts';
import type { FleetEntry, Position } from '../log/fleet-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import { AccountReader } from './account-reader.ts';

export interface AccountFeedOptions {
  readonly account: FleetAccount;
  readonly log: Pick<FleetLog, 'read'>;
  readonly head: AccountHead;
  /** What was read before in this order, after which everything is news; default: nothing. */
  readonly after: Position | undefined;
  /** Hot: the log brings the entry to listeners next, or had it before them. */
  readonly onEntry: (entry: AccountEntry) => void;
  /** The log has lost entries that were brought. */
  readonly onForked: () => void;
  /** What cannot be read is left out. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Feeds an account from the log: with what happened before it came only as its past, with
 * everything after that as news.
 */
export class AccountFeed {
  readonly #account: FleetAccount;
  readonly #head: AccountHead;
  readonly #onEntryOfLog: (entry: AccountEntry) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #reader: AccountReader;
  readonly #start: Position;
  #isPast: boolean;

  constructor({ account, log, head, after, onEntry, onForked, onFault }: AccountFeedOptions) {
    this.#account = account;
    this.#head = head;
    this.#onEntryOfLog = onEntry;
    this.#onFault = onFault;
    this.#start = after ?? Math.min(head.reachesBackTo, head.position);
    this.#isPast = after === undefined && head.position > this.#start;
    this.#reader = new AccountReader(log, account.accountId, head.epoch, this.#start, {
      onEntry: (entry) => this.#onEntry(entry),
      onMissing: (position) => {
        if (this.#isPast) this.#endPast(position);
        else account.skip({ epoch: head.epoch, time: position });
      },
      onForked,
      onReached: (position) => {
        if (this.#isPast && position >= head.position) this.#endPast(this.#start);
      },
    });
    if (after === undefined) account.beginOrder();
    if (after !== undefined) account.goOn(head.completeSince, after);
    else if (!this.#isPast) this.#endPast(this.#start);
  }

  get epoch(): string {
    return this.#head.epoch;
  }

  /** Whether it reads what the channel did not bring. */
  get isBehind(): boolean {
    return this.#reader.isReading;
  }

  /** Of the last entry that was brought. */
  get position(): Position {
    return this.#reader.position;
  }

  /** Hot: what the channel brings. */
  receive(entries: readonly FleetEntry[]): void {
    this.#reader.receive(entries);
  }

  /** Reads what has not come by itself, up to `position`, as far as the log answers. */
  reach(position: Position): Promise<void> {
    return this.#reader.reach(position);
  }

  /** Nothing is brought any more. */
  close(): void {
    this.#reader.close();
  }

  /** Hot. */
  #onEntry({ position, body }: FleetEntry): void {
    const entry = this.#decode(body);
    if (entry === undefined) return;
    const place = { epoch: this.#head.epoch, time: position };
    if (this.#isPast && position <= this.#head.position) {
      this.#account.remember(entry, place);
      this.#onEntryOfLog(entry);
    } else {
      this.#onEntryOfLog(entry);
      this.#account.apply(entry, place);
    }
  }

  #endPast(knownSince: Position): void {
    this.#isPast = false;
    this.#account.rebase(this.#head.completeSince, this.#head.position, knownSince);
  }

  #decode(body: string): AccountEntry | undefined {
    try {
      return decodeEntry(body);
    } catch (error) {
      this.#onFault(error);
      return undefined;
    }
  }
}
