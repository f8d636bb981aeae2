import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { holdClock, holdJitter } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { row } from '../harness/live-rows-double.ts';
import { TableListenerDouble, unreachable } from '../harness/live-tables-harness.ts';
import { intervalMs, setUpPolling, times } from '../harness/polled-tables-harness.ts';

holdClock();
holdJitter();

const forbidden = new GatewayError('FORBIDDEN', 'Not yours.');

describe('a polled table that opens', () => {
  test('asks again soon while Kazoo is down, and gives up in time', async () => {
    const { join, questions, listener, budget } = setUpPolling();
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
    const { join, questions } = setUpPolling();
    join();
    random.mockReturnValue(1);
    await questions[0]?.fail(unreachable);
    random.mockReturnValue(0);

    for (let listener = 0; listener < 10; listener += 1) join(undefined, new TableListenerDouble());
    await vi.advanceTimersByTimeAsync(4 * times.soon.baseMs - 1);

    expect(questions).toHaveLength(1);
  });

  test('gives up at once when it is in vain', async () => {
    const { join, questions } = setUpPolling();
    const { table } = join();

    await questions[0]?.fail(forbidden);

    await expect(table.opened).rejects.toBe(forbidden);
  });

  test('ends with whoever no longer waits, and asks anew for the next', async () => {
    const { join, questions, budget } = setUpPolling();
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
    const { join, questions } = setUpPolling();
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
    const { join, questions, outcomes } = setUpPolling();
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
    const { join, questions, budget } = setUpPolling();
    const { leave } = join();
    await questions[0]?.answer(row('a'));

    leave();
    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs);

    expect([budget.tables, budget.rows, budget.bytes, vi.getTimerCount()]).toEqual([0, 0, 0, 0]);
  });

  test('makes room for one that somebody wants', async () => {
    const { tables, join, questions } = setUpPolling({ maxTables: 1 });
    const { leave } = join();
    await questions[0]?.answer(row('a'));
    const other = { accountId: 'other', client: 'somebody' };

    expect(() => tables.join(other, new TableListenerDouble())).toThrow(/MAX_LIVE_TABLES/);
    leave();
    tables.join(other, new TableListenerDouble());

    expect(questions.map(({ accountId }) => accountId)).toEqual(['acme', 'other']);
  });
});
