import { expect, test } from 'vitest';
import { FairQueue } from '../../src/scheduling/fair-queue.ts';

test('an item that is enqueued twice is there once', () => {
  const queue = new FairQueue<string>();

  queue.enqueue('a', 'item');
  queue.enqueue('a', 'item');

  expect(queue.size).toBe(1);
  expect([queue.dequeue(), queue.dequeue(), queue.size]).toEqual(['item', undefined, 0]);
});

test('an item that is deleted is passed over', () => {
  const queue = new FairQueue<string>();
  for (const item of ['first', 'second']) queue.enqueue('a', item);

  expect([queue.delete('a', 'first'), queue.delete('a', 'first'), queue.delete('b', 'second')]).toEqual([
    true,
    false,
    false,
  ]);
  expect([queue.size, queue.dequeue()]).toEqual([1, 'second']);
});
