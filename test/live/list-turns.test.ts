import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { holdClock, holdJitter } from '../harness/held-clock.ts';
import { row } from './harness/live-rows-double.ts';
import { createLiveTables, gapFrom, TableListenerDouble, times } from './harness/live-tables-harness.ts';

holdClock();
holdJitter();

/** The tables of these accounts, of which two may be repaired at a time, and one that is slow. */
async function openTables(...accountIds: readonly string[]) {
  const harness = createLiveTables();
  const { openOf, questions } = harness;
  for (const accountId of accountIds) await openOf(accountId, new TableListenerDouble(), row('a'));
  questions.splice(0);
  return {
    ...harness,
    asked: () => questions.map(({ accountId }) => accountId),
    answer: (accountId: string) => questions.findLast((question) => question.accountId === accountId)?.answer(row('a')),
  };
}

describe('the repairs of many tables', () => {
  test('wait for each other, and ask for one account after the other', async () => {
    const { asked, answer } = await openTables('a', 'b', 'c', 'd');

    await vi.advanceTimersByTimeAsync(times.intervalMs);
    expect(asked()).toEqual(['a', 'b']);
    await answer('b');
    expect(asked()).toEqual(['a', 'b', 'c']);
    await answer('a');

    expect(asked()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('come less often where Kazoo cannot keep up, and are never asked for twice', async () => {
    const { asked, answer } = await openTables('a', 'b', 'c');

    await vi.advanceTimersByTimeAsync(4 * times.intervalMs);
    expect(asked()).toEqual(['a', 'b']);
    await answer('a');
    await answer('b');

    expect(asked()).toEqual(['a', 'b', 'c']);
  });

  test('go first that make up for a gap, also when they wait already', async () => {
    const { asked, answer, gapOf } = await openTables('a', 'b', 'c', 'd');
    await vi.advanceTimersByTimeAsync(times.intervalMs);

    gapOf('d', gapFrom(1));
    await vi.advanceTimersByTimeAsync(times.gapDelayMs);
    await answer('a');
    await answer('b');

    expect(asked()).toEqual(['a', 'b', 'd', 'c']);
  });

  test('do not wait for accounts that Kazoo answers late, but once', async () => {
    const { asked, answer, questions } = await openTables('a', 'b', 'c', 'd');
    await vi.advanceTimersByTimeAsync(times.intervalMs + 2_001);
    for (const accountId of ['a', 'b', 'c', 'd']) await answer(accountId);
    questions.splice(0);

    await vi.advanceTimersByTimeAsync(times.intervalMs);
    expect(asked()).toEqual(['a', 'c', 'd']);
    await answer('c');
    await answer('d');
    await vi.advanceTimersByTimeAsync(times.intervalMs);

    expect(asked()).toEqual(['a', 'c', 'd', 'c', 'd']);
    expect(questions.map(({ turn }) => turn)).toEqual([
      'slow live lists',
      'live lists',
      'live lists',
      'live lists',
      'live lists',
    ]);
  });

  test('give back their turn when their table ends, whether they wait or ask', async () => {
    const { asked, topicOf } = await openTables('a', 'b', 'c', 'd');
    await vi.advanceTimersByTimeAsync(times.intervalMs);
    const ended = new GatewayError('SHUTTING_DOWN', 'Bye.');

    topicOf('c')?.end(ended);
    topicOf('a')?.end(ended);
    await vi.advanceTimersByTimeAsync(0);

    expect(asked()).toEqual(['a', 'b', 'd']);
  });
});
