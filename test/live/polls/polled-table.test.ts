import { describe, expect, test, vi } from 'vitest';
import { LiveView } from '../../../src/live/live-view.ts';
import { holdClock, holdJitter } from '../../harness/held-clock.ts';
import { row } from '../harness/live-rows-double.ts';
import { TableListenerDouble, unreachable } from '../harness/live-tables-harness.ts';
import { acme, intervalMs, setUpPolling, times } from '../harness/polled-tables-harness.ts';

holdClock();
holdJitter();

describe('a polled table', () => {
  test('asks Kazoo at once, in the name of whoever opens it, and then at intervals in nobody’s', async () => {
    const { join, questions, listener } = setUpPolling();
    const { table } = join();
    expect([table.isReady, questions]).toMatchObject([false, [{ accountId: 'acme', turn: 'somebody' }]]);

    await questions[0]?.answer(row('a'));
    await table.opened;
    await vi.advanceTimersByTimeAsync(intervalMs - 1);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);

    expect(questions.slice(1)).toMatchObject([{ turn: 'live lists' }]);
    expect([[...table.rows()], listener.snapshots]).toEqual([[row('a')], [null]]);
  });

  test('asks one question at a time for a thousand listeners', async () => {
    const { join, questions, poll } = setUpPolling();
    for (let listener = 0; listener < 1_000; listener += 1) join(undefined, new TableListenerDouble());
    await questions[0]?.answer(row('a'));

    for (let polls = 0; polls < 10; polls += 1) await poll(row('a'));

    expect(questions).toHaveLength(11);
  });

  test('tells what changed, by value, and nothing when nothing did', async () => {
    const { join, questions, listener, poll, outcomes } = setUpPolling();
    const { table } = join();
    await questions[0]?.answer(row('a'), row('b'), row('c'), row('d'));
    const { version } = table;

    await poll(row('d'), row('c'), row('b'), row('a'));
    expect([listener.changes, table.version]).toEqual([[], version]);
    await poll(row('a'), row('b', 'other'), row('d'), row('e'));

    expect(listener.changes).toEqual([
      { id: 'b', before: row('b'), after: row('b', 'other') },
      { id: 'e', before: undefined, after: row('e') },
      { id: 'c', before: row('c'), after: undefined, removed: { id: 'c', reason: 'VANISHED' } },
    ]);
    expect(outcomes).toEqual(['changed', 'unchanged', 'changed']);
  });

  test('tells a row once that Kazoo lists twice', async () => {
    const { join, questions, listener, poll } = setUpPolling();
    join();
    await questions[0]?.answer();

    await poll(row('a', 'first'), row('a', 'last'));

    expect(listener.changes).toEqual([{ id: 'a', before: undefined, after: row('a', 'last') }]);
  });

  test('says when Kazoo was asked, not when it answered, and which events can be in it', async () => {
    vi.setSystemTime(1_000_000);
    const { join, questions } = setUpPolling();
    const { table } = join();
    await vi.advanceTimersByTimeAsync(700);
    await questions[0]?.answer(row('a'));

    expect([table.takenAt, table.cursor]).toEqual([new Date(1_000_000), 'cursor-2']);
  });

  test('asks as often as the most impatient listener wants, and less often when that has left', async () => {
    const { join, questions } = setUpPolling();
    join(30_000);
    await questions[0]?.answer(row('a'));
    const impatient = join(10_000, new TableListenerDouble());

    await vi.advanceTimersByTimeAsync(10_500);
    expect(questions).toHaveLength(2);
    await questions[1]?.answer(row('a'));
    impatient.leave();
    await vi.advanceTimersByTimeAsync(31_499);
    expect(questions).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);

    expect(questions).toHaveLength(3);
  });

  test('waits until those of other accounts were asked, and is then as new as its answer', async () => {
    vi.setSystemTime(1_000_000);
    const { tables, questions, join } = setUpPolling({}, 1);
    const { table } = join();
    await questions[0]?.answer(row('a'));
    const other = new TableListenerDouble();
    const { leave } = tables.join({ accountId: 'other', client: 'somebody' }, other);
    await questions[1]?.answer(row('b'));

    await vi.advanceTimersByTimeAsync(intervalMs);
    expect(questions.slice(2).map(({ accountId }) => accountId)).toEqual(['acme']);
    await vi.advanceTimersByTimeAsync(1_000);
    await questions[2]?.answer(row('a'));
    expect(table.takenAt).toEqual(new Date(1_000_000 + intervalMs));
    expect(table.takenBefore).toEqual(new Date(1_000_000));
    expect(questions.slice(3).map(({ accountId }) => accountId)).toEqual(['other']);
    await questions[3]?.answer(row('b', 'other'));
    expect(other.changes).toHaveLength(1);

    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs);
    expect(other.ends).toEqual([]);
  });

  test('gives up its turn when it ends', async () => {
    const { tables, questions, join, budget } = setUpPolling({ maxRows: 1 }, 1);
    join();
    await questions[0]?.answer(row('a'));
    const { leave } = tables.join({ accountId: 'other', client: 'somebody' }, new TableListenerDouble());
    await questions[1]?.answer(row('b'));
    await vi.advanceTimersByTimeAsync(intervalMs);

    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs);
    await questions[2]?.answer(row('a'));

    expect([questions.length, budget.tables]).toEqual([3, 1]);
  });

  test('asks no sooner because many join', async () => {
    const random = vi.spyOn(Math, 'random');
    const { join, questions } = setUpPolling();
    random.mockReturnValue(1);
    join();
    await questions[0]?.answer(row('a'));
    random.mockReturnValue(0);

    for (let listener = 0; listener < 10; listener += 1) join(undefined, new TableListenerDouble());
    await vi.advanceTimersByTimeAsync(1.1 * times.minIntervalMs - 1);

    expect(questions).toHaveLength(1);
  });

  test('asks a slow Kazoo for no more than a sixth of the time', async () => {
    const { join, questions } = setUpPolling();
    join();
    await vi.advanceTimersByTimeAsync(4_000);
    await questions[0]?.answer(row('a'));

    await vi.advanceTimersByTimeAsync(20_999);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);

    expect(questions).toHaveLength(2);
  });

  test('asks ever more slowly while Kazoo fails, which removes nothing, and at its pace once it answers', async () => {
    const { join, questions, listener } = setUpPolling();
    const { table } = join();
    await questions[0]?.answer(row('a'));

    await vi.advanceTimersByTimeAsync(intervalMs);
    for (let failures = 0; failures < 5; failures += 1) {
      await questions.at(-1)?.fail(unreachable);
      expect([table.isReady, table.isBehind, [...table.rows()]]).toEqual([true, failures >= 2, [row('a')]]);
      await vi.advanceTimersToNextTimerAsync();
    }
    await questions.at(-1)?.answer(row('a', 'late'));
    await vi.advanceTimersByTimeAsync(intervalMs);

    const asked = questions.map(({ askedAtMs }) => askedAtMs);
    const pauses = asked.slice(1).map((atMs, index) => atMs - (asked[index] ?? 0));
    expect(pauses).toEqual([5_250, 10_500, 21_000, 42_000, 63_000, 63_000, 5_250]);
    expect([table.isBehind, table.owedGap, listener.ends]).toEqual([false, null, []]);
  });

  test('tells of a short silence of Kazoo nothing, and of a long one all rows and the gap', async () => {
    vi.setSystemTime(1_000_000);
    const { join, questions, listener } = setUpPolling();
    const { table } = join();
    await questions[0]?.answer(row('a'));
    const fail = async (times: number): Promise<void> => {
      for (let failures = 0; failures < times; failures += 1) {
        await vi.advanceTimersToNextTimerAsync();
        await questions.at(-1)?.fail(unreachable);
      }
    };
    const answer = async (): Promise<void> => {
      await vi.advanceTimersToNextTimerAsync();
      await questions.at(-1)?.answer(row('a'));
    };

    await fail(2);
    expect(table.owedGap).toBeNull();
    await answer();
    expect(listener.snapshots).toEqual([null]);
    const { takenAt } = table;
    await fail(3);
    expect(table.owedGap).toMatchObject({
      from: takenAt,
      reason: 'UPSTREAM_DISCONNECTED',
      certain: false,
      accountIds: ['acme'],
    });
    await answer();

    expect(listener.snapshots.slice(1)).toEqual([
      { from: takenAt, to: new Date(), reason: 'UPSTREAM_DISCONNECTED', certain: false, accountIds: ['acme'] },
    ]);
    expect([table.owedGap, listener.changes]).toEqual([null, []]);
  });

  test('asks again before it removes more than half of the rows', async () => {
    const { join, questions, listener, poll, outcomes } = setUpPolling();
    const { table } = join();
    await questions[0]?.answer(row('a'), row('b'), row('c'));

    await poll(row('a', 'new'));
    expect([...table.rows()]).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(500);
    await questions[2]?.answer(row('a'));

    expect(listener.changes.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(outcomes).toEqual(['changed', 'doubtful', 'changed']);
  });

  test('keeps what a doubtful answer lacked and the next one has', async () => {
    const { join, questions, listener, poll } = setUpPolling();
    join();
    await questions[0]?.answer(row('a'), row('b'), row('c'));

    await poll();
    await vi.advanceTimersByTimeAsync(500);
    await questions[2]?.answer(row('a'), row('b'), row('c'));
    await poll(row('a'));

    expect([listener.changes, questions.length]).toEqual([[], 4]);
  });
});

test('a polled table ends when Kazoo lists more than the operator allows', async () => {
  const { join, questions, listener, poll, budget } = setUpPolling({ maxRows: 2 });
  join();
  await questions[0]?.answer(row('a'), row('b'));

  await poll(row('a'), row('b'), row('c'));

  expect(listener.ends).toMatchObject([{ code: 'TOO_MANY_SUBSCRIPTIONS' }]);
  expect([budget.tables, budget.rows, vi.getTimerCount()]).toEqual([0, 0, 0]);
});

test('a view of a polled table tells the time of the question, and merges for who wants less', async () => {
  vi.setSystemTime(1_000_000);
  const { tables, questions, join, poll } = setUpPolling();
  const updates: unknown[] = [];
  const view = new LiveView(tables, {
    request: { ...acme, everyMs: 10_000 },
    throttleMs: 10_000,
    onUpdate: (update) => updates.push(update),
    onEnd: () => undefined,
  });
  join();
  await questions[0]?.answer(row('a'));
  expect(view.snapshot()).toMatchObject({ cursor: 'cursor-2', takenAt: new Date(1_000_000) });

  for (const text of ['second', 'third', 'fourth', 'fourth']) await poll(row('a', text));

  expect(updates.slice(1)).toMatchObject([
    { rows: [row('a', 'second')], cursor: 'cursor-3' },
    { rows: [row('a', 'fourth')], cursor: 'cursor-5' },
  ]);
  view.close();
});
