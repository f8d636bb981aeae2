import type { GatewayError } from '../../errors.ts';
import { coverGaps, type Gap, ofAccount } from '../../upstream/history/gap.ts';
import type { Following } from '../followed-part.ts';
import type { LiveBudget, LiveShare } from '../live-budget.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import { SharedLife } from '../shared-life.ts';
import {
  type JoinedTable,
  type SharedTable,
  type SharedTables,
  type TableListener,
  type TableNews,
  tellChanges,
  tellSnapshot,
} from '../shared-table.ts';
import type { RowChange } from '../shown-rows.ts';
import type { FollowedAccounts, FollowedAccountsOptions } from './followed-accounts.ts';
import { MemberRows, type Renamed } from './member-rows.ts';

/** Follows all accounts below another one. */
export type FollowDescendants = (options: FollowedAccountsOptions) => FollowedAccounts;

export interface DescendantTableOptions<Row extends LiveRow, Removed extends RemovedRow> {
  /** The account below which the accounts are. */
  readonly accountId: string;
  readonly client: string;
  /** The tables of single accounts. */
  readonly tables: Pick<SharedTables<Row, Removed>, 'join'>;
  /** Gives rows ids that no row of another account has. */
  readonly rename: Renamed;
  readonly follow: FollowDescendants;
  readonly budget: LiveBudget;
  readonly lingerMs: number;
  readonly onClosed: () => void;
}

interface Member<Row extends LiveRow, Removed extends RemovedRow> {
  readonly table: SharedTable<Row>;
  readonly rows: MemberRows<Row, Removed>;
}

/** About what a row takes under another id: what it says is shared with its account's table. */
const copyBytes = 512;

const unheard = { onChanges: () => undefined, onSnapshot: () => undefined, onEnd: () => undefined };

/**
 * The rows of all accounts below one, from the tables of these accounts, shared by all who show
 * them. A change costs what its own rows cost, and a gap the rows of its account: no other account
 * is told anew. Holds a name for each row, and its rows under other ids. At its limit of 500
 * accounts it begins with 500 topics and 1,000 requests, of 20 accounts at a time, and as many
 * requests again in each round of repairs: once for all who ask, also when the first have left.
 */
export class DescendantTable<Row extends LiveRow, Removed extends RemovedRow> implements SharedTable<Row>, LiveShare {
  readonly #options: DescendantTableOptions<Row, Removed>;
  readonly #life: SharedLife<TableListener<Row, Removed | RemovedRow>>;
  readonly #followed: FollowedAccounts;
  readonly #joined = new Map<string, JoinedTable<Row>>();
  /** The accounts whose rows are shown. */
  readonly #members = new Map<string, Member<Row, Removed>>();
  #absentIds: readonly string[] | undefined;
  #version = 0;
  #size = 0;

  constructor(options: DescendantTableOptions<Row, Removed>) {
    this.#options = options;
    const { accountId, client, follow, budget, lingerMs, onClosed } = options;
    this.#followed = follow({
      accountId,
      client,
      open: (id, onEnd) => this.#open(id, onEnd),
      onCame: () => this.#tell([], { gap: null }),
      onFollowed: (id) => this.#onFollowed(id),
      onLost: (id) => this.#onLeft(id),
      onLeft: (id) => this.#onLeft(id),
      onEnd: (error) => this.#life.end(error),
    });
    this.#life = new SharedLife({
      lingerMs,
      onEnded: () => {
        this.#followed.close();
        budget.tables -= 1;
        budget.delete(this);
        this.#grow(-this.#size);
        onClosed();
      },
    });
    budget.tables += 1;
    budget.add(this);
    // What was begun for hundreds of accounts is not thrown away for who leaves, and asked for again for the next.
    const leave = this.#life.join(unheard);
    this.#followed.settled.then(
      () => {
        this.#life.open(() => tellSnapshot(this.#life.listeners, null));
        leave();
      },
      (error: Error) => this.#life.end(error),
    );
  }

  get opened(): Promise<void> {
    return this.#life.opened;
  }

  get isReady(): boolean {
    return this.#life.isReady;
  }

  get isLingering(): boolean {
    return this.#life.isLingering;
  }

  get isBehind(): boolean {
    return !this.isReady || this.#tables().some(({ isBehind }) => isBehind);
  }

  get owedGap(): Gap | null {
    return coverGaps(this.#tables().flatMap(({ owedGap }) => owedGap ?? []));
  }

  get absentAccountIds(): readonly string[] {
    this.#absentIds ??= this.#followed.absentIds;
    return this.#absentIds;
  }

  get version(): number {
    return this.#version;
  }

  get takenAt(): Date {
    return new Date();
  }

  get bytes(): number {
    return copyBytes * this.#size;
  }

  *rows(): Iterable<Row> {
    for (const { rows } of this.#members.values()) yield* rows.shown();
  }

  /** Returns how to leave, which is idempotent. */
  join(listener: TableListener<Row, Removed | RemovedRow>): () => void {
    return this.#life.join(listener);
  }

  /** Ends at once if nobody listens. */
  endLinger(): void {
    this.#life.endLinger();
  }

  end(error: GatewayError): void {
    this.#life.end(error);
  }

  #tables(): readonly SharedTable<Row>[] {
    return Array.from(this.#members.values(), ({ table }) => table);
  }

  #open(accountId: string, onEnd: (error: unknown) => void): Following {
    const { tables, client, accountId: via } = this.#options;
    const joined = tables.join(
      { accountId, client, via },
      {
        onChanges: (changes) => {
          const member = this.#members.get(accountId);
          if (member !== undefined) this.#tell(member.rows.take(changes));
        },
        onSnapshot: (gap) => this.#onSnapshot(accountId, gap),
        onEnd,
      },
    );
    this.#joined.set(accountId, joined);
    return { opened: joined.table.opened, close: () => joined.leave() };
  }

  #onFollowed(accountId: string): void {
    const table = this.#joined.get(accountId)?.table;
    if (table === undefined) return;
    const rows = new MemberRows<Row, Removed>(accountId, this.#options.rename);
    this.#members.set(accountId, { table, rows });
    this.#tell(rows.reset(table.rows()), { gap: null });
  }

  #onSnapshot(accountId: string, gap: Gap | null): void {
    const member = this.#members.get(accountId);
    if (member === undefined) return;
    const changes = member.rows.reset(member.table.rows());
    this.#tell(changes, gap === null ? undefined : { gap: ofAccount(gap, accountId) });
  }

  /** The account is not followed any more, or not for now: nothing is known of its rows. */
  #onLeft(accountId: string): void {
    const changes = this.#members.get(accountId)?.rows.clear() ?? [];
    this.#members.delete(accountId);
    this.#joined.delete(accountId);
    this.#tell(changes, { gap: null });
  }

  /** Hot: once per change of an account. */
  #tell(changes: readonly RowChange<Row, Removed | RemovedRow>[], news?: TableNews): void {
    if (news !== undefined) this.#absentIds = undefined;
    if (changes.length === 0 && news === undefined) return;
    this.#version += 1;
    if (this.isReady) tellChanges(this.#life.listeners, changes, news);
    this.#count(changes);
  }

  /** After they were told: what has no room ends a table, maybe that of one of the accounts. */
  #count(changes: readonly RowChange<Row, Removed | RemovedRow>[]): void {
    let grown = 0;
    for (const { before, after } of changes) grown += Number(after !== undefined) - Number(before !== undefined);
    if (this.#life.isEnded || grown === 0) return;
    this.#grow(grown);
    const refusal = grown > 0 ? this.#options.budget.refusalBelow(this, this.#size) : undefined;
    if (refusal !== undefined) this.#life.end(refusal);
  }

  #grow(rows: number): void {
    this.#size += rows;
    this.#options.budget.bytes += copyBytes * rows;
  }
}
