import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Flushable, type FlushObserver, FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { flushing } from './harness/flushing.ts';
import { ignoringObserver } from './harness/ignoring-observer.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('what is due is flushed at the end of the turn, in the order in which it became due', async () => {
  const scheduler = new FlushScheduler(ignoringObserver);
  const flushed: string[] = [];

  for (const name of ['a', 'b', 'c']) scheduler.schedule(flushing(() => flushed.push(name)));
  await Promise.resolve();
  expect(flushed).toEqual([]);
  await endOfTurn();

  expect(flushed).toEqual(['a', 'b', 'c']);
});

test('each turn flushes only what became due in it', async () => {
  const scheduler = new FlushScheduler(ignoringObserver);
  const flushed: string[] = [];

  scheduler.schedule(flushing(() => flushed.push('first')));
  await endOfTurn();
  scheduler.schedule(flushing(() => flushed.push('second')));
  await endOfTurn();

  expect(flushed).toEqual(['first', 'second']);
});

test('what becomes due while others are flushed is flushed after them, in the same turn', async () => {
  const scheduler = new FlushScheduler(ignoringObserver);
  const flushed: string[] = [];

  scheduler.schedule(
    flushing(() => {
      flushed.push('first');
      scheduler.schedule(flushing(() => flushed.push('added by the first')));
    }),
  );
  scheduler.schedule(flushing(() => flushed.push('second')));
  await endOfTurn();

  expect(flushed).toEqual(['first', 'second', 'added by the first']);
});

test('what takes long is flushed in slices, in order, and what comes in between is handled', async () => {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const onEventsFlushed = vi.fn<FlushObserver['onEventsFlushed']>();
  const scheduler = new FlushScheduler({ ...ignoringObserver, onEventsFlushed });
  const order: string[] = [];
  const slow = (name: string) =>
    flushing(() => {
      nowMs += 1;
      order.push(name);
    });

  for (let item = 0; item < 40; item += 1) scheduler.scheduleEvents(slow(`${item}`), 'acme');
  setImmediate(() => {
    order.push('read');
    scheduler.schedule(slow('later'));
  });
  await endOfTurn();
  while (scheduler.isDue) await endOfTurn();

  const numbers = order.filter((name) => name !== 'read');
  const all = Array.from({ length: 40 }, (_, item) => `${item}`);
  expect(numbers).toEqual([...all.slice(0, 11), 'later', ...all.slice(11)]);
  expect(order.indexOf('read')).toBe(11);
  expect(onEventsFlushed.mock.calls).toEqual([
    [11, 11],
    [11, 22],
    [11, 33],
    [8, 41],
  ]);
});

describe('before other work', () => {
  test('what is due is flushed once, and what becomes due later at the end of the next turn', async () => {
    const scheduler = new FlushScheduler(ignoringObserver);
    const flushed: string[] = [];
    const send = (name: string): void => scheduler.schedule(flushing(() => flushed.push(name)));

    scheduler.flushFirst();
    send('first');
    scheduler.flushFirst();
    expect(flushed).toEqual(['first']);
    send('second');
    expect(flushed).toEqual(['first']);
    await endOfTurn();

    expect(flushed).toEqual(['first', 'second']);
  });

  test('no second slice is flushed in a turn', async () => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const scheduler = new FlushScheduler(ignoringObserver);
    let flushed = 0;
    const slow = flushing(() => {
      nowMs += 1;
      flushed += 1;
    });

    for (let item = 0; item < 40; item += 1) scheduler.scheduleEvents({ ...slow }, 'acme');
    setImmediate(() => scheduler.flushFirst());
    await endOfTurn();

    expect(flushed).toBe(11);
  });
});

describe('accounts', () => {
  test('alternate: one with thousands of groups does not delay another', async () => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const scheduler = new FlushScheduler(ignoringObserver);
    const order: string[] = [];
    const slow = (name: string) =>
      flushing(() => {
        nowMs += 1;
        order.push(name);
      });

    for (let group = 0; group < 1000; group += 1) scheduler.scheduleEvents(slow('busy'), 'busy');
    for (const name of ['first', 'second']) scheduler.scheduleEvents(slow(name), 'other');
    while (scheduler.isDue) await endOfTurn();

    expect(order.slice(0, 4)).toEqual(['busy', 'first', 'busy', 'second']);
    expect(order).toHaveLength(1002);
  });

  test('wait for a group that takes longer no more than two milliseconds each', async () => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const scheduler = new FlushScheduler(ignoringObserver);
    const turns: [string, number][] = [];
    const long = (name: string): Flushable => ({
      flush(slice) {
        turns.push([name, nowMs]);
        while (!slice.isOver) nowMs += 1;
        return nowMs > 30;
      },
      onFlushFailed: () => undefined,
    });

    for (const name of ['a', 'b']) scheduler.scheduleEvents(long(name), name);
    while (scheduler.isDue) await endOfTurn();

    expect(turns.slice(0, 4)).toEqual([
      ['a', 0],
      ['b', 3],
      ['a', 6],
      ['b', 9],
    ]);
  });

  test('do not keep what they made due waiting for longer than a turn', async () => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const scheduler = new FlushScheduler(ignoringObserver);
    const order: string[] = [];

    for (let group = 0; group < 100; group += 1) {
      const send = () => {
        nowMs += 1;
        order.push('events');
        if (group === 0) scheduler.schedule(flushing(() => order.push('connection')));
      };
      scheduler.scheduleEvents(flushing(send), 'busy');
    }
    while (scheduler.isDue) await endOfTurn();

    expect(order.indexOf('connection')).toBe(11);
  });
});

test('what stops when its slice is over is asked again after what waits, until it is done', async () => {
  const scheduler = new FlushScheduler(ignoringObserver);
  const order: string[] = [];
  let left = 3;

  scheduler.schedule({
    flush() {
      left -= 1;
      order.push(`long, ${left} left`);
      return left === 0;
    },
    onFlushFailed: () => undefined,
  });
  scheduler.schedule(flushing(() => order.push('next')));
  await endOfTurn();
  expect(order).toEqual(['long, 2 left']);
  scheduler.schedule(flushing(() => order.push('came in between')));
  while (scheduler.isDue) await endOfTurn();

  expect(order).toEqual(['long, 2 left', 'next', 'long, 1 left', 'came in between', 'long, 0 left']);
});

test('the lag is measured from the first event of a turn, and not for messages of the protocol', async () => {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const onEventsFlushed = vi.fn<FlushObserver['onEventsFlushed']>();
  const scheduler = new FlushScheduler({ ...ignoringObserver, onEventsFlushed });

  scheduler.schedule(flushing(() => undefined));
  await endOfTurn();
  expect(onEventsFlushed).not.toHaveBeenCalled();
  scheduler.scheduleEvents(
    flushing(() => undefined),
    'acme',
  );
  nowMs += 2;
  scheduler.scheduleEvents(
    flushing(() => {
      nowMs += 3;
    }),
    'acme',
  );
  await endOfTurn();

  expect(onEventsFlushed.mock.calls).toEqual([[3, 5]]);
});

test('under a load that never ends the lag is observed in each turn, of what waited longest', async () => {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const onEventsFlushed = vi.fn<FlushObserver['onEventsFlushed']>();
  const scheduler = new FlushScheduler({ ...ignoringObserver, onEventsFlushed });
  let isOver = false;
  const endless: Flushable = {
    flush() {
      nowMs += 20;
      return isOver;
    },
    onFlushFailed: () => undefined,
  };

  scheduler.scheduleEvents(endless, 'acme');
  for (let turn = 0; turn < 5; turn += 1) {
    scheduler.scheduleEvents(
      flushing(() => scheduler.schedule(flushing(() => undefined))),
      'acme',
    );
    await endOfTurn();
    nowMs += 5;
  }

  expect(onEventsFlushed.mock.calls.map(([, lagMs]) => lagMs)).toEqual([45, 70, 70, 70]);
  isOver = true;
  while (scheduler.isDue) await endOfTurn();
});
