import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { holdClock, holdJitter } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { row } from './harness/live-rows-double.ts';
import {
  createLiveTables,
  gapFrom,
  ids,
  TableListenerDouble,
  times,
  unreachable,
} from './harness/live-tables-harness.ts';

holdClock();
holdJitter();

describe('a live table that opens', () => {
  test('asks for the list when its topic is complete, and takes what events told meanwhile', async () => {
    const { tables, topics, questions, put } = createLiveTables();
    const listener = new TableListenerDouble();

    const { table } = tables.join({ accountId: 'acme', client: 'somebody' }, listener);
    await settled();
    expect(questions).toEqual([]);
    topics[0]?.becomeLive();
    await settled();
    put('b', 'told');
    expect([table.isReady, listener.snapshots]).toEqual([false, []]);
    await questions[0]?.answer(row('a'), row('b', 'told'));

    await table.opened;
    expect(questions[0]).toMatchObject({ accountId: 'acme', turn: 'somebody' });
    expect([...table.rows()]).toEqual([row('b', 'told'), row('a')]);
    expect([listener.snapshots, listener.changes]).toEqual([[null], []]);
  });

  test('is shared by all who join, and asks once', async () => {
    const { tables, topics, questions, open } = createLiveTables();
    const { table } = await open(new TableListenerDouble(), row('a'));

    const second = tables.join({ accountId: 'acme', client: 'somebody else' }, new TableListenerDouble());

    expect(second.table).toBe(table);
    expect([topics.length, questions.length]).toEqual([1, 1]);
  });

  test('asks again while Kazoo is down, and gives up in time', async () => {
    const { tables, topics, questions, budget } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = tables.join({ accountId: 'acme', client: 'somebody' }, listener);
    topics[0]?.becomeLive();
    await settled();

    for (let round = 0; listener.ends.length === 0; round += 1) {
      await questions.at(-1)?.fail(unreachable);
      await vi.advanceTimersByTimeAsync(times.backoff.maxMs);
      if (round > 20) throw new Error('It never gives up');
    }

    await expect(table.opened).rejects.toBe(unreachable);
    expect(listener.ends).toEqual([unreachable]);
    expect(questions.length).toBeGreaterThan(2);
    expect([topics[0]?.isLeft, tables.get('acme'), budget.tables]).toEqual([true, undefined, 0]);
  });

  test('ends at once where asking again is in vain', async () => {
    const { tables, topics, questions } = createLiveTables();
    const listener = new TableListenerDouble();
    const forbidden = new GatewayError('FORBIDDEN', 'No.');
    tables.join({ accountId: 'acme', client: 'somebody' }, listener);
    topics[0]?.becomeLive();
    await settled();

    await questions[0]?.fail(forbidden);

    expect(listener.ends).toEqual([forbidden]);
  });

  test('ends with its topic', async () => {
    const { tables, topics, open } = createLiveTables();
    const listener = new TableListenerDouble();
    await open(listener, row('a'));
    const shutDown = new GatewayError('SHUTTING_DOWN', 'Bye.');

    topics[0]?.end(shutDown);

    expect([listener.ends, tables.get('acme')]).toEqual([[shutDown], undefined]);
  });

  test('ends with what its topic is refused with', async () => {
    const { tables, topics } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = tables.join({ accountId: 'acme', client: 'somebody' }, listener);
    const refused = new GatewayError('BINDING_REJECTED', 'No.');

    topics[0]?.refuse(refused);

    await expect(table.opened).rejects.toBe(refused);
    expect(listener.ends).toEqual([refused]);
  });
});

describe('a live table whose list is taken in steps', () => {
  test('is not open before the last, and takes events between them', async () => {
    const { tables, topics, questions, put, rowsOf, budget } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = tables.join({ accountId: 'acme', client: 'somebody' }, listener);
    rowsOf('acme').isStepped = true;
    topics[0]?.becomeLive();
    await settled();

    await questions[0]?.answer(row('a'), row('b'), row('c'));
    put('d', 'told');
    expect([table.isReady, listener.snapshots, budget.rows]).toEqual([false, [], 1]);
    await vi.runAllTicks();
    vi.advanceTimersToNextTimer();
    await table.opened;

    expect(ids(table.rows())).toEqual(['a', 'd', 'b', 'c']);
    expect([listener.snapshots, listener.changes]).toEqual([[null], []]);
  });

  test('goes on with none of them when it has ended', async () => {
    const { tables, topics, questions, rowsOf, budget } = createLiveTables();
    const { leave } = tables.join({ accountId: 'acme', client: 'somebody' }, new TableListenerDouble());
    const rows = rowsOf('acme');
    rows.isStepped = true;
    topics[0]?.becomeLive();
    await settled();

    await questions[0]?.answer(row('a'), row('b'), row('c'));
    leave();
    await vi.runAllTimersAsync();

    expect([rows.size, budget.rows, budget.tables]).toEqual([1, 0, 0]);
  });

  test('asks again for a gap that came while it was taken', async () => {
    const { questions, open, gap, rowsOf } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'));
    rowsOf('acme').isStepped = true;

    await vi.advanceTimersByTimeAsync(times.intervalMs);
    await questions[1]?.answer(row('a'), row('b'));
    gap(gapFrom(1));
    await vi.advanceTimersByTimeAsync(times.gapDelayMs);

    expect([questions.length, table.owedGap]).toEqual([3, gapFrom(1)]);
  });
});
