import { expect, test, vi } from 'vitest';
import { TurnQueue } from '../../src/scheduling/turn-queue.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock({ toFake: ['performance'] });

/** A queue of tasks that take a time of their own; newcomers have names that begin with "n". */
function setUp() {
  const queue = new TurnQueue<{ readonly client: string; readonly takesMs: number }>();
  return {
    queue,
    add(client: string, takesMs: number): void {
      queue.enqueue({ client, isNewcomer: client.startsWith('n') }, { client, takesMs });
    },
    run(count = Number.POSITIVE_INFINITY): string {
      const ran: string[] = [];
      while (queue.size > 0 && ran.length < count) {
        const task = queue.dequeue();
        ran.push(task?.client ?? 'nobody');
        vi.advanceTimersByTime(task?.takesMs ?? 0);
        queue.finish();
      }
      return ran.join(' ');
    },
  };
}

test('a known client waits for two newcomers, however many they are, and newcomers for one known client', () => {
  const { add, run } = setUp();

  for (const client of ['n1', 'n2', 'n3', 'n4', 'a', 'b', 'a', 'a']) add(client, 1);

  expect(run()).toBe('n1 a n4 b n2 n3 a a');
});

test('newcomers whose requests are read in no time do not wait for the answers to each other', () => {
  const { add, run } = setUp();

  for (const client of ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']) add(client, 2);
  for (const client of ['a', 'b', 'c']) add(client, 10);

  expect(run()).toBe('n1 a n6 n2 n5 n3 n4 b c');
});

test('neither has time saved up that it did not want', () => {
  const { add, run } = setUp();
  for (const client of ['n1', 'n2', 'n3']) add(client, 50);
  expect(run()).toBe('n1 n3 n2');

  for (const client of ['n4', 'a', 'n5', 'b', 'n6', 'c']) add(client, 1);

  expect(run()).toBe('a n4 n6 b n5 c');
});

test('newcomers do not wait for the answers to each other, either, where each answer comes at once', () => {
  const { queue, add, run } = setUp();
  for (const client of ['n1', 'n2', 'n3', 'n4']) add(client, 1);
  const order: string[] = [];

  // What was read is answered, and nobody else is known.
  for (const answer of ['a', 'b', 'c', 'd']) {
    order.push(run(1));
    add(answer, 10);
  }

  expect([...order, run()]).toEqual(['n1', 'a', 'n4', 'n2', 'n3 b c d']);
  expect(queue.size).toBe(0);
});

test('what took very long is not made up for in one go', () => {
  const { add, run } = setUp();
  add('a', 500);
  add('b', 1);
  for (let index = 1; index <= 40; index += 1) add(`n${index}`, 1);

  const [before = '', after = ''] = run().split('a ')[1]?.split('b') ?? [];

  expect([before, after].map((newcomers) => newcomers.trim().split(' ').length)).toEqual([20, 19]);
});

test('the pause between two tasks is nobody’s time', () => {
  const { add, run } = setUp();
  for (const client of ['n1', 'a', 'n2', 'b']) add(client, 1);

  expect(run(1)).toBe('n1');
  vi.advanceTimersByTime(1_000);

  expect(run()).toBe('a n2 b');
});

test('an empty queue has nothing, and goes on', () => {
  const { queue, add, run } = setUp();

  expect([queue.size, queue.dequeue()]).toEqual([0, undefined]);
  add('n1', 1);

  expect([queue.size, run(), queue.size]).toEqual([1, 'n1', 0]);
});
