import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { LiveView } from '../../../src/live/live-view.ts';
import { row } from '../harness/live-rows-double.ts';
import { settled, TableListenerDouble } from '../harness/live-tables-harness.ts';
import { createPolledTables, times } from '../harness/polled-tables-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const unreachable = new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo is down.');
const forbidden = new GatewayError('FORBIDDEN', 'Not yours.');
const acme = { accountId: 'acme', client: 'somebody' };
/** With the mean jitter. */
const intervalMs = 1.05 * times.minIntervalMs;

function setUp(...bounds: Parameters<typeof createPolledTables>) {
  const created = createPolledTables(...bounds);
  const { tables, questions } = created;
  const listener = new TableListenerDouble();
  return {
    ...created,
    listener,
    join: (everyMs?: number, other = listener) => tables.join({ ...acme, everyMs }, other),
    /** The next question comes after so long, and is answered. */
    async poll(...rows: Parameters<(typeof questions)[0]['answer']>): Promise<void> {
      await vi.advanceTimersByTimeAsync(intervalMs);
      await questions.at(-1)?.answer(...rows);
    },
  };
}

describe('a polled table', () => {
  test('asks Kazoo at once, in the name of whoever opens it, and then at intervals in nobody’s', async () => {
    const { join, questions, listener } = setUp();
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
    const { join, questions, poll } = setUp();
    for (let listener = 0; listener < 1_000; listener += 1) join(undefined, new TableListenerDouble());
    await questions[0]?.answer(row('a'));

    for (let polls = 0; polls < 10; polls += 1) await poll(row('a'));

    expect(questions).toHaveLength(11);
  });

  test('tells what changed, by value, and nothing when nothing did', async () => {
    const { join, questions, listener, poll, outcomes } = setUp();
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
    const { join, questions, listener, poll } = setUp();
    join();
    await questions[0]?.answer();

    await poll(row('a', 'first'), row('a', 'last'));

    expect(listener.changes).toEqual([{ id: 'a', before: undefined, after: row('a', 'last') }]);
  });

  test('says when Kazoo was asked, not when it answered, and which events can be in it', async () => {
    vi.setSystemTime(1_000_000);
    const { join, questions } = setUp();
    const { table } = join();
    await vi.advanceTimersByTimeAsync(700);
    await questions[0]?.answer(row('a'));

    expect([table.takenAt, table.cursor]).toEqual([new Date(1_000_000), 'cursor-2']);
  });

  test('asks as often as the most impatient listener wants, and less often when that has left', async () => {
    const { join, questions } = setUp();
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
    const { tables, questions, join } = setUp({}, 1);
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
    const { tables, questions, join, budget } = setUp({ maxRows: 1 }, 1);
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
    const { join, questions } = setUp();
    random.mockReturnValue(1);
    join();
    await questions[0]?.answer(row('a'));
    random.mockReturnValue(0);

    for (let listener = 0; listener < 10; listener += 1) join(undefined, new TableListenerDouble());
    await vi.advanceTimersByTimeAsync(1.1 * times.minIntervalMs - 1);

    expect(questions).toHaveLength(1);
  });

  test('asks a slow Kazoo for no more than a sixth of the time', async () => {
    const { join, questions } = setUp();
    join();
    await vi.advanceTimersByTimeAsync(4_000);
    await questions[0]?.answer(row('a'));

    await vi.advanceTimersByTimeAsync(20_999);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);

    expect(questions).toHaveLength(2);
  });

  test('asks ever more slowly while Kazoo fails, which removes nothing, and at its pace once it answers', async () => {
    const { join, questions, listener } = setUp();
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
    const { join, questions, listener } = setUp();
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
    const { join, questions, listener, poll, outcomes } = setUp();
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
    const { join, questions, listener, poll } = setUp();
    join();
    await questions[0]?.answer(row('a'), row('b'), row('c'));

    await poll();
    await vi.advanceTimersByTimeAsync(500);
    await questions[2]?.answer(row('a'), row('b'), row('c'));
    await poll(row('a'));

    expect([listener.changes, questions.length]).toEqual([[], 4]);
  });
});

describe('a polled table that opens', () => {
  test('asks again soon while Kazoo is down, and gives up in time', async () => {
    const { join, questions, listener, budget } = setUp();
    const { table } = join();

    for (let round = 0; listener.ends.length === 0; round += 1) {
      await questions.at(-1)?.fail(unreachable);
      await vi.advanceTimersByTimeAsync(times.soon.maxMs);
      if (round > 20) throw new Error('It never gives up');
    }

    await expect(table.opened).rejects.toBe(unreachable);
    expect(questions.at(-1)?.askedAtMs).toBeLessThan(2 * times.openTimeoutMs + (questions[0]?.askedAtMs ?? 0));
    expect([budget.tables, vi.getTimerCount()]).toEqual([0, 0]);
  });

  test('asks again no sooner because many more wait', async () => {
    const random = vi.spyOn(Math, 'random');
    const { join, questions } = setUp();
    join();
    random.mockReturnValue(1);
    await questions[0]?.fail(unreachable);
    random.mockReturnValue(0);

    for (let listener = 0; listener < 10; listener += 1) join(undefined, new TableListenerDouble());
    await vi.advanceTimersByTimeAsync(4 * times.soon.baseMs - 1);

    expect(questions).toHaveLength(1);
  });

  test('gives up at once when it is in vain', async () => {
    const { join, questions } = setUp();
    const { table } = join();

    await questions[0]?.fail(forbidden);

    await expect(table.opened).rejects.toBe(forbidden);
  });

  test('ends with whoever no longer waits, and asks anew for the next', async () => {
    const { join, questions, budget } = setUp();
    const first = join();

    first.leave();
    expect([questions[0]?.signal.aborted, budget.tables]).toEqual([true, 0]);
    await questions[0]?.answer(row('old'));
    const second = join();
    await questions[1]?.answer(row('new'));

    expect([...second.table.rows()]).toEqual([row('new')]);
  });
});

describe('a polled table that nobody shows', () => {
  test('asks no more, is there for who comes back, and asks for that one when it is due', async () => {
    const { join, questions } = setUp();
    const { table, leave } = join();
    await questions[0]?.answer(row('a'));

    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs - 1);
    expect(questions).toHaveLength(1);
    const again = join();
    await settled();
    await vi.advanceTimersByTimeAsync(0);

    expect([again.table, questions.length]).toEqual([table, 2]);
  });

  test('blames Kazoo for no question that fails then, and is as quick as before', async () => {
    const { join, questions, outcomes } = setUp();
    const first = join();
    await questions[0]?.answer(row('a'));
    await vi.advanceTimersByTimeAsync(intervalMs);

    first.leave();
    await questions[1]?.fail(unreachable);
    join();
    await vi.advanceTimersByTimeAsync(intervalMs);

    expect([questions.length, outcomes]).toEqual([3, ['changed']]);
  });

  test('ends after its linger and leaves nothing behind', async () => {
    const { join, questions, budget } = setUp();
    const { leave } = join();
    await questions[0]?.answer(row('a'));

    leave();
    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs);

    expect([budget.tables, budget.rows, budget.bytes, vi.getTimerCount()]).toEqual([0, 0, 0, 0]);
  });

  test('makes room for one that somebody wants', async () => {
    const { tables, join, questions } = setUp({ maxTables: 1 });
    const { leave } = join();
    await questions[0]?.answer(row('a'));
    const other = { accountId: 'other', client: 'somebody' };

    expect(() => tables.join(other, new TableListenerDouble())).toThrow(/MAX_LIVE_TABLES/);
    leave();
    tables.join(other, new TableListenerDouble());

    expect(questions.map(({ accountId }) => accountId)).toEqual(['acme', 'other']);
  });
});

test('a polled table ends when Kazoo lists more than the operator allows', async () => {
  const { join, questions, listener, poll, budget } = setUp({ maxRows: 2 });
  join();
  await questions[0]?.answer(row('a'), row('b'));

  await poll(row('a'), row('b'), row('c'));

  expect(listener.ends).toMatchObject([{ code: 'TOO_MANY_SUBSCRIPTIONS' }]);
  expect([budget.tables, budget.rows, vi.getTimerCount()]).toEqual([0, 0, 0]);
});

test('a view of a polled table tells the time of the question, and merges for who wants less', async () => {
  vi.setSystemTime(1_000_000);
  const { tables, questions, join, poll } = setUp();
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
