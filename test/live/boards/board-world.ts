import type { AccountBoard } from '../../../src/live/boards/account-board.ts';
import { BoardRows } from '../../../src/live/boards/board-rows.ts';
import { LocalDays } from '../../../src/live/boards/local-days.ts';
import type { Call, RemovedCall } from '../../../src/live/calls/call.ts';
import { LiveBudget } from '../../../src/live/live-budget.ts';
import type { RowChanges } from '../../../src/live/live-rows.ts';
import { type RowChange, ShownRows } from '../../../src/live/shown-rows.ts';

/** The board of some calls, and all that was told of them. */
export class BoardWorld {
  readonly board: BoardRows;
  readonly log: RowChange<Call, RemovedCall>[] = [];
  readonly #shown = new ShownRows<Call, RemovedCall>(
    new LiveBudget({ maxTables: 1, maxRows: 1_000, maxBytes: 1_000_000, onLimited: () => undefined }),
    () => undefined,
  );
  #row: AccountBoard | undefined;

  /** @param calls those that are up already */
  constructor(ownerId?: string, timezone: () => string | undefined = () => undefined, calls: readonly Call[] = []) {
    this.board = new BoardRows({ accountId: 'acme', ownerId, timezone, days: new LocalDays() });
    this.#shown.take({ changed: calls, removed: [] });
    this.board.reset(calls, null);
  }

  /** Lets the board begin anew with all calls that are up. */
  reset(): void {
    this.board.reset(this.calls, null);
  }

  /** Lets the board take what changed. */
  take(changes: RowChanges<Call, RemovedCall>): void {
    const taken = this.#shown.take(changes);
    this.log.push(...taken);
    this.board.take(taken);
  }

  /** The row as the board told it last. */
  get row(): AccountBoard | undefined {
    const [row] = this.board.takeChanges().changed;
    this.#row = row ?? this.#row;
    return this.#row;
  }

  get calls(): readonly Call[] {
    return [...this.#shown.rows()];
  }
}

/** The counts, from nothing but all calls that are up, and all that was ever told. */
export function recount(
  calls: readonly Call[],
  log: readonly RowChange<Call, RemovedCall>[],
  ownerId: string | undefined,
): Partial<AccountBoard> {
  const own = calls.filter(({ ownerIds }) => ownerId === undefined || ownerIds.includes(ownerId));
  const up = (state: string): number => own.filter((call) => call.state === state).length;
  const ringing = own.filter(({ state }) => state === 'RINGING').map(({ since }) => since.getTime());
  const lives = livesOf(log, ownerId);
  return {
    ringing: up('RINGING'),
    talking: up('ANSWERED'),
    held: up('ON_HOLD'),
    parked: up('PARKED'),
    longestRingSince: ringing.length === 0 ? null : new Date(Math.min(...ringing)),
    answeredToday: lives.filter(({ fate }) => fate === 'answered').length,
    missedToday: lives.filter(({ fate }) => fate === 'missed').length,
    countsComplete: lives.every(({ fate }) => fate !== 'unknown'),
  };
}

interface Life {
  readonly id: string;
  readonly fate: 'answered' | 'missed' | 'unknown' | 'none';
}

/** Each life of a row, from its first change to its removal: an id may come back. */
function livesOf(log: readonly RowChange<Call, RemovedCall>[], ownerId: string | undefined): readonly Life[] {
  const ids = new Set(log.map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const lives: RowChange<Call, RemovedCall>[][] = [[]];
    for (const change of log.filter((other) => other.id === id)) {
      lives.at(-1)?.push(change);
      if (change.after === undefined) lives.push([]);
    }
    return lives.filter(({ length }) => length > 0).map((changes) => ({ id, fate: fateOf(changes, ownerId) }));
  });
}

function fateOf(changes: readonly RowChange<Call, RemovedCall>[], ownerId: string | undefined): Life['fate'] {
  const rows = changes.map(({ after }) => after).filter((row) => row !== undefined);
  const last = changes.at(-1);
  const removed = last?.after === undefined ? last?.removed : undefined;
  const wasOwn = ownerId === undefined || rows.some(({ ownerIds }) => ownerIds.includes(ownerId));
  if (!wasOwn || removed?.reason === 'MERGED') return 'none';
  const firstOwn = rows.findIndex(({ ownerIds }) => ownerId === undefined || ownerIds.includes(ownerId));
  const isAnswered = rows
    .slice(firstOwn)
    .some(
      ({ direction, wasAnswered, answererIds }) =>
        direction === 'INBOUND' && (ownerId === undefined ? wasAnswered : answererIds.includes(ownerId)),
    );
  if (isAnswered) return 'answered';
  if (removed === undefined || rows.at(-1)?.direction !== 'INBOUND') return 'none';
  if (removed.reason === 'VANISHED') return 'unknown';
  if (removed.wasAnswered === false) return removed.isFax === true ? 'none' : 'missed';
  return ownerId === undefined ? 'answered' : 'none';
}
