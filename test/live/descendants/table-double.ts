import { GatewayError } from '../../../src/errors.ts';
import type { LiveRow, RemovedRow } from '../../../src/live/live-rows.ts';
import type {
  JoinedTable,
  SharedTable,
  SharedTables,
  TableListener,
  TableRequest,
} from '../../../src/live/shared-table.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';

/** A table whose rows the test changes. */
export class TableDouble<Row extends LiveRow> implements SharedTable<Row> {
  readonly opened: Promise<void>;
  isReady = false;
  isBehind = false;
  owedGap: Gap | null = null;
  version = 0;
  readonly takenAt = new Date(0);
  takenBefore: Date | undefined;
  readonly listeners = new Set<TableListener<Row, RemovedRow>>();
  readonly #rows = new Map<string, Row>();
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  constructor(rows: Iterable<Row> = []) {
    for (const row of rows) this.#rows.set(row.id, row);
    this.opened = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.opened.catch(() => undefined);
  }

  rows(): Iterable<Row> {
    return [...this.#rows.values()];
  }

  open(): void {
    this.isReady = true;
    this.#settle?.resolve();
    for (const listener of this.listeners) listener.onSnapshot(null);
  }

  put(row: Row): void {
    const before = this.#rows.get(row.id);
    this.#rows.set(row.id, row);
    this.#tell([{ id: row.id, before, after: row }]);
  }

  remove(id: string): void {
    const before = this.#rows.get(id);
    if (!this.#rows.delete(id)) return;
    this.#tell([{ id, before, after: undefined, removed: { id, reason: 'ENDED' } }]);
  }

  /** The rows are these after a gap, in which nobody was told of changes. */
  repair(rows: Iterable<Row>, gap: Gap): void {
    this.#rows.clear();
    for (const row of rows) this.#rows.set(row.id, row);
    for (const listener of this.listeners) listener.onSnapshot(gap);
  }

  end(error: Error = new GatewayError('UPSTREAM_UNAVAILABLE', 'The table has ended.')): void {
    this.#settle?.reject(error);
    const listeners = [...this.listeners];
    this.listeners.clear();
    for (const listener of listeners) listener.onEnd(error);
  }

  #tell(changes: Parameters<TableListener<Row, RemovedRow>['onChanges']>[0]): void {
    this.version += 1;
    if (this.isReady) for (const listener of this.listeners) listener.onChanges(changes);
  }
}

/** The tables of accounts, made when they are joined first. */
export class TablesDouble<Row extends LiveRow> implements SharedTables<Row, RemovedRow> {
  cursor = 'cursor';
  readonly cursorOf = (): string => this.cursor;
  readonly requests: TableRequest[] = [];
  readonly byAccount = new Map<string, TableDouble<Row>>();
  readonly #make: (accountId: string) => TableDouble<Row>;

  constructor(make: (accountId: string) => TableDouble<Row> = () => new TableDouble()) {
    this.#make = make;
  }

  topics(accountId: string): readonly string[] {
    return [`${accountId} topic`];
  }

  of(accountId: string): TableDouble<Row> {
    const known = this.byAccount.get(accountId) ?? this.#make(accountId);
    this.byAccount.set(accountId, known);
    return known;
  }

  join(request: TableRequest, listener: TableListener<Row, RemovedRow>): JoinedTable<Row> {
    this.requests.push(request);
    const table = this.of(request.accountId);
    table.listeners.add(listener);
    return { table, leave: () => void table.listeners.delete(listener) };
  }
}
