import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openWatch } from './harness/overflow-watch-harness.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  vi.advanceTimersByTime(100_000);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a ping', () => {
  test('goes out under load, twice a second at most', async () => {
    const { pings, read, answer } = openWatch();

    await read(50);
    for (let time = 0; time < 4; time += 1) {
      await answer();
      await read(50);
    }
    expect(pings).toHaveLength(1);
    await read(50);

    expect(pings).toHaveLength(2);
  });

  test('goes out while at most one other is not back', async () => {
    const { pings, read } = openWatch();

    await read(49);
    expect(pings).toHaveLength(0);
    for (let time = 0; time < 20; time += 1) await read(50);

    expect(pings).toHaveLength(2);
  });

  test('does not take the room of commands', async () => {
    const { pings, read } = openWatch({ hasRoom: false });

    await read(50);

    expect(pings).toEqual([]);
  });

  test('that comes back says nothing', async () => {
    const { certain, read, answer } = openWatch();
    await read(50);

    await answer();

    expect(certain()).toEqual([]);
  });

  test('that another one overtakes is certain proof of a loss since the last that came back', async () => {
    const { pings, told, readSlowly, answer } = openWatch();
    await readSlowly(50);
    await answer();
    await readSlowly(100);

    await answer(pings[2]);

    expect(told).toEqual([{ fromMs: 50 * 12, certain: true }]);
  });

  test('that is overdue may only be late, and is a possible loss', async () => {
    const { pings, watch, certain, told, read, answer } = openWatch();
    await read(50);
    await answer();
    await read(50, { afterMs: 6_000 });
    const { length } = told;

    watch.overdue(pings[1] ?? '');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toHaveLength(length + 1);
    await answer(pings[1]);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(certain()).toEqual([]);
  });

  test('that is overdue is certain proof of a loss when a later one is answered', async () => {
    const { pings, watch, certain, read, answer } = openWatch();
    await read(50);
    await answer();
    await read(50, { afterMs: 10_000 });
    watch.overdue(pings[1] ?? '');
    await read(50, { afterMs: 6_000 });

    await answer(pings[2]);
    await vi.advanceTimersByTimeAsync(60_000);

    // Five seconds before it was sent: no other had come back since then.
    expect(certain()).toEqual([{ fromMs: 10_100 - 5_000, certain: true }]);
  });

  test('proves nothing where none ever came back, and after three none is sent any more', async () => {
    const { pings, watch, certain, read, answer } = openWatch();
    for (let time = 0; time < 5; time += 1) {
      await read(50, { afterMs: 6_000 });
      watch.overdue(pings.at(-1) ?? '');
    }
    watch.sent('subscribe', false);

    await answer('subscribe');
    await vi.advanceTimersByTimeAsync(60_000);

    expect(pings).toHaveLength(3);
    expect(certain()).toEqual([]);
  });

  test('that is not back makes what the socket brought meanwhile unproven', async () => {
    const { watch, read, answer } = openWatch();
    await read(10, { afterMs: 7_000 });
    await read(40);
    expect(performance.now() - watch.unprovenFromMs).toBe(5_000);

    await answer();

    expect(watch.unprovenFromMs).toBe(Number.POSITIVE_INFINITY);
  });

  test('is as old as it is, also when the clock was set meanwhile', async () => {
    const { watch, read, answer } = openWatch();
    await read(50);
    await answer();
    await read(10, { afterMs: 600 });

    vi.setSystemTime(Date.now() + 86_400_000);
    await read(40);

    expect(performance.now() - watch.unprovenFromMs).toBe(700);
  });
});

test('the reply to any command that a later reply overtakes is certain proof of a loss', async () => {
  const { watch, certain, answer } = openWatch();
  watch.sent('subscribe', false);
  vi.advanceTimersByTime(100);
  watch.sent('unsubscribe', false);

  await answer('unsubscribe');

  expect(certain()).toEqual([{ fromMs: 0, certain: true }]);
});

test('a command that waits for its reply makes nothing unproven', () => {
  const { watch } = openWatch();

  watch.sent('subscribe', false);

  expect(watch.unprovenFromMs).toBe(Number.POSITIVE_INFINITY);
});

test('a watch that is closed tells nothing, and leaves no timer behind', async () => {
  const { watch, told, read } = openWatch();
  await read(60);
  await read(60);

  watch.close();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(told).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
