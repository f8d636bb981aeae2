import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { OverflowWatch } from '../../../src/kazoo/blackhole/overflow-watch.ts';

const startedAtMs = Date.parse('2026-11-28T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  vi.setSystemTime(startedAtMs);
  vi.advanceTimersByTime(10_000);
  vi.setSystemTime(startedAtMs);
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp({ hasRoom = true } = {}) {
  const told: { readonly from: number; readonly certain: boolean }[] = [];
  const canaries: { readonly comeBack: () => void; readonly timeOut: () => void }[] = [];
  const watch = new OverflowWatch({
    sendCanary() {
      if (!hasRoom) return undefined;
      return new Promise((resolve, reject) => {
        const timeOut = () => reject(new GatewayError('UPSTREAM_TIMEOUT', 'no reply'));
        canaries.push({ comeBack: resolve, timeOut });
      });
    },
    onOverflow: (fromMs, certain) => told.push({ from: fromMs - startedAtMs, certain }),
  });
  return {
    watch,
    told,
    canaries,
    /** So many frames are read at once, `afterMs` after what was read before. */
    async read(frames: number, { afterMs = 100 } = {}) {
      vi.advanceTimersByTime(afterMs);
      const completeUntilMs = Date.now();
      for (let frame = 0; frame < frames; frame += 1) watch.receive(completeUntilMs);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

describe('a possible loss is told', () => {
  test('of 50 frames that were read at once, since the moment before', async () => {
    const { told, read } = setUp();

    await read(50);

    expect(told).toEqual([{ from: 100, certain: false }]);
  });

  test('not of 49, nor of more with a pause between them', async () => {
    const { told, read } = setUp();

    await read(49);
    await read(49, { afterMs: 5 });

    expect(told).toEqual([]);
  });

  test('of 50 frames that were read in several turns without a pause', async () => {
    const { told, read } = setUp();

    await read(20);
    await read(20, { afterMs: 0 });
    await read(10, { afterMs: 0 });

    expect(told).toEqual([{ from: 100, certain: false }]);
  });

  test('once, also when a few more frames of the same burst are read in the next turn', async () => {
    const { told, read } = setUp();

    await read(50);
    await read(10, { afterMs: 0 });
    vi.advanceTimersByTime(2_000);

    expect(told).toEqual([{ from: 100, certain: false }]);
  });

  test('at most once a second, for all that was suspected meanwhile', async () => {
    const { told, read } = setUp();

    for (let time = 0; time < 5; time += 1) await read(60);
    expect(told).toEqual([{ from: 100, certain: false }]);
    vi.advanceTimersByTime(1_000);

    expect(told).toEqual([
      { from: 100, certain: false },
      { from: 200, certain: false },
    ]);
  });
});

describe('a canary', () => {
  test('goes out under load, twice a second at most', async () => {
    const { canaries, read } = setUp();

    await read(50);
    for (let time = 0; time < 4; time += 1) {
      canaries.at(-1)?.comeBack();
      await read(50);
    }
    expect(canaries).toHaveLength(1);
    await read(50);

    expect(canaries).toHaveLength(2);
  });

  test('goes out while at most one other is not back', async () => {
    const { canaries, read } = setUp();

    await read(49);
    expect(canaries).toHaveLength(0);
    for (let time = 0; time < 10; time += 1) await read(50);
    expect(canaries).toHaveLength(2);
    for (let time = 0; time < 10; time += 1) await read(50);

    expect(canaries).toHaveLength(2);
  });

  test('does not take the room of commands', async () => {
    const { canaries, read } = setUp({ hasRoom: false });

    await read(50);

    expect(canaries).toEqual([]);
  });

  test('that comes back says nothing', async () => {
    const { canaries, told, read } = setUp();
    await read(50);

    canaries[0]?.comeBack();
    await read(1);

    expect(told.filter(({ certain }) => certain)).toEqual([]);
  });

  test('that another one overtakes is certain proof of a loss since the last that came back', async () => {
    const { canaries, told, read } = setUp();
    await read(50);
    canaries[0]?.comeBack();
    await read(50, { afterMs: 600 });
    await read(50, { afterMs: 600 });

    canaries[2]?.comeBack();
    await read(1);

    expect(told).toContainEqual({ from: 100, certain: true });
  });

  test('that times out is certain proof of a loss since a while before', async () => {
    const { canaries, told, read } = setUp();
    await read(50);

    canaries[0]?.timeOut();
    await read(1);

    expect(told).toContainEqual({ from: 100 - 5_000, certain: true });
  });

  test('that is not back makes what the socket brought meanwhile unproven', async () => {
    const { canaries, watch, read } = setUp();
    await read(50);
    await read(1);
    expect(watch.unprovenFromMs).toBe(startedAtMs + 100 - 5_000);

    canaries[0]?.comeBack();
    await read(1);

    expect(watch.unprovenFromMs).toBe(Number.POSITIVE_INFINITY);
  });
});

test('a watch that is closed tells nothing, and leaves no timer behind', async () => {
  const { watch, told, canaries, read } = setUp();
  await read(60);
  await read(60);

  watch.close();
  canaries[0]?.timeOut();
  await vi.advanceTimersByTimeAsync(2_000);

  expect(told).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
