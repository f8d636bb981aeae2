import { asError, GatewayError } from '../../errors.ts';
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

/**
 * Makes a source of tables, and of what derived rows take from one of them.
 *
 * @param everyMs how often Kazoo is asked for rows that no event tells of
 */
export function derivedSource<Row extends LiveRow, Removed extends RemovedRow>(
  tables: Pick<SharedTables<Row, Removed>, 'join'>,
  rows: SourceRows<Row, Removed>,
  everyMs?: number,
): DerivedSource {
  return { join: (request, listener) => new TakenTable(tables, rows, { ...request, everyMs }, listener) };
}

/** How long after it was lost a table that the rows can do without is joined again. */
const lostForMs = 60_000;

type State<Row extends LiveRow> =
  | { readonly name: 'new' }
  /** The rows of the table are not known yet. */
  | { readonly name: 'opening'; readonly joined: JoinedTable<Row>; readonly isSettled: boolean }
  | { readonly name: 'taken'; readonly joined: JoinedTable<Row> }
  /** The derived rows do without it, for now. */
  | { readonly name: 'lost'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'left' };

/** A table of which derived rows are made, for as long as somebody shows these. */
class TakenTable<Row extends LiveRow, Removed extends RemovedRow> implements JoinedSource, TableListener<Row, Removed> {
  readonly #tables: Pick<SharedTables<Row, Removed>, 'join'>;
  readonly #rows: SourceRows<Row, Removed>;
  readonly #request: TableRequest;
  readonly #listener: SourceListener;
  #state: State<Row> = { name: 'new' };

  constructor(
    tables: Pick<SharedTables<Row, Removed>, 'join'>,
    rows: SourceRows<Row, Removed>,
    request: TableRequest,
    listener: SourceListener,
  ) {
    this.#tables = tables;
    this.#rows = rows;
    this.#request = request;
    this.#listener = listener;
    this.#join();
  }

  get isSettled(): boolean {
    const state = this.#state;
    return state.name === 'opening' ? state.isSettled : state.name === 'taken' || state.name === 'lost';
  }

  get isBehind(): boolean {
    return this.#state.name === 'taken' && this.#state.joined.table.isBehind;
  }

  get owedGap(): Gap | null {
    return this.#state.name === 'taken' ? (this.#state.joined.table.owedGap ?? null) : null;
  }

  get takenAt(): Date | undefined {
    return this.#state.name === 'taken' ? this.#state.joined.table.takenAt : undefined;
  }

  leave(): void {
    const state = this.#state;
    this.#transition({ name: 'left' });
    if ('joined' in state) state.joined.leave();
  }

  /** Hot: once per change of the source. */
  onChanges(changes: readonly RowChange<Row, Removed>[]): void {
    if (this.#state.name === 'taken') this.#take(null, () => this.#rows.take(changes));
  }

  onSnapshot(gap: Gap | null): void {
    const state = this.#state;
    if (!('joined' in state)) return;
    this.#transition({ name: 'taken', joined: state.joined });
    this.#take(gap, () => this.#rows.reset(state.joined.table.rows(), gap));
  }

  onEnd(error: Error): void {
    if (this.#state.name !== 'left') this.#lose(error);
  }

  /** @throws as `SharedTables.join` does, unless the rows can do without the table */
  #join(): void {
    const isSettled = this.#state.name === 'lost';
    let joined: JoinedTable<Row>;
    try {
      joined = this.#tables.join(this.#request, this);
    } catch (error) {
      if (!(error instanceof GatewayError) || this.#rows.lose === undefined) throw error;
      this.#lose(error);
      return;
    }
    this.#transition({ name: 'opening', joined, isSettled });
    if (joined.table.isReady) this.onSnapshot(null);
  }

  #lose(error: Error): void {
    const { lose } = this.#rows;
    if (lose === undefined) {
      this.#transition({ name: 'left' });
      this.#listener.onEnd(error);
      return;
    }
    const timer = setTimeout(() => this.#joinAgain(), lostForMs);
    this.#transition({ name: 'lost', timer });
    this.#take(null, () => lose());
  }

  #joinAgain(): void {
    try {
      this.#join();
    } catch (error) {
      this.#listener.onEnd(asError(error));
    }
  }

  /** A mistake of ours must not reach the source, which others show, too. */
  #take(gap: Gap | null, take: () => void): void {
    try {
      take();
    } catch (error) {
      this.#listener.onEnd(asError(error));
      return;
    }
    this.#listener.onTaken(gap);
  }

  #transition(next: State<Row>): void {
    if (this.#state.name === 'lost') clearTimeout(this.#state.timer);
    this.#state = next;
  }
}
