import { GatewayError } from '../../errors.ts';
import type { Gap } from '../../upstream/history/gap.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import type { JoinedTable, SharedTables, TableListener, TableRequest } from '../shared-table.ts';
import type { RowChange } from '../shown-rows.ts';
import type { SourceRows } from './derived-rows.ts';

/** Told after the derived rows have taken what their source tells. */
export interface SourceListener {
  /** @param gap the time in which changes may have been missed; null when nothing was */
  onTaken(gap: Gap | null): void;
  /** The source has ended, or what is made of it is broken. */
  onEnd(error: Error): void;
}

/** One of the tables that derived rows are made of, whatever its rows are. */
export interface DerivedSource {
  /** Joins the table. @throws as `SharedTables.join` does, unless the rows can do without it */
  join(request: TableRequest, listener: SourceListener): JoinedSource;
}

export interface JoinedSource {
  /** Whether the derived rows have what they can get of it. */
  readonly isSettled: boolean;
  readonly isBehind: boolean;
  readonly owedGap: Gap | null;
  /** When its rows were so; undefined where the derived rows do without it. */
  readonly takenAt: Date | undefined;
  /** Idempotent. */
  leave(): void;
}

/** Makes a source of tables, and of what derived rows take from one of them. */
export function derivedSource<Row extends LiveRow, Removed extends RemovedRow>(
  tables: Pick<SharedTables<Row, Removed>, 'join'>,
  rows: SourceRows<Row, Removed>,
): DerivedSource {
  return { join: (request, listener) => new TakenTable(tables, rows, request, listener) };
}

type State<Row extends LiveRow> =
  /** Its rows are not known yet. */
  | { readonly name: 'opening'; readonly joined: JoinedTable<Row> }
  | { readonly name: 'taken'; readonly joined: JoinedTable<Row> }
  /** The derived rows do without it. */
  | { readonly name: 'lost' }
  | { readonly name: 'left' };

/** A table of which derived rows are made, for as long as somebody shows these. */
class TakenTable<Row extends LiveRow, Removed extends RemovedRow> implements JoinedSource, TableListener<Row, Removed> {
  readonly #rows: SourceRows<Row, Removed>;
  readonly #listener: SourceListener;
  #state: State<Row>;

  constructor(
    tables: Pick<SharedTables<Row, Removed>, 'join'>,
    rows: SourceRows<Row, Removed>,
    request: TableRequest,
    listener: SourceListener,
  ) {
    this.#rows = rows;
    this.#listener = listener;
    const joined = join(tables, rows, request, this);
    this.#state = joined === undefined ? { name: 'lost' } : { name: 'opening', joined };
    if (joined?.table.isReady) this.onSnapshot(null);
  }

  get isSettled(): boolean {
    return this.#state.name === 'taken' || this.#state.name === 'lost';
  }

  get isBehind(): boolean {
    return 'joined' in this.#state && this.#state.joined.table.isBehind;
  }

  get owedGap(): Gap | null {
    return 'joined' in this.#state ? (this.#state.joined.table.owedGap ?? null) : null;
  }

  get takenAt(): Date | undefined {
    return 'joined' in this.#state ? this.#state.joined.table.takenAt : undefined;
  }

  leave(): void {
    const state = this.#state;
    this.#state = { name: 'left' };
    if ('joined' in state) state.joined.leave();
  }

  /** Hot: once per change of the source. */
  onChanges(changes: readonly RowChange<Row, Removed>[]): void {
    if (this.#state.name === 'taken') this.#take(null, () => this.#rows.take(changes));
  }

  onSnapshot(gap: Gap | null): void {
    const state = this.#state;
    if (!('joined' in state)) return;
    this.#state = { name: 'taken', joined: state.joined };
    this.#take(gap, () => this.#rows.reset(state.joined.table.rows(), gap));
  }

  onEnd(error: Error): void {
    const { lose } = this.#rows;
    if (this.#state.name === 'left') return;
    this.#state = { name: 'lost' };
    if (lose === undefined) this.#listener.onEnd(error);
    else this.#take(null, () => lose());
  }

  /** A mistake of ours must not reach the source, which others show, too. */
  #take(gap: Gap | null, take: () => void): void {
    try {
      take();
    } catch (error) {
      this.#listener.onEnd(error instanceof Error ? error : new TypeError(String(error)));
      return;
    }
    this.#listener.onTaken(gap);
  }
}

/** Returns undefined where the rows do without what cannot be joined. */
function join<Row extends LiveRow, Removed extends RemovedRow>(
  tables: Pick<SharedTables<Row, Removed>, 'join'>,
  { lose }: SourceRows<Row, Removed>,
  request: TableRequest,
  listener: TableListener<Row, Removed>,
): JoinedTable<Row> | undefined {
  try {
    return tables.join(request, listener);
  } catch (error) {
    if (lose === undefined || !(error instanceof GatewayError)) throw error;
    lose();
    return undefined;
  }
}
