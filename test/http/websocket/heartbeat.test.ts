import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from '../../../src/http/websocket/heartbeat.ts';

const intervalMs = 16_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('everything is pinged once in each interval, whenever it came', () => {
  const keepAlive = new Heartbeat(intervalMs);
  const pings = Array.from({ length: 100 }, () => vi.fn<() => void>());
  for (const ping of pings) {
    keepAlive.add({ ping });
    vi.advanceTimersByTime(370);
  }
  for (const ping of pings) ping.mockClear();

  vi.advanceTimersByTime(3 * intervalMs);

  for (const ping of pings) expect(ping).toHaveBeenCalledTimes(3);
  keepAlive.close();
});

test('the first ping does not come at once', () => {
  const keepAlive = new Heartbeat(intervalMs);
  const ping = vi.fn<() => void>();
  vi.advanceTimersByTime(5_500);
  keepAlive.add({ ping });

  vi.advanceTimersByTime(0.9 * intervalMs);
  expect(ping).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0.2 * intervalMs);

  expect(ping).toHaveBeenCalledTimes(1);
  keepAlive.close();
});

test('those that came over time are not all pinged in one turn', () => {
  const keepAlive = new Heartbeat(intervalMs);
  let pings = 0;
  let most = 0;
  for (let count = 0; count < 1_600; count += 1) {
    keepAlive.add({ ping: () => (pings += 1) });
    vi.advanceTimersByTime(intervalMs / 1_600);
  }

  for (let step = 0; step < 16; step += 1) {
    pings = 0;
    vi.advanceTimersByTime(intervalMs / 16);
    most = Math.max(most, pings);
  }

  expect(most).toBeLessThanOrEqual(110);
  keepAlive.close();
});

test('what was removed, or all once it is closed, is left alone', () => {
  const keepAlive = new Heartbeat(intervalMs);
  const [removed, closed] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const pinged = { ping: removed };
  keepAlive.add(pinged);
  keepAlive.add({ ping: closed });

  keepAlive.remove(pinged);
  keepAlive.remove(pinged);
  keepAlive.close();
  vi.advanceTimersByTime(3 * intervalMs);

  expect(removed).not.toHaveBeenCalled();
  expect(closed).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
