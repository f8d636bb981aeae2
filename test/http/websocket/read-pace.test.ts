import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReadPace } from '../../../src/http/websocket/read-pace.ts';

const rates = { maxMessagesPerSecond: 100, maxBytesPerSecond: 10_000 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('what ten seconds allow may come at once; then each message waits for its own time', () => {
  const onLimited = vi.fn();
  const pace = new ReadPace({ ...rates, onLimited });

  expect(pace.use(1_000, 0)).toBe(0);
  expect(onLimited).not.toHaveBeenCalled();
  expect([pace.use(1, 0), pace.use(1, 0)]).toEqual([10, 20]);
  expect(onLimited.mock.calls).toEqual([['max_messages_per_second'], ['max_messages_per_second']]);
});

test('bytes count beside messages, and whichever is more decides', () => {
  const onLimited = vi.fn();
  const pace = new ReadPace({ ...rates, onLimited });

  expect(pace.use(1, 100_000)).toBe(0);
  expect(pace.use(1, 1_000)).toBe(100);
  expect(onLimited.mock.calls).toEqual([['max_read_bytes_per_second']]);
});

test('a client that keeps to the rate never waits, and silence is saved up for ten seconds only', () => {
  const pace = new ReadPace({ ...rates, onLimited: vi.fn() });

  for (let second = 0; second < 60; second += 1) {
    expect(pace.use(100, 10_000)).toBe(0);
    vi.advanceTimersByTime(1_000);
  }
  vi.advanceTimersByTime(3_600_000);
  expect(pace.use(1_000, 0)).toBe(0);
  expect(pace.use(100, 0)).toBe(1_000);
});
