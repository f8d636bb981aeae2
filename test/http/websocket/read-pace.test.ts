import { expect, test, vi } from 'vitest';
import { type ReadLimit, ReadPace } from '../../../src/http/websocket/read-pace.ts';
import { holdClock } from '../../harness/held-clock.ts';

const rates = { maxMessagesPerSecond: 100, maxBytesPerSecond: 10_000 };

/** Returns what reads of one connection, and says how long it must wait then. */
function usePace(onLimited: (limit: ReadLimit) => void) {
  const pace = new ReadPace({ ...rates, onLimited });
  let lastsUntilMs = 0;
  return (messages: number, bytes: number): number => {
    lastsUntilMs = pace.use(lastsUntilMs, messages, bytes);
    return Math.max(0, pace.waitMs(lastsUntilMs));
  };
}

holdClock({ toFake: ['performance'] });

test('what ten seconds allow may come at once; then each message waits for its own time', () => {
  const onLimited = vi.fn();
  const use = usePace(onLimited);

  expect(use(1_000, 0)).toBe(0);
  expect(onLimited).not.toHaveBeenCalled();
  expect([use(1, 0), use(1, 0)]).toEqual([10, 20]);
  expect(onLimited.mock.calls).toEqual([['max_messages_per_second'], ['max_messages_per_second']]);
});

test('bytes count beside messages, and whichever is more decides', () => {
  const onLimited = vi.fn();
  const use = usePace(onLimited);

  expect(use(1, 100_000)).toBe(0);
  expect(use(1, 1_000)).toBe(100);
  expect(onLimited.mock.calls).toEqual([['max_read_bytes_per_second']]);
});

test('a client that keeps to the rate never waits, and silence is saved up for ten seconds only', () => {
  const use = usePace(vi.fn());

  for (let second = 0; second < 60; second += 1) {
    expect(use(100, 10_000)).toBe(0);
    vi.advanceTimersByTime(1_000);
  }
  vi.advanceTimersByTime(3_600_000);
  expect(use(1_000, 0)).toBe(0);
  expect(use(100, 0)).toBe(1_000);
});
