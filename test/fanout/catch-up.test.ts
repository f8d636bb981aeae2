import { expect, test } from 'vitest';
import { catchUp, type ResumingSubscriber } from '../../src/fanout/catch-up.ts';
import type { SourceEvent } from '../../src/fanout/shared-source.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';

/** A client that missed events of these sizes, and what it is served at a time. */
function subscriberOf(sizes: readonly number[]) {
  const portions: string[][] = [];
  let read = 0;
  function* replay(after: string): Iterable<SourceEvent> {
    for (let index = Number(after) + 1; index < sizes.length; index += 1) {
      read += 1;
      yield { root: {}, cursor: `${index}`, receivedAt: new Date(0), size: sizes[index] ?? 0 };
    }
  }
  const serve = (events: readonly SourceEvent[]) => {
    portions.push(events.map(({ cursor }) => cursor));
  };
  const subscriber: ResumingSubscriber = {
    replay,
    isWanted: () => true,
    send: serve,
    sendLast: serve,
    drained: async () => undefined,
  };
  return { subscriber, portions, read: () => read };
}

const resume = { after: '-1', client: 'somebody' };

test('what was missed is served a hundred events at a time, each once and in order', async () => {
  const { subscriber, portions } = subscriberOf(new Array<number>(250).fill(10));

  await catchUp(resume, new SlicedQueue(), subscriber);

  expect(portions.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(portions.flat()).toEqual(Array.from({ length: 250 }, (_, index) => `${index}`));
});

test('a portion ends with the event that makes it large', async () => {
  const { subscriber, portions } = subscriberOf([100_000, 100_000, 4_000_000, 4_000_000, 10]);

  await catchUp(resume, new SlicedQueue(), subscriber);

  expect(portions).toEqual([['0', '1', '2'], ['3'], ['4']]);
});

test('of a long past no more is read for a portion than the portion and one event', async () => {
  const { subscriber, read } = subscriberOf(new Array<number>(10_000).fill(10));

  await catchUp(resume, new SlicedQueue(), subscriber);

  expect(read()).toBeLessThanOrEqual(10_000 + 100);
});

test('one who missed nothing is told so in one step', async () => {
  const { subscriber, portions } = subscriberOf([]);

  await catchUp(resume, new SlicedQueue(), subscriber);

  expect(portions).toEqual([[]]);
});
