import { expect, test } from 'vitest';
import { NewcomerQueue } from '../../src/scheduling/newcomer-queue.ts';

function queueOf(...items: number[]): NewcomerQueue<number> {
  const queue = new NewcomerQueue<number>();
  for (const item of items) queue.enqueue(item);
  return queue;
}

test('who has waited longest and who came last alternate, until nobody waits', () => {
  const queue = queueOf(1, 2, 3, 4, 5);

  expect(Array.from({ length: 6 }, () => queue.dequeue())).toEqual([1, 5, 2, 4, 3, undefined]);
  expect(queue.size).toBe(0);
});

test('who comes after a thousand does not wait for all of them', () => {
  const queue = queueOf(...Array.from({ length: 1_000 }, (_, index) => index));
  queue.dequeue();

  queue.enqueue(9_999);

  expect([queue.dequeue(), queue.size]).toEqual([9_999, 999]);
});

test('nobody waits for more than twice as many as came before, however many come after', () => {
  const queue = queueOf(...Array.from({ length: 100 }, (_, index) => -index), 1);

  let before = 0;
  for (let newest = 2; queue.dequeue() !== 1; newest += 1) {
    queue.enqueue(newest);
    queue.enqueue(newest);
    before += 1;
  }

  expect(before).toBe(200);
});

test('thousands who come and go leave nothing behind while others wait', () => {
  const queue = queueOf(-1, -2);
  const seen: (number | undefined)[] = [];

  for (let item = 0; item < 5_000; item += 1) {
    queue.enqueue(item);
    seen.push(queue.dequeue());
  }

  expect(queue.size).toBe(2);
  expect(new Set([...seen, queue.dequeue(), queue.dequeue()]).size).toBe(5_002);
});
