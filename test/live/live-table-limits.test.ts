import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { row } from './harness/live-rows-double.ts';
import { createLiveTables, settled, TableListenerDouble } from './harness/live-tables-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

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

  test('ends when all are too large together, unless it has only a small part of that', async () => {
    const { tables, onLimited, open, topics, questions, put } = createLiveTables({ maxBytes: 600 });
    const large = new TableListenerDouble();
    const small = new TableListenerDouble();
    await open(large, row('a'));
    put('a', 'x'.repeat(540));

    tables.join({ accountId: 'small', client: 'somebody' }, small);
    topics[1]?.becomeLive();
    await settled();
    await questions[1]?.answer(row('b'));
    expect([large.ends.length, small.snapshots.length, small.ends.length]).toEqual([0, 1, 0]);
    put('a', 'y'.repeat(540));

    expect([large.ends.length, small.ends.length]).toEqual([1, 0]);
    expect(onLimited.mock.calls).toEqual([['max_live_bytes']]);
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
