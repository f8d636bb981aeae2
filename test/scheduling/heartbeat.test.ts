import { expect, test, vi } from 'vitest';
import { Heartbeat } from '../../src/scheduling/heartbeat.ts';
import { holdClock } from '../harness/held-clock.ts';

const intervalMs = 16_000;

function startHeartbeat(onError = vi.fn<(error: unknown) => void>()) {
  return new Heartbeat(intervalMs, ({ ping }: { readonly ping: () => void }) => ping(), onError);
}

holdClock();

test('everything is pinged once in each interval, whenever it came', async () => {
  const heartbeat = startHeartbeat();
  const pings = Array.from({ length: 100 }, () => vi.fn<() => void>());
  for (const ping of pings) {
    heartbeat.add({ ping });
    await vi.advanceTimersByTimeAsync(370);
  }
  for (const ping of pings) ping.mockClear();

  await vi.advanceTimersByTimeAsync(3 * intervalMs);

  for (const ping of pings) expect(ping).toHaveBeenCalledTimes(3);
  heartbeat.close();
});

test('the first ping does not come at once', async () => {
  const heartbeat = startHeartbeat();
  const ping = vi.fn<() => void>();
  await vi.advanceTimersByTimeAsync(5_500);
  heartbeat.add({ ping });

  await vi.advanceTimersByTimeAsync(0.9 * intervalMs);
  expect(ping).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(0.2 * intervalMs);

  expect(ping).toHaveBeenCalledTimes(1);
  heartbeat.close();
});

test('those that came over time are not all pinged in one turn', async () => {
  const heartbeat = startHeartbeat();
  let pings = 0;
  let most = 0;
  for (let count = 0; count < 1_600; count += 1) {
    heartbeat.add({ ping: () => (pings += 1) });
    await vi.advanceTimersByTimeAsync(intervalMs / 1_600);
  }

  for (let step = 0; step < 16; step += 1) {
    pings = 0;
    await vi.advanceTimersByTimeAsync(intervalMs / 16);
    most = Math.max(most, pings);
  }

  expect(most).toBeLessThanOrEqual(110);
  heartbeat.close();
});

test('the pings of one beat go out in slices of 10 ms, and none is lost', async () => {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const heartbeat = startHeartbeat();
  let pings = 0;
  const perSlice: number[] = [];
  using clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  // Each takes a millisecond.
  const ping = (): void => {
    pings += 1;
    clock.mockReturnValue(performance.now() + 1);
  };
  for (let count = 0; count < 100; count += 1) heartbeat.add({ ping });

  vi.advanceTimersByTime(intervalMs);
  while (pings < 100) {
    const before = pings;
    await new Promise((resolve) => setImmediate(resolve));
    perSlice.push(pings - before);
  }

  expect(Math.max(...perSlice)).toBeLessThanOrEqual(11);
  heartbeat.close();
});

test('a ping that throws is told, and keeps no other connection from its own', async () => {
  const onError = vi.fn<(error: unknown) => void>();
  const heartbeat = startHeartbeat(onError);
  const ping = vi.fn<() => void>();
  heartbeat.add({
    ping() {
      throw new Error('No.');
    },
  });
  heartbeat.add({ ping });

  await vi.advanceTimersByTimeAsync(intervalMs + 1);

  expect(onError.mock.calls).toEqual([[new Error('No.')]]);
  expect(ping).toHaveBeenCalledTimes(1);
  heartbeat.close();
});

test('what was removed, or all once it is closed, is left alone', async () => {
  const heartbeat = startHeartbeat();
  const [removed, closed] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const pinged = { ping: removed };
  heartbeat.add(pinged);
  heartbeat.add({ ping: closed });

  heartbeat.remove(pinged);
  heartbeat.remove(pinged);
  heartbeat.close();
  await vi.advanceTimersByTimeAsync(3 * intervalMs);

  expect(removed).not.toHaveBeenCalled();
  expect(closed).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
