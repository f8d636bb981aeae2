import { expect, test } from 'vitest';
import { Turn } from '../../src/fanout/turn.ts';
import { endOfTurn } from './end-of-turn.ts';

test('what is due is flushed at the end of the turn, in the order in which it became due', async () => {
  const turn = new Turn();
  const flushed: string[] = [];

  for (const name of ['a', 'b', 'c']) turn.add({ flush: () => flushed.push(name) });
  await Promise.resolve();
  expect(flushed).toEqual([]);
  await endOfTurn();

  expect(flushed).toEqual(['a', 'b', 'c']);
});

test('each turn flushes only what became due in it', async () => {
  const turn = new Turn();
  const flushed: string[] = [];

  turn.add({ flush: () => flushed.push('first') });
  await endOfTurn();
  turn.add({ flush: () => flushed.push('second') });
  await endOfTurn();

  expect(flushed).toEqual(['first', 'second']);
});

test('what becomes due while others are flushed is flushed after them, in the same turn', async () => {
  const turn = new Turn();
  const flushed: string[] = [];

  turn.add({
    flush() {
      flushed.push('first');
      turn.add({ flush: () => flushed.push('added by the first') });
    },
  });
  turn.add({ flush: () => flushed.push('second') });
  await endOfTurn();

  expect(flushed).toEqual(['first', 'second', 'added by the first']);
});
