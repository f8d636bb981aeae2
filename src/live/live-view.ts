import { type Gap, mergeGaps } from '../upstream/history/gap.ts';
import { DueSnapshot, type WholeView } from './due-snapshot.ts';
import type { LiveRow, RemovedRow } from './live-rows.ts';
import type { LiveUpdate } from './live-update.ts';
import type { JoinedTable, SharedTables, TableListener, TableNews, TableRequest } from './shared-table.ts';
import type { RowChange } from './shown-rows.ts';

export interface LiveViewOptions<Row extends LiveRow, Removed extends RemovedRow> {
  readonly request: TableRequest;
  /** Which rows are shown, by the row alone. Default: all. */
  readonly accepts?: ((row: Row) => boolean) | undefined;
  /** The shortest time between two updates; 0: each change is told at once. */
  readonly throttleMs: number;
  readonly onUpdate: (update: LiveUpdate<Row, Removed>) => void;
  readonly onEnd: (error: Error) => void;
}

/**
 * How long a view waits to tell that accounts came or cannot be followed, unless something else
 * happens: where hundreds are opened it would else name all absent ones in hundreds of updates.
 */
const absencesWaitMs = 500;

/** How long all who join share a picture: its cursor and its time must not be old. */
const startLastsMs = 5_000;

/** What changed and is not told yet: one change for each row, in the order of the first. */
type Pending<Row, Removed> = Map<string, RowChange<Row, Removed>>;

type State<Row extends LiveRow, Removed extends RemovedRow> =
  | { readonly name: 'resting'; readonly toldAtMs: number }
  /** Something changed too soon after the last update. */
  | {
      readonly name: 'holding';
      readonly pending: Pending<Row, Removed>;
      news: TableNews | undefined;
      /** When the throttle would let it be told. */
      readonly throttledUntilMs: number;
      readonly timer: NodeJS.Timeout;
    }
  /** All rows are told as they will be when that is read: what changes until then is among them. */
  | { readonly name: 'owing'; readonly snapshot: DueSnapshot<Row, Removed> }
  | { readonly name: 'closed' };

/**
 * What one group of clients is told of a table: the rows that it asks for, no more often than it
 * wants to know. Who has applied all updates has those rows as the table has them.
 */
export class LiveView<Row extends LiveRow, Removed extends RemovedRow> implements TableListener<Row, Removed> {
  readonly #options: LiveViewOptions<Row, Removed>;
  readonly #tables: SharedTables<Row, Removed>;
  readonly #joined: JoinedTable<Row>;
  /** Serves all who join together, while the table stays as it is. */
  #start: { readonly update: LiveUpdate<Row, Removed>; readonly version: number; readonly atMs: number } | undefined;
  /** The gap that was told last, and when. */
  #told: { readonly gap: Gap; readonly at: Date } | undefined;
  #state: State<Row, Removed> = { name: 'resting', toldAtMs: Number.NEGATIVE_INFINITY };

  /**
   * Joins the table, which the caller must leave with `close`. @throws as `SharedTables.join` does
   */
  constructor(tables: SharedTables<Row, Removed>, options: LiveViewOptions<Row, Removed>) {
    this.#tables = tables;
    this.#options = options;
    this.#joined = tables.join(options.request, this);
  }

  /** Resolves when the rows are known; rejects when they never will. */
  get opened(): Promise<void> {
    return this.#joined.table.opened;
  }

  /** Whether there is something that clients have not been told, or cannot be told yet. */
  get isHolding(): boolean {
    return this.#state.name === 'holding' || this.#state.name === 'owing' || this.#joined.table.isBehind;
  }

  /**
   * All rows at present, for somebody who joins; undefined while they are not known. One object for
   * five seconds, as long as no row changes. Its gap is one that nothing has made up for yet.
   */
  snapshot(): LiveUpdate<Row, Removed> | undefined {
    const { isReady, version, owedGap = null } = this.#joined.table;
    if (!isReady) return undefined;
    // What is told from now on comes after the picture of who joins: it must not wait for the snapshot that is due.
    if (this.#state.name === 'owing') this.#state.snapshot.settle();
    const nowMs = performance.now();
    const known = this.#start;
    const isSameGap = known?.update.gap?.from.getTime() === owedGap?.from.getTime();
    if (known?.version === version && isSameGap && nowMs - known.atMs < startLastsMs) return known.update;
    const update: LiveUpdate<Row, Removed> = { kind: 'SNAPSHOT', removed: [], gap: owedGap, ...this.#whole() };
    this.#start = { update, version, atMs: nowMs };
    this.#noteSeen();
    return update;
  }

  /** What was told since then was too much to be passed on: tells everything again. */
  lose(since: Date): void {
    if (!this.#canTell) return;
    this.#owe(this.#told !== undefined && this.#told.at >= since ? this.#told.gap : null);
  }

  /** Idempotent. Nothing is told any more. */
  close(): void {
    this.#transition({ name: 'closed' });
    this.#start = undefined;
    this.#joined.leave();
  }

  /** Hot: once per change of the table and view. */
  onChanges(changes: readonly RowChange<Row, Removed>[], news?: TableNews): void {
    this.#start = undefined;
    const state = this.#state;
    if (state.name === 'closed') return;
    const mayWait = this.#options.throttleMs > 0 || isOfAbsences(news);
    if (state.name === 'owing') this.#oweMore(state.snapshot, news?.gap ?? null);
    else if (state.name === 'holding') {
      merge(state.pending, changes);
      state.news = mergeNews(state.news, news);
      // What waits only for others of its kind goes with what may not wait as long.
      if (!isOfAbsences(news) && performance.now() >= state.throttledUntilMs)
        this.#tell([...state.pending.values()], state.news);
    } else if (mayWait) this.#hold(changes, news, state.toldAtMs);
    else this.#tell(changes, news);
  }

  onSnapshot(gap: Gap | null): void {
    this.#start = undefined;
    if (!this.#canTell) return;
    if (this.#state.name !== 'owing') this.#owe(gap);
    else this.#oweMore(this.#state.snapshot, gap);
  }

  onEnd(error: Error): void {
    this.#transition({ name: 'closed' });
    this.#options.onEnd(error);
  }

  get #canTell(): boolean {
    return this.#state.name !== 'closed' && this.#joined.table.isReady;
  }

  #owe(gap: Gap | null): void {
    const snapshot: DueSnapshot<Row, Removed> = new DueSnapshot(gap, () => {
      if (this.#state.name === 'owing' && this.#state.snapshot === snapshot)
        this.#transition({ name: 'resting', toldAtMs: performance.now() });
      return this.#whole();
    });
    this.#transition({ name: 'owing', snapshot });
    if (gap !== null) this.#told = { gap, at: snapshot.dueAt };
    this.#options.onUpdate(snapshot);
  }

  #oweMore(snapshot: DueSnapshot<Row, Removed>, gap: Gap | null): void {
    if (gap !== null) this.#told = { gap: snapshot.add(gap), at: snapshot.dueAt };
  }

  #hold(changes: readonly RowChange<Row, Removed>[], news: TableNews | undefined, toldAtMs: number): void {
    const throttledUntilMs = toldAtMs + this.#options.throttleMs;
    const throttledMs = throttledUntilMs - performance.now();
    const dueInMs = isOfAbsences(news) ? Math.max(throttledMs, absencesWaitMs) : throttledMs;
    if (dueInMs <= 0) {
      this.#tell(changes, news);
      return;
    }
    const pending: Pending<Row, Removed> = new Map();
    merge(pending, changes);
    const timer = setTimeout(() => {
      if (this.#state.name === 'holding') this.#tell([...pending.values()], this.#state.news);
    }, dueInMs);
    this.#transition({ name: 'holding', pending, news, throttledUntilMs, timer });
  }

  /** Who joins sees rows that are told to nobody else yet: when they are gone, that is news. */
  #noteSeen(): void {
    const { accepts = acceptsAll } = this.#options;
    if (this.#state.name !== 'holding') return;
    const { pending } = this.#state;
    for (const [id, change] of pending)
      if (change.after !== undefined && accepts(change.after)) pending.set(id, { ...change, before: change.after });
  }

  /** Says nothing where no change concerns a row that is accepted, or was, and nothing is news. */
  #tell(changes: readonly RowChange<Row, Removed>[], news: TableNews | undefined): void {
    const { accepts = acceptsAll } = this.#options;
    const rows: Row[] = [];
    const removed: (Removed | RemovedRow)[] = [];
    for (const change of changes) {
      const { id, before, after } = change;
      if (after !== undefined && accepts(after)) rows.push(after);
      else if (before !== undefined && accepts(before))
        removed.push('removed' in change ? change.removed : { id, reason: 'NO_LONGER_MATCHES' });
    }
    const gap = news?.gap ?? null;
    const isNews = rows.length + removed.length > 0 || news !== undefined;
    const { throttleMs, onUpdate } = this.#options;
    // What is told to nobody delays nothing.
    const toldAtMs = isNews && throttleMs > 0 ? performance.now() : Number.NEGATIVE_INFINITY;
    this.#transition({ name: 'resting', toldAtMs });
    if (!isNews) return;
    const { cursor, takenAt, absentAccountIds } = this.#now;
    const update: LiveUpdate<Row, Removed> = { kind: 'CHANGES', rows, removed, gap, cursor, takenAt, absentAccountIds };
    if (gap !== null) this.#told = { gap, at: update.takenAt };
    onUpdate(update);
  }

  #whole(): WholeView<Row, Removed> {
    const { accepts } = this.#options;
    const all = [...this.#joined.table.rows()];
    return { rows: accepts === undefined ? all : all.filter(accepts), ...this.#now };
  }

  get #now() {
    const {
      cursor = this.#tables.cursorOf(this.#options.request.accountId),
      takenAt,
      absentAccountIds = noIds,
    } = this.#joined.table;
    return { cursor, takenAt, absentAccountIds };
  }

  #transition(next: State<Row, Removed>): void {
    if (this.#state.name === 'holding') clearTimeout(this.#state.timer);
    if (this.#state.name !== 'closed') this.#state = next;
  }
}

const noIds: readonly string[] = [];

/** Whether nothing may have been missed: accounts came, or their rows are missing for now. */
function isOfAbsences(news: TableNews | undefined): boolean {
  return news !== undefined && news.gap === null;
}

/** What both tell, as one. */
function mergeNews(pending: TableNews | undefined, news: TableNews | undefined): TableNews | undefined {
  if (pending === undefined || news === undefined) return pending ?? news;
  return { gap: news.gap === null ? pending.gap : mergeGaps(pending.gap, news.gap) };
}

function acceptsAll(): boolean {
  return true;
}

function merge<Row, Removed>(pending: Pending<Row, Removed>, changes: readonly RowChange<Row, Removed>[]): void {
  for (const change of changes) {
    const first = pending.get(change.id);
    pending.set(change.id, first === undefined ? change : { ...change, before: first.before });
  }
}
