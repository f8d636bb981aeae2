import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { disorderMs, load, openWatch } from './harness/overflow-watch-harness.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  vi.advanceTimersByTime(100_000);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('of events without a time of a switch, a possible loss is told', () => {
  test('when 50 are read at once, since what was complete before', async () => {
    const { told, read } = openWatch();

    await read(50);

    expect(told).toEqual([{ fromMs: -disorderMs, certain: false }]);
  });

  test('since the last command that was answered before, where no event has a time', async () => {
    const { told, watch, read, answer } = openWatch();
    await read(10, { afterMs: 4_000 });
    watch.sent('subscribe', false);
    await read(10, { afterMs: 200 });
    await answer('subscribe');

    await read(50, { afterMs: 1_000 });

    expect(told).toEqual([{ fromMs: 4_000 - disorderMs, certain: false }]);
  });

  test('not behind the replies to many commands: an event came into the queue after the last of those', async () => {
    const { told, watch, answer, read, readEmitted } = openWatch();
    for (let command = 0; command < 60; command += 1) {
      watch.sent(`subscribe-${command}`, false);
      vi.advanceTimersByTime(1);
      await answer(`subscribe-${command}`);
    }

    await readEmitted([3]);
    await read(1, { afterMs: 1 });

    expect(told).toEqual([]);
  });

  test('when 50 are read within 50 ms, not of 49, nor of more in a longer time', async () => {
    const { told, read } = openWatch();

    await read(49);
    await read(49);
    for (let time = 0; time < 100; time += 1) await read(1, { afterMs: time === 0 ? 100 : 2 });
    expect(told).toEqual([]);
    await read(24);
    await read(24, { afterMs: 48 });
    await read(1, { afterMs: 1 });
    expect(told).toEqual([]);
    await read(1, { afterMs: 0 });

    expect(told).toHaveLength(1);
  });

  test('when 50 can have arrived within 50 ms, while we did something else', async () => {
    const { told, read, work } = openWatch();

    await read(20);
    work(200);
    await read(30, { afterMs: 0 });

    expect(told).toHaveLength(1);
  });

  test('not of 50 between which we looked, however much we had to do', async () => {
    const { told, read, work } = openWatch();

    for (let time = 0; time < 10; time += 1) {
      work(60);
      await read(20, { afterMs: 0 });
    }

    expect(told).toEqual([]);
  });

  test('once, also when a few more frames of the same burst are read in the next turn', async () => {
    const { told, read } = openWatch();

    await read(50);
    await read(49, { afterMs: 0 });
    vi.advanceTimersByTime(10_000);

    expect(told).toHaveLength(1);
  });
});

test('before the clock of a switch is known, what waited for a stall is a possible loss, too', async () => {
  const { told, readEmitted } = openWatch();
  vi.advanceTimersByTime(300);

  await readEmitted(Array.from({ length: 51 }, (_, event) => 303 - event));

  expect(told).toHaveLength(1);
});

test('before a reply has proven the clocks, 50 events of a switch within a second are a possible loss', async () => {
  const { told, readEmitted } = openWatch();

  for (let event = 0; event < 60; event += 1) {
    vi.advanceTimersByTime(4);
    await readEmitted([2]);
  }

  expect(told).toHaveLength(1);
});

test('the first event of a switch sends a ping, whose reply proves the clocks at once', async () => {
  const { told, pings, readEmitted, answer } = openWatch();

  await readEmitted([2]);
  expect(pings).toHaveLength(1);
  await answer();
  for (let event = 0; event < 60; event += 1) {
    vi.advanceTimersByTime(4);
    await readEmitted([2]);
  }

  expect(told).toEqual([]);
});

describe('of events of a switch whose clock is known', () => {
  /** 50 have been read, and a ping came back. */
  async function known() {
    const harness = openWatch();
    await load(harness, { events: 60, intervalMs: 20 });
    expect(harness.told).toEqual([]);
    return harness;
  }

  test.each([200, 500, 2_000])('%i a second, read as they come, are no loss', async (perSecond) => {
    const harness = await known();

    await load(harness, { events: 10 * perSecond, intervalMs: 1_000 / perSecond });

    expect(harness.told).toEqual([]);
  });

  test('many at once are no loss when fewer than 50 had been emitted before the first was read', async () => {
    const { told, readEmitted } = await known();

    for (let turn = 0; turn < 100; turn += 1) {
      vi.advanceTimersByTime(20);
      await readEmitted(Array.from({ length: 30 }, (_, event) => 3 + (20 * (29 - event)) / 30));
    }

    expect(told).toEqual([]);
  });

  test('what waited for a stall is a possible loss, since what was complete before the 50th of them', async () => {
    const { told, readEmitted } = await known();
    vi.advanceTimersByTime(300);
    const stalledAtMs = 60 * 20;

    await readEmitted(Array.from({ length: 51 }, (_, event) => 303 - event));

    expect(told).toEqual([{ fromMs: stalledAtMs + 48 - 3 - disorderMs, certain: false }]);
  });

  test('50 that a stall held back, read one by one, are a possible loss, too', async () => {
    const { told, readEmitted } = await known();
    vi.advanceTimersByTime(300);

    for (let event = 0; event < 51; event += 1) {
      vi.advanceTimersByTime(2);
      await readEmitted([303 - event + 2 * event]);
    }

    expect(told).toHaveLength(1);
  });

  test('50 that were emitted at once are a possible loss, though they came as fast as any', async () => {
    const { told, readEmitted } = await known();
    vi.advanceTimersByTime(100);

    await readEmitted(Array.from({ length: 50 }, () => 3));

    expect(told).toHaveLength(1);
  });

  test('fewer than 50 that a stall held back are no loss', async () => {
    const { told, readEmitted } = await known();
    vi.advanceTimersByTime(300);

    await readEmitted(Array.from({ length: 49 }, (_, event) => 303 - event));

    expect(told).toEqual([]);
  });

  test('those of another switch with a clock of its own are no loss, once that is known', async () => {
    const harness = await known();
    const { told, readEmitted } = harness;

    // Its clock is half a second behind.
    for (let event = 0; event < 2_000; event += 1) {
      vi.advanceTimersByTime(40);
      await readEmitted([503], { switch: 'fs2' });
    }
    for (let event = 0; event < 2_000; event += 1) {
      vi.advanceTimersByTime(2);
      await readEmitted([503], { switch: 'fs2' });
    }

    expect(told).toEqual([]);
  });

  test('what waited all the time is a possible loss: a ping came back behind 50 others', async () => {
    const { told, pings, answer, readSlowly } = await known();
    const { length } = pings;
    await readSlowly(39);
    expect(pings).toHaveLength(length + 1);

    await readSlowly(49);
    await answer();
    expect(told).toEqual([]);
    expect(pings).toHaveLength(length + 2);
    await readSlowly(50);
    await answer(pings[length + 1]);

    expect(told).toMatchObject([{ certain: false }]);
  });
});
