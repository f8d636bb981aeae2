import { describe, expect, test, vi } from 'vitest';
import { holdClock, holdJitter } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { row } from './harness/live-rows-double.ts';
import { createLiveTables, gapFrom, TableListenerDouble, times, unreachable } from './harness/live-tables-harness.ts';

holdClock();
holdJitter();

describe('a live table after a gap', () => {
  test('asks when the list must show it, and tells all rows anew with the gap', async () => {
    const { questions, open, gap } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'), row('b'), row('c'));

    gap(gapFrom(1));
    await vi.advanceTimersByTimeAsync(times.gapDelayMs - 1);
    expect([questions.length, table.isBehind, table.owedGap]).toEqual([1, true, gapFrom(1)]);
    await vi.advanceTimersByTimeAsync(1);
    await questions[1]?.answer(row('a'), row('c', 'changed'));

    expect(listener.snapshots).toEqual([null, gapFrom(1)]);
    expect(listener.changes).toEqual([]);
    expect([...table.rows()]).toEqual([row('a'), row('c', 'changed')]);
    expect([table.isBehind, table.owedGap]).toEqual([false, null]);
  });

  test('says what may be missing while it lasts, too, and of all that is missing', async () => {
    vi.setSystemTime(10_000);
    const { topics, questions, open, missed } = createLiveTables();
    const { table } = await open(new TableListenerDouble(), row('a'));
    const [topic] = topics;
    if (topic === undefined) throw new Error('The table has no topic');

    topic.missingSince = { from: new Date(8_000), reason: 'UPSTREAM_DISCONNECTED', certain: true };
    expect([table.isBehind, table.owedGap]).toEqual([true, { ...gapFrom(8), to: new Date(10_000) }]);
    await missed(gapFrom(2));
    expect(table.owedGap).toMatchObject({ from: gapFrom(2).from, to: new Date() });
    topic.missingSince = undefined;
    expect(table.owedGap).toEqual(gapFrom(2));
    await questions[1]?.answer(row('a'));

    expect([table.isBehind, table.owedGap]).toEqual([false, null]);
  });

  test('does so although nothing has changed', async () => {
    const { questions, open, missed } = createLiveTables();
    const listener = new TableListenerDouble();
    await open(listener, row('a'));

    await missed(gapFrom(1));
    await questions[1]?.answer(row('a'));

    expect(listener.snapshots).toEqual([null, gapFrom(1)]);
  });

  test.each([
    ['was about to ask', 200],
    ['waited for the answer', times.gapDelayMs],
  ])('asks once more when another one came while it %s, and tells of both together', async (_what, afterMs) => {
    const { questions, open, gap } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'), row('b'), row('c'));

    gap(gapFrom(1));
    await vi.advanceTimersByTimeAsync(afterMs);
    gap(gapFrom(5));
    await vi.advanceTimersByTimeAsync(times.gapDelayMs - afterMs);
    await questions[1]?.answer(row('a'), row('b'));
    expect([table.isBehind, listener.snapshots]).toEqual([true, [null]]);
    await vi.advanceTimersByTimeAsync(times.gapDelayMs);
    await questions[2]?.answer(row('a'), row('b'));

    expect(questions).toHaveLength(3);
    expect(listener.snapshots).toEqual([null, { ...gapFrom(1), to: gapFrom(5).to }]);
    expect(listener.changes).toMatchObject([{ id: 'c', removed: { reason: 'VANISHED' } }]);
  });

  test('asks once in each stretch of time, however many there are', async () => {
    const { questions, open, gap } = createLiveTables();
    await open(new TableListenerDouble(), row('a'));

    for (let round = 0; round < 30; round += 1) {
      gap(gapFrom(round));
      await vi.advanceTimersByTimeAsync(times.gapDelayMs / 3);
      await questions.at(-1)?.answer(row('a'));
    }

    expect(questions.length).toBeLessThan(12);
  });

  test('asks no later for it because Kazoo has failed before', async () => {
    const { questions, open, gap } = createLiveTables();
    await open(new TableListenerDouble(), row('a'));
    await vi.advanceTimersByTimeAsync(times.intervalMs);
    await questions[1]?.fail(unreachable);

    gap(gapFrom(1));
    await vi.advanceTimersByTimeAsync(times.gapDelayMs);

    expect([questions.length, times.backoff.baseMs > 2 * times.gapDelayMs]).toEqual([3, true]);
  });

  test('stays behind as long as the repair fails', async () => {
    const { questions, open, missed } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'));

    await missed(gapFrom(1));
    await questions[1]?.fail(unreachable);
    expect(table.isBehind).toBe(true);
    await vi.advanceTimersByTimeAsync(times.backoff.baseMs);
    await questions[2]?.answer(row('a'));

    expect([table.isBehind, listener.snapshots.length]).toEqual([false, 2]);
  });

  test('tells nobody of one from before its first list', async () => {
    const { tables, topics, questions, missed } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = tables.join({ accountId: 'acme', client: 'somebody' }, listener);
    topics[0]?.becomeLive();
    await settled();

    await missed(gapFrom(1));
    await questions[0]?.answer(row('a'));
    await vi.advanceTimersByTimeAsync(times.gapDelayMs);
    await questions[1]?.answer(row('a'));

    expect([listener.snapshots[0], table.isBehind]).toEqual([null, false]);
  });
});
