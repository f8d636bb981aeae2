import { describe, expect, test, vi } from 'vitest';
import { maxTimerMs } from '../../src/config/setting-types.ts';
import { holdClock, holdJitter } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { row } from './harness/live-rows-double.ts';
import { createLiveTables, ids, TableListenerDouble, times, unreachable } from './harness/live-tables-harness.ts';

holdClock();
holdJitter();

describe('a live table that is open', () => {
  test('tells what each event changes, with what the row was before', async () => {
    const { open, put, gone } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'));
    const versions = [table.version];

    put('a', 'changed');
    versions.push(table.version);
    put('b', 'new');
    gone('a');
    versions.push(table.version);

    expect(listener.changes).toEqual([
      { id: 'a', before: row('a'), after: row('a', 'changed') },
      { id: 'b', before: undefined, after: row('b') },
      { id: 'a', before: row('a', 'changed'), after: undefined, removed: { id: 'a', reason: 'ENDED' } },
    ]);
    expect(ids(table.rows())).toEqual(['b']);
    expect(new Set(versions).size).toBe(3);
  });

  test.each([
    [0, 24_000],
    [0.5, 30_000],
    [1, 36_000],
  ])('compares itself with the list, at jitter %d after %d ms', async (random, delayMs) => {
    const { questions, open } = createLiveTables();
    vi.mocked(Math.random).mockReturnValue(random);
    const listener = new TableListenerDouble();
    await open(listener, row('a'), row('b'), row('c'));

    await vi.advanceTimersByTimeAsync(delayMs - 1);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await questions[1]?.answer(row('a', 'changed'), row('b'));

    expect(questions[1]).toMatchObject({ turn: 'live lists' });
    expect(listener.changes).toMatchObject([{ id: 'a' }, { id: 'c', removed: { reason: 'VANISHED' } }]);
    expect(listener.snapshots).toEqual([null]);
  });

  test('does not ask all the time where it shall hardly ever ask', async () => {
    const { questions, open } = createLiveTables({}, maxTimerMs);
    vi.mocked(Math.random).mockReturnValue(1);
    await open(new TableListenerDouble(), row('a'));

    await vi.advanceTimersByTimeAsync(60_000);

    expect(questions).toHaveLength(1);
  });

  test('keeps all rows when a repair fails, and asks again, more and more slowly', async () => {
    const { questions, open, outcomes } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'));
    await vi.advanceTimersByTimeAsync(times.intervalMs);

    const delays: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const before = questions.length;
      await questions.at(-1)?.fail(unreachable);
      let delayMs = 0;
      while (questions.length === before) {
        await vi.advanceTimersByTimeAsync(500);
        delayMs += 500;
      }
      delays.push(delayMs);
    }

    expect(delays).toEqual([1_000, 2_000, 4_000, 4_000, 4_000]);
    expect([ids(table.rows()), listener.ends]).toEqual([['a'], []]);
    expect(outcomes).toEqual(['repaired', 'failed', 'failed', 'failed', 'failed', 'failed']);
  });

  test('asks again before it believes that most rows are gone', async () => {
    const { questions, open, outcomes } = createLiveTables();
    const listener = new TableListenerDouble();
    const { table } = await open(listener, row('a'), row('b'));
    await vi.advanceTimersByTimeAsync(times.intervalMs);

    await questions[1]?.answer();
    expect(ids(table.rows())).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(times.backoff.baseMs);
    await questions[2]?.answer();

    expect(ids(table.rows())).toEqual([]);
    expect(outcomes).toEqual(['repaired', 'doubtful', 'repaired']);
    expect(listener.changes).toMatchObject([{ id: 'a' }, { id: 'b' }]);
  });

  test('doubts anew after it was told otherwise', async () => {
    const { questions, open, outcomes } = createLiveTables();
    await open(new TableListenerDouble(), row('a'), row('b'));
    await vi.advanceTimersByTimeAsync(times.intervalMs);
    await questions[1]?.answer();
    await vi.advanceTimersByTimeAsync(times.backoff.baseMs);
    await questions[2]?.answer(row('a'), row('b'));
    await vi.advanceTimersByTimeAsync(times.intervalMs);

    await questions[3]?.answer();

    expect(outcomes).toEqual(['repaired', 'doubtful', 'repaired', 'doubtful']);
  });
});

test('a live table whose rows fail at an event ends alone', async () => {
  const { tables, topics, open, put } = createLiveTables();
  const listener = new TableListenerDouble();
  await open(listener, row('a'));

  expect(() => put('broken', 'x')).not.toThrow();

  expect(listener.ends).toMatchObject([{ message: 'The rows are broken' }]);
  expect([topics[0]?.isLeft, tables.get('acme')]).toEqual([true, undefined]);
});

describe('a live table that nobody shows any more', () => {
  test('lingers, and is there for who comes back in time', async () => {
    const { tables, questions, open } = createLiveTables();
    const { table, leave } = await open(new TableListenerDouble(), row('a'));

    leave();
    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs - 1);
    const back = tables.join({ accountId: 'acme', client: 'somebody' }, new TableListenerDouble());
    await vi.advanceTimersByTimeAsync(times.lingerMs);

    expect(back.table).toBe(table);
    expect(questions.length).toBe(2);
    expect(tables.get('acme')).toBe(table);
  });

  test('closes after that, with its topic, its memory and its question', async () => {
    const { tables, topics, questions, budget, open } = createLiveTables();
    const { leave } = await open(new TableListenerDouble(), row('a'));
    await vi.advanceTimersByTimeAsync(times.intervalMs);
    expect([budget.tables, budget.rows, budget.bytes > 0]).toEqual([1, 1, true]);

    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs);

    expect([topics[0]?.isLeft, questions[1]?.signal.aborted, tables.get('acme')]).toEqual([true, true, undefined]);
    expect([budget.tables, budget.rows, budget.bytes]).toEqual([0, 0, 0]);
    await questions[1]?.answer(row('b'));
    expect([budget.rows, vi.getTimerCount()]).toEqual([0, 0]);
  });

  test('closes at once if it was not open yet', async () => {
    const { tables, topics, questions } = createLiveTables();
    const { leave } = tables.join({ accountId: 'acme', client: 'somebody' }, new TableListenerDouble());

    leave();
    topics[0]?.becomeLive();
    await settled();

    expect([topics[0]?.isLeft, tables.get('acme'), questions]).toEqual([true, undefined, []]);
  });
});
