import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OverflowWatch } from '../../../../src/kazoo/blackhole/losses/overflow-watch.ts';

/** For so long a later event can overtake an earlier one. */
const disorderMs = 250;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  vi.advanceTimersByTime(100_000);
});
afterEach(() => {
  vi.useRealTimers();
});

interface Told {
  readonly fromMs: number;
  readonly certain: boolean;
}

/** A watch of a socket that is open since now; times are counted from then. */
function setUp({ hasRoom = true } = {}) {
  const openedAtMs = performance.now();
  const told: Told[] = [];
  const pings: string[] = [];
  let activeMs = 0;
  const listener = {
    sendPing() {
      if (!hasRoom) return false;
      const requestId = `ping-${pings.length}`;
      pings.push(requestId);
      watch.sent(requestId, true);
      return true;
    },
    onOverflow: (fromMs: number, certain: boolean) => told.push({ fromMs: fromMs - openedAtMs, certain }),
  };
  const watch = new OverflowWatch(listener, () => activeMs);
  watch.open();
  const harness = {
    watch,
    told,
    pings,
    /** For so long the event loop does something else. */
    work(milliseconds: number) {
      vi.advanceTimersByTime(milliseconds);
      activeMs += milliseconds;
    },
    certain: () => told.filter(({ certain }) => certain),
    /** So many events without a time are read at once, `afterMs` after what was read before. */
    async read(events: number, { afterMs = 100 } = {}) {
      vi.advanceTimersByTime(afterMs);
      for (let event = 0; event < events; event += 1) watch.receiveEvent({});
      await vi.advanceTimersByTimeAsync(0);
    },
    /** So many events are read one by one, too slowly for a burst. */
    async readSlowly(events: number) {
      for (let event = 0; event < events; event += 1) await harness.read(1, { afterMs: 12 });
    },
    /** Events of a switch that were emitted so long ago are read at once. */
    async readEmitted(agesMs: readonly number[], { switch: name = 'fs1' } = {}) {
      for (const ageMs of agesMs) {
        const msg_id = String(Math.round((Date.now() - ageMs) * 1000)).padStart(16, '0');
        watch.receiveEvent({ msg_id, switch_nodename: name });
      }
      await vi.advanceTimersByTimeAsync(0);
    },
    async answer(requestId = pings.at(-1) ?? '') {
      watch.receiveReply(requestId);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
  return harness;
}

/** Every `intervalMs` an event is read `ageMs` after its emission; pings are answered at once. */
async function load(
  { readEmitted, answer, pings }: ReturnType<typeof setUp>,
  { events, intervalMs, ageMs = 3 }: { readonly events: number; readonly intervalMs: number; readonly ageMs?: number },
): Promise<void> {
  for (let event = 0; event < events; event += 1) {
    vi.advanceTimersByTime(intervalMs);
    const { length } = pings;
    await readEmitted([ageMs]);
    if (pings.length > length) await answer();
  }
}

describe('of events without a time of a switch, a possible loss is told', () => {
  test('when 50 are read at once, since what was complete before', async () => {
    const { told, read } = setUp();

    await read(50);

    expect(told).toEqual([{ fromMs: -disorderMs, certain: false }]);
  });

  test('since the last command that was answered before, where no event has a time', async () => {
    const { told, watch, read, answer } = setUp();
    await read(10, { afterMs: 4_000 });
    watch.sent('subscribe', false);
    await read(10, { afterMs: 200 });
    await answer('subscribe');

    await read(50, { afterMs: 1_000 });

    expect(told).toEqual([{ fromMs: 4_000 - disorderMs, certain: false }]);
  });

  test('when 50 are read within 50 ms, not of 49, nor of more in a longer time', async () => {
    const { told, read } = setUp();

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
    const { told, read, work } = setUp();

    await read(20);
    work(200);
    await read(30, { afterMs: 0 });

    expect(told).toHaveLength(1);
  });

  test('not of 50 between which we looked, however much we had to do', async () => {
    const { told, read, work } = setUp();

    for (let time = 0; time < 10; time += 1) {
      work(60);
      await read(20, { afterMs: 0 });
    }

    expect(told).toEqual([]);
  });

  test('once, also when a few more frames of the same burst are read in the next turn', async () => {
    const { told, read } = setUp();

    await read(50);
    await read(49, { afterMs: 0 });
    vi.advanceTimersByTime(10_000);

    expect(told).toHaveLength(1);
  });
});

test('before the clock of a switch is known, what waited for a stall is a possible loss, too', async () => {
  const { told, readEmitted } = setUp();
  vi.advanceTimersByTime(300);

  await readEmitted(Array.from({ length: 51 }, (_, event) => 303 - event));

  expect(told).toHaveLength(1);
});

test('before a reply has proven the clocks, 50 events of a switch within a second are a possible loss', async () => {
  const { told, readEmitted } = setUp();

  for (let event = 0; event < 60; event += 1) {
    vi.advanceTimersByTime(4);
    await readEmitted([2]);
  }

  expect(told).toHaveLength(1);
});

test('the first event of a switch sends a ping, whose reply proves the clocks at once', async () => {
  const { told, pings, readEmitted, answer } = setUp();

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
    const harness = setUp();
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

describe('a ping', () => {
  test('goes out under load, twice a second at most', async () => {
    const { pings, read, answer } = setUp();

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
    const { pings, read } = setUp();

    await read(49);
    expect(pings).toHaveLength(0);
    for (let time = 0; time < 20; time += 1) await read(50);

    expect(pings).toHaveLength(2);
  });

  test('does not take the room of commands', async () => {
    const { pings, read } = setUp({ hasRoom: false });

    await read(50);

    expect(pings).toEqual([]);
  });

  test('that comes back says nothing', async () => {
    const { certain, read, answer } = setUp();
    await read(50);

    await answer();

    expect(certain()).toEqual([]);
  });

  test('that another one overtakes is certain proof of a loss since the last that came back', async () => {
    const { pings, told, readSlowly, answer } = setUp();
    await readSlowly(50);
    await answer();
    await readSlowly(100);

    await answer(pings[2]);

    expect(told).toEqual([{ fromMs: 50 * 12, certain: true }]);
  });

  test('that is overdue may only be late, and is a possible loss', async () => {
    const { pings, watch, certain, told, read, answer } = setUp();
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
    const { pings, watch, certain, read, answer } = setUp();
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
    const { pings, watch, certain, read, answer } = setUp();
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
    const { watch, read, answer } = setUp();
    await read(10, { afterMs: 7_000 });
    await read(40);
    expect(performance.now() - watch.unprovenFromMs).toBe(5_000);

    await answer();

    expect(watch.unprovenFromMs).toBe(Number.POSITIVE_INFINITY);
  });

  test('is as old as it is, also when the clock was set meanwhile', async () => {
    const { watch, read, answer } = setUp();
    await read(50);
    await answer();
    await read(10, { afterMs: 600 });

    vi.setSystemTime(Date.now() + 86_400_000);
    await read(40);

    expect(performance.now() - watch.unprovenFromMs).toBe(700);
  });
});

test('the reply to any command that a later reply overtakes is certain proof of a loss', async () => {
  const { watch, certain, answer } = setUp();
  watch.sent('subscribe', false);
  vi.advanceTimersByTime(100);
  watch.sent('unsubscribe', false);

  await answer('unsubscribe');

  expect(certain()).toEqual([{ fromMs: 0, certain: true }]);
});

test('a command that waits for its reply makes nothing unproven', () => {
  const { watch } = setUp();

  watch.sent('subscribe', false);

  expect(watch.unprovenFromMs).toBe(Number.POSITIVE_INFINITY);
});

test('a watch that is closed tells nothing, and leaves no timer behind', async () => {
  const { watch, told, read } = setUp();
  await read(60);
  await read(60);

  watch.close();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(told).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
