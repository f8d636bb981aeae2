import { describe, expect, test } from 'vitest';
import { holdClock } from '../harness/held-clock.ts';
import { row } from './harness/live-rows-double.ts';
import { createLiveTables, TableListenerDouble } from './harness/live-tables-harness.ts';

holdClock();

describe('a live table that is too large', () => {
  test('ends when it has too many rows, and says which limit it is', async () => {
    const { tables, budget, onLimited, open, put } = createLiveTables({ maxRows: 2 });
    const listener = new TableListenerDouble();
    await open(listener, row('a'), row('b'));

    put('c', 'new');

    expect(listener.ends).toMatchObject([{ code: 'TOO_MANY_SUBSCRIPTIONS', message: /MAX_LIVE_ROWS/ }].map(asMatchers));
    expect([onLimited.mock.calls, tables.get('acme'), budget.bytes]).toEqual([[['max_live_rows']], undefined, 0]);
  });

  test('ends before it is open, too', async () => {
    const { tables, open } = createLiveTables({ maxRows: 2 });
    const listener = new TableListenerDouble();

    const { table } = await open(listener, row('a'), row('b'), row('c'));

    await expect(table.opened).rejects.toMatchObject({ code: 'TOO_MANY_SUBSCRIPTIONS' });
    expect([listener.snapshots, tables.get('acme')]).toEqual([[], undefined]);
  });

  test.each(['large', 'small'])('ends when all are too large together, when the %s one grows', async (grown) => {
    const { tables, budget, onLimited, open, openOf, put, putOf } = createLiveTables({ maxBytes: 700 });
    const large = new TableListenerDouble();
    const small = new TableListenerDouble();
    await open(large, row('a'));
    put('a', 'x'.repeat(400));
    await openOf('small', small, row('b'));

    if (grown === 'large') put('a', 'y'.repeat(700));
    else putOf('small', 'b', 'y'.repeat(260));

    expect(large.ends).toMatchObject([{ code: 'TOO_MANY_SUBSCRIPTIONS', message: /MAX_LIVE_BYTES/ }].map(asMatchers));
    expect([small.ends, tables.get('acme'), budget.tables]).toEqual([[], undefined, 1]);
    expect(small.changes).toHaveLength(grown === 'large' ? 0 : 1);
    expect(onLimited.mock.calls).toEqual([['max_live_bytes']]);
  });

  test('ends by itself when it is the largest, as many as must go', async () => {
    const { budget, openOf, putOf } = createLiveTables({ maxBytes: 1_000 });
    const listeners = Array.from({ length: 3 }, () => new TableListenerDouble());
    for (const [index, listener] of listeners.entries()) await openOf(`account-${index}`, listener, row('a'));
    putOf('account-0', 'a', 'x'.repeat(300));
    putOf('account-1', 'a', 'x'.repeat(400));

    putOf('account-2', 'a', 'x'.repeat(5_000));
    expect(listeners.map(({ ends }) => ends.length)).toEqual([0, 0, 1]);
    putOf('account-0', 'a', 'x'.repeat(600));

    expect(listeners.map(({ ends }) => ends.length)).toEqual([1, 0, 1]);
    expect([budget.tables, budget.bytes < 1_000]).toEqual([1, true]);
  });

  test('counts what is kept beside its rows, until it has ended', async () => {
    const { budget, rowsOf, open, put } = createLiveTables({ maxBytes: 10_000 });
    const listener = new TableListenerDouble();
    const { leave } = await open(listener, row('a'));
    const before = budget.bytes;

    rowsOf('acme').retainedBytes = 5_000;
    put('a', 'new');
    expect(budget.bytes).toBe(before + 5_000);
    rowsOf('acme').retainedBytes = 10_000;
    put('a', 'new');

    expect([listener.ends.length, budget.bytes]).toEqual([1, 0]);
    leave();
    expect(budget.bytes).toBe(0);
  });

  test('is refused where there are too many tables, unless one lingers', async () => {
    const { tables, onLimited, open } = createLiveTables({ maxTables: 1 });
    const { leave } = await open(new TableListenerDouble(), row('a'));

    expect(() => tables.join({ accountId: 'other', client: 'somebody' }, new TableListenerDouble())).toThrow(
      /MAX_LIVE_TABLES/,
    );
    leave();
    tables.join({ accountId: 'other', client: 'somebody' }, new TableListenerDouble());

    expect([tables.get('acme'), onLimited.mock.calls]).toEqual([undefined, [['max_live_tables']]]);
  });
});

function asMatchers<Shape extends { readonly message: RegExp }>(shape: Shape) {
  return { ...shape, message: expect.stringMatching(shape.message) };
}
