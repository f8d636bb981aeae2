import type { AccountEntry } from '../entries/account-entry.ts';
import { type FormatChoice, unreadable } from '../entries/format-choice.ts';
import type { FleetAccount } from '../fleet-account.ts';
import type { AccountHead } from '../log/account-lease.ts';
import type { FleetEntry, Position } from '../log/fleet-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import { AccountReader } from './account-reader.ts';
import type { Place } from './place.ts';

export interface AccountFeedOptions {
  readonly account: FleetAccount;
  readonly log: Pick<FleetLog, 'read'>;
  readonly format: FormatChoice;
  readonly head: AccountHead;
  /** What was read before in this order, after which everything is news; default: nothing. */
  readonly after: Position | undefined;
  /** Hot: the log brings the entry to listeners next, if it is news, or had it before them. */
  readonly onEntry: (entry: AccountEntry, place: Place, isNews: boolean) => void;
  /** Entries that were not read were told as a gap: what they said of bindings is in the head. */
  readonly onSkipped: () => void;
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
  readonly #options: AccountFeedOptions;
  readonly #reader: AccountReader;
  #isPast: boolean;
  /** The last one at the head, until the log has told one. */
  #status: string | undefined;
  /** After this the past is known completely, when it is read. */
  #pastFrom: Position;

  constructor(options: AccountFeedOptions) {
    const { account, log, head, after, onForked } = options;
    this.#account = account;
    this.#head = head;
    this.#options = options;
    this.#status = head.status;
    const start = after ?? Math.min(head.reachesBackTo, head.position);
    this.#pastFrom = start;
    this.#isPast = after === undefined && head.position > start;
    this.#reader = new AccountReader(log, account.accountId, head.epoch, start, {
      onEntry: (entry) => this.#onEntry(entry),
      onMissing: (position) => {
        if (this.#isPast && position <= head.position) this.#pastFrom = position;
        else this.#skip({ epoch: head.epoch, time: position });
      },
      onForked,
      onReached: (position) => {
        if (position < head.position) return;
        if (this.#isPast) this.#endPast(this.#pastFrom);
        this.#tellStatus();
      },
    });
    if (after === undefined) account.beginOrder();
    if (after !== undefined) account.goOn(head.completeSince, after);
    else if (!this.#isPast) this.#endPast(start);
    if (start >= head.position) this.#tellStatus();
  }

  get epoch(): string {
    return this.#head.epoch;
  }

  /** Whether it lacks what the channel did not bring. */
  get isBehind(): boolean {
    return this.#reader.isBehind;
  }

  /** Of the last entry that listeners got, where they lack what the log has after that. */
  get lacksAfter(): Position | undefined {
    return this.isBehind && !this.#isPast ? this.position : undefined;
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

  /**
   * Goes on after entries that were not read by what the head says by now of bindings and status.
   * Returns false where that is not known: something has come since, or the order is another one.
   */
  goOnBy({ epoch, position, completeSince, status }: AccountHead): boolean {
    if (epoch !== this.epoch || position < this.position) return false;
    this.#account.goOn(completeSince, this.#account.applied);
    this.#status = status;
    this.#tellStatus();
    return true;
  }

  /** Nothing is brought any more. */
  close(): void {
    this.#reader.close();
  }

  /** Hot. */
  #onEntry({ position, body }: FleetEntry): void {
    const entry = this.#decode(body);
    if (entry === undefined) return;
    if (entry !== unreadable && entry.kind === 'status') this.#status = undefined;
    const place = { epoch: this.#head.epoch, time: position };
    // Where the log failed at the past, it is read together with what came since.
    if (this.#isPast && position > this.#head.position) this.#endPast(this.#pastFrom);
    const isPast = this.#isPast;
    if (entry === unreadable) {
      if (isPast) this.#pastFrom = position;
      else this.#skip(place);
    } else if (isPast) {
      this.#account.remember(entry, place);
      this.#options.onEntry(entry, place, false);
    } else {
      this.#options.onEntry(entry, place, true);
      this.#account.apply(entry, place);
    }
  }

  /** What is forgotten, or of a later version, may be an event. */
  #skip(place: Place): void {
    if (this.#isPast) this.#endPast(this.#pastFrom);
    this.#account.skip(place);
    this.#options.onSkipped();
  }

  #endPast(knownSince: Position): void {
    this.#isPast = false;
    this.#account.rebase(this.#head.completeSince, this.#head.position, knownSince);
  }

  /** The log may have forgotten the entry that told it. */
  #tellStatus(): void {
    const entry = this.#status === undefined ? undefined : this.#decode(this.#status);
    this.#status = undefined;
    if (entry === undefined || entry === unreadable) return;
    this.#account.remember(entry, { epoch: this.#head.epoch, time: this.#head.position });
  }

  #decode(body: string): AccountEntry | undefined | typeof unreadable {
    try {
      return this.#options.format.decode(body);
    } catch (error) {
      this.#options.onFault(error);
      return undefined;
    }
  }
}
