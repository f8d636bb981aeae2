import { afterEach, expect, test, vi } from 'vitest';
import { type Flushable, FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { endOfTurn } from './harness/end-of-turn.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Sends all it has at once. */
function flushing(send: () => void): Flushable {
  return {
    flush() {
      send();
      return true;
    },
  };
}

test('what is due is flushed at the end of the turn, in the order in which it became due', async () => {
  const turn = new FlushScheduler();
  const flushed: string[] = [];

  for (const name of ['a', 'b', 'c']) turn.schedule(flushing(() => flushed.push(name)));
  await Promise.resolve();
  expect(flushed).toEqual([]);
  await endOfTurn();

  expect(flushed).toEqual(['a', 'b', 'c']);
});

test('each turn flushes only what became due in it', async () => {
  const turn = new FlushScheduler();
  const flushed: string[] = [];

  turn.schedule(flushing(() => flushed.push('first')));
  await endOfTurn();
  turn.schedule(flushing(() => flushed.push('second')));
  await endOfTurn();

  expect(flushed).toEqual(['first', 'second']);
});

test('what becomes due while others are flushed is flushed after them, in the same turn', async () => {
  const turn = new FlushScheduler();
  const flushed: string[] = [];

  turn.schedule(
    flushing(() => {
      flushed.push('first');
      turn.schedule(flushing(() => flushed.push('added by the first')));
    }),
  );
  turn.schedule(flushing(() => flushed.push('second')));
  await endOfTurn();

  expect(flushed).toEqual(['first', 'second', 'added by the first']);
});

test('what takes long is flushed in slices, in order, and what comes in between is handled', async () => {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const onEnded = vi.fn<(startedAtMs: number) => void>();
  const turn = new FlushScheduler(onEnded);
  const order: string[] = [];
  const slow = (name: string) =>
    flushing(() => {
      nowMs += 1;
      order.push(name);
    });

  for (let item = 0; item < 40; item += 1) turn.schedule(slow(`${item}`));
  setImmediate(() => {
    order.push('read');
    turn.schedule(slow('later'));
  });
  await endOfTurn();
  while (turn.isDue) await endOfTurn();

  const numbers = order.filter((name) => name !== 'read');
  expect(numbers).toEqual([...Array.from({ length: 40 }, (_, item) => `${item}`), 'later']);
  expect(order.indexOf('read')).toBe(15);
  expect(onEnded.mock.calls).toEqual([[0]]);
});

test('what stops when its slice is over is asked again, before all others, until it is done', async () => {
  const turn = new FlushScheduler();
  const order: string[] = [];
  let left = 3;

  turn.schedule({
    flush() {
      left -= 1;
      order.push(`long, ${left} left`);
      return left === 0;
    },
  });
  turn.schedule(flushing(() => order.push('next')));
  await endOfTurn();
  expect(order).toEqual(['long, 2 left']);
  turn.schedule(flushing(() => order.push('came in between')));
  while (turn.isDue) await endOfTurn();

  expect(order).toEqual(['long, 2 left', 'long, 1 left', 'long, 0 left', 'next', 'came in between']);
});
