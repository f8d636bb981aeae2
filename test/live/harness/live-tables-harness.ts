import { vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { ListTurns } from '../../../src/live/list-turns.ts';
import { LiveBudget, type LiveBudgetOptions } from '../../../src/live/live-budget.ts';
import type { RemovedRow } from '../../../src/live/live-rows.ts';
import { LiveTables } from '../../../src/live/live-tables.ts';
import type { TableListener } from '../../../src/live/shared-table.ts';
import type { RowChange } from '../../../src/live/shown-rows.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';
import { settled } from '../../harness/settled.ts';
import { numberedEvent, TopicDouble } from '../../harness/topic-double.ts';
import { LiveRowsDouble, type Row } from './live-rows-double.ts';
import { askingIn, type Question } from './question.ts';

export const times = {
  intervalMs: 30_000,
  gapDelayMs: 300,
  backoff: { baseMs: 1_000, maxMs: 8_000 },
  openTimeoutMs: 15_000,
  lingerMs: 30_000,
};

/** Must run under fake timers. */
export function createLiveTables(bounds: Partial<LiveBudgetOptions> = {}, intervalMs = times.intervalMs) {
  const questions: Question[] = [];
  const topics: TopicDouble[] = [];
  const listeners: TopicListener[] = [];
  /** Whose topics and listeners they are. */
  const accounts: string[] = [];
  const rows = new Map<string, LiveRowsDouble>();
  const outcomes: string[] = [];
  const onLimited = vi.fn<(limit: string) => void>();
  const budget = new LiveBudget({ maxTables: 10, maxRows: 100, maxBytes: 100_000, onLimited, ...bounds });
  let cursors = 0;
  const tables = new LiveTables<Row, RemovedRow, readonly Row[]>({
    binding: parseBinding('call.*.*'),
    makeRows: (accountId) => {
      const made = new LiveRowsDouble();
      rows.set(accountId, made);
      return made;
    },
    list: askingIn(questions),
    turns: new ListTurns({ maxRunning: 2, maxRunningSlow: 1 }),
    slices: new SlicedQueue(),
    upstreams: {
      follow: () => () => undefined,
      listenForFollowers(accountId, _, listener) {
        accounts.push(accountId);
        const topic = new TopicDouble(listener);
        topics.push(topic);
        listeners.push(listener);
        return topic;
      },
      cursor: 'cursor of all accounts',
      cursorOf(accountId) {
        cursors += 1;
        return `cursor-${cursors} of ${accountId}`;
      },
    },
    times: { ...times, intervalMs },
    budget,
    onRepair: (_, outcome) => outcomes.push(outcome),
  });

  /** An event of an account, by default of the first that was opened. */
  function emit(name: 'put' | 'gone', data: Readonly<Record<string, unknown>>, accountId = accounts[0] ?? ''): void {
    const event: KazooEvent = { ...numberedEvent(0, 'c'), name, data };
    listeners[accounts.indexOf(accountId)]?.onEvent(event);
  }

  /** The rows of an account whose table was opened. */
  function rowsOf(accountId: string): LiveRowsDouble {
    const made = rows.get(accountId);
    if (made === undefined) throw new Error(`The table of ${accountId} was not opened`);
    return made;
  }

  /** Opens the table of an account, whose first list has these rows. */
  async function openOf(accountId: string, listener: TableListener<Row, RemovedRow>, ...rows: Row[]) {
    const joined = tables.join({ accountId, client: 'somebody' }, listener);
    topics.at(-1)?.becomeLive();
    await settled();
    await questions.at(-1)?.answer(...rows);
    return joined;
  }

  return {
    tables,
    budget,
    onLimited,
    questions,
    topics,
    outcomes,
    openOf,
    open: (listener: TableListener<Row, RemovedRow>, ...rows: Row[]) => openOf('acme', listener, ...rows),
    topicOf: (accountId: string) => topics[accounts.indexOf(accountId)],
    gapOf: (accountId: string, gap: Gap) => listeners[accounts.indexOf(accountId)]?.onGap(gap),
    put: (id: string, text: string, ownerIds: readonly string[] = []) => emit('put', { id, text, ownerIds }),
    putOf: (accountId: string, id: string, text: string) => emit('put', { id, text }, accountId),
    rowsOf,
    gone: (id: string) => emit('gone', { id }),
    gap: (gap: Gap) => listeners[0]?.onGap(gap),
    /** Events were missed, and Kazoo is asked, once its list must show that. */
    async missed(gap: Gap) {
      listeners[0]?.onGap(gap);
      await vi.advanceTimersByTimeAsync(times.gapDelayMs);
    },
  };
}

export const unreachable = new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo is down.');

export function ids(rows: Iterable<{ readonly id: string }>): readonly string[] {
  return Array.from(rows, ({ id }) => id);
}

/** Keeps what a table tells. */
export class TableListenerDouble implements TableListener<Row, RemovedRow> {
  readonly changes: RowChange<Row, RemovedRow>[] = [];
  readonly snapshots: (Gap | null)[] = [];
  readonly ends: Error[] = [];

  onChanges(changes: readonly RowChange<Row, RemovedRow>[]): void {
    this.changes.push(...changes);
  }

  onSnapshot(gap: Gap | null): void {
    this.snapshots.push(gap);
  }

  onEnd(error: Error): void {
    this.ends.push(error);
  }
}

export function gapFrom(second: number): Gap {
  const from = new Date(1_000 * second);
  return {
    from,
    to: new Date(1_000 * (second + 1)),
    reason: 'UPSTREAM_DISCONNECTED',
    certain: true,
    accountIds: ['acme'],
  };
}
