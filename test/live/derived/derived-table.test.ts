import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { type Row, row } from '../harness/live-rows-double.ts';
import { gapFrom, TableListenerDouble, times } from '../harness/live-tables-harness.ts';
import { createDerivedTables, request } from './derived-tables-harness.ts';

holdClock();

const textsOf = (shown: Iterable<Row>): readonly string[] => [...shown].map(({ text }) => text);

describe('a derived table', () => {
  test('is known once all that it is made of is', async () => {
    const { derived, needed, optional, answer } = createDerivedTables();
    const listener = new TableListenerDouble();
    const { table } = derived.join(request, listener);

    await answer(needed, row('a'));
    const early = [table.isReady, table.isBehind, listener.snapshots.length];
    await answer(optional);
    await table.opened;

    expect(early).toEqual([false, true, 0]);
    expect([table.isReady, table.isBehind, listener.snapshots]).toEqual([true, false, [null]]);
    expect(textsOf(table.rows())).toEqual(['NEW']);
  });

  test('is known at once when all that it is made of is', async () => {
    const { derived, needed, optional } = createDerivedTables();
    await needed.open(new TableListenerDouble(), row('a'));
    await optional.open(new TableListenerDouble());

    const { table } = derived.join(request, new TableListenerDouble());

    expect(textsOf(table.rows())).toEqual(['NEW']);
    await expect(table.opened).resolves.toBeUndefined();
  });

  test('tells changes as they come, and another version with each', async () => {
    const { needed, open } = createDerivedTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'));
    const { version } = table;

    needed.put('b', 'b');
    needed.gone('a');

    expect(listener.changes).toMatchObject([
      { id: 'b', before: undefined, after: { text: 'B' } },
      { id: 'a', before: { text: 'NEW' }, removed: { reason: 'ENDED' } },
    ]);
    expect(table.version).toBe(version + 2);
    expect(textsOf(table.rows())).toEqual(['B']);
  });

  test('passes a gap on with all rows, and is behind until then', async () => {
    const { needed, rows, open } = createDerivedTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'));
    const gap = gapFrom(1);

    await needed.missed(gap);
    const before = [table.isBehind, table.owedGap];
    await needed.questions.at(-1)?.answer(row('a', 'after'));

    expect([before, [table.isBehind, table.owedGap]]).toEqual([
      [true, gap],
      [false, null],
    ]);
    expect([listener.snapshots, rows[0]?.gaps]).toEqual([
      [null, gap],
      [null, gap],
    ]);
    expect(textsOf(table.rows())).toEqual(['AFTER']);
  });

  test.each([
    ['', true],
    [' not', false],
  ])('is another one for a user who sees only their own where rows do%s depend on that', async (_, isPerOwner) => {
    const { derived, needed, rows, open } = createDerivedTables({}, isPerOwner);
    const { table } = await open(new TableListenerDouble());

    const again = derived.join({ ...request, client: 'another' }, new TableListenerDouble());
    const own = derived.join({ ...request, ownerId: 'ann' }, new TableListenerDouble());

    expect(again.table).toBe(table);
    expect([own.table === table, rows.length]).toEqual([!isPerOwner, isPerOwner ? 2 : 1]);
    expect(needed.topics).toHaveLength(1);
  });

  test('goes on for a linger without listeners, and then leaves what it is made of', async () => {
    const { derived, needed, open } = createDerivedTables();
    const { table, leave } = await open(new TableListenerDouble());

    leave();
    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs - 1);
    const again = derived.join(request, new TableListenerDouble());
    await vi.advanceTimersByTimeAsync(times.lingerMs);
    const isSame = again.table === table;
    again.leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs);
    const after = derived.join(request, new TableListenerDouble());

    expect(isSame).toBe(true);
    expect(after.table).not.toBe(table);
    after.leave();
    // What it is made of lingers in its turn.
    await vi.advanceTimersByTimeAsync(2 * times.lingerMs);
    expect([needed.tables.get('acme'), needed.budget.tables, needed.budget.rows]).toEqual([undefined, 0, 0]);
  });

  test('is over when everybody leaves before it is known', async () => {
    const { derived, needed } = createDerivedTables();

    const { table, leave } = derived.join(request, new TableListenerDouble());
    leave();

    await expect(table.opened).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(needed.budget.tables).toBe(0);
  });

  test('ends with what it needs', async () => {
    const { derived, needed, optional, open } = createDerivedTables();
    const listener = new TableListenerDouble();
    await open(listener, row('a'));
    const error = new GatewayError('FORBIDDEN', 'No more.');

    needed.topics[0]?.end(error);

    expect(listener.ends).toEqual([error]);
    expect([needed.budget.tables, needed.budget.rows, needed.budget.bytes]).toEqual([0, 0, 0]);
    expect(optional.tables.get('acme')?.isLingering).toBe(true);
    expect(derived.join(request, new TableListenerDouble()).table.isReady).toBe(false);
  });

  test('goes on without what it can do without', async () => {
    const { needed, optional, lost, open } = createDerivedTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'));

    optional.topics[0]?.end(new GatewayError('FORBIDDEN', 'No more.'));
    needed.put('a', 'later');

    expect(lost).toHaveBeenCalledOnce();
    expect([listener.ends, table.isBehind]).toEqual([[], false]);
    expect(textsOf(table.rows())).toEqual(['LATER']);
  });

  test('tries again what it can do without, and takes it when it can be had', async () => {
    const { needed, optional, lost, reset, answer, open } = createDerivedTables();
    const listener = new TableListenerDouble();
    const { table, leave } = await open(listener, row('a'));
    optional.topics[0]?.end(new GatewayError('FORBIDDEN', 'No more.'));

    await vi.advanceTimersByTimeAsync(59_999);
    expect(optional.topics).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    const whileAsked = [table.isReady, table.isBehind];
    reset.mockClear();
    await answer(optional, row('x'));
    optional.topics[1]?.end(new GatewayError('FORBIDDEN', 'Once more.'));
    leave();
    await vi.advanceTimersByTimeAsync(120_000);

    expect(whileAsked).toEqual([true, false]);
    expect(reset).toHaveBeenCalledOnce();
    expect(lost).toHaveBeenCalledTimes(2);
    expect(listener.ends).toEqual([]);
    // Nobody shows the table any more.
    expect(optional.topics).toHaveLength(2);
    expect(needed.budget.tables).toBe(0);
  });

  test('is known without what it can do without, when that cannot be had', async () => {
    const { derived, needed, optional, lost, answer } = createDerivedTables();
    const { table } = derived.join(request, new TableListenerDouble());
    await answer(needed, row('a'));

    optional.topics[0]?.end(new GatewayError('FORBIDDEN', 'Never.'));

    await expect(table.opened).resolves.toBeUndefined();
    expect(lost).toHaveBeenCalledOnce();
  });

  test('does without a table that is one too many, unless it needs it', () => {
    const { derived, optional, lost } = createDerivedTables();
    optional.budget.tables = 10;
    derived.join(request, new TableListenerDouble());
    const { derived: refused, needed } = createDerivedTables({ maxTables: 1 });

    expect(lost).toHaveBeenCalledOnce();
    expect(() => refused.join(request, new TableListenerDouble())).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_SUBSCRIPTIONS' }),
    );
    expect([needed.budget.tables, needed.onLimited.mock.calls]).toEqual([0, [['max_live_tables']]]);
  });

  test('changes by time alone, when its rows say so', async () => {
    const { rows, needed, open } = createDerivedTables();
    const listener = new TableListenerDouble();
    await open(listener, row('a'));
    const [made] = rows;
    if (made === undefined) throw new TypeError('No rows were made.');

    made.dueAtMs = Date.now() + 60_000;
    needed.put('a', 'b');
    await vi.advanceTimersByTimeAsync(59_999);
    const early = listener.changes.length;
    await vi.advanceTimersByTimeAsync(1);

    expect(early).toBe(1);
    expect(listener.changes.slice(1)).toMatchObject([{ id: 'time', after: { text: 'PASSES' } }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(listener.changes).toHaveLength(2);
  });

  test('that is broken ends, while what it is made of goes on for others', async () => {
    const { needed, open } = createDerivedTables();
    const [listener, other] = [new TableListenerDouble(), new TableListenerDouble()];
    await open(listener, row('a'));
    needed.tables.join(request, other);

    needed.put('a', 'broken');
    needed.put('a', 'mended');

    expect(listener.ends).toMatchObject([{ message: 'These rows are broken' }]);
    expect(other.changes).toHaveLength(2);
    expect(other.ends).toEqual([]);
  });

  test('ends when it has more rows than are allowed', async () => {
    const { derived, needed, optional, answer, rows } = createDerivedTables({ maxRows: 2 });
    const listener = new TableListenerDouble();
    derived.join(request, listener);
    await answer(needed, row('a'), row('b'));
    await answer(optional);

    rows[0]?.turn();
    needed.put('a', 'again');

    expect(listener.ends).toMatchObject([{ code: 'TOO_MANY_SUBSCRIPTIONS' }]);
    expect(needed.tables.get('acme')?.isLingering).toBe(true);
  });
});
