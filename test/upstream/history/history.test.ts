import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { History, type HistoryLimits } from '../../../src/upstream/history/history.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';

const boundless: HistoryLimits = { maxEvents: 1_000_000, maxBytes: 1_000_000_000, maxAgeMs: 1_000_000_000 };

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

function historyOf(limits: Partial<HistoryLimits> = {}): History {
  return new History({ ...boundless, ...limits });
}

function add(history: History, time: number, size = 1): void {
  const event = {
    id: `e${time}`,
    name: 'X',
    accountId: 'a',
    binding: 'call.*.*',
    family: 'call',
    receivedAt: new Date(),
    cursor: `${time}`,
    data: {},
    owners: [],
  } as const;
  history.add({ time, event, routing: [], size });
}

function timesSince(history: History, time: number): readonly number[] | undefined {
  return history.since(time)?.map((entry) => entry.time);
}

test('what came after a moment comes oldest first, the moment itself excluded', () => {
  const history = historyOf();
  for (const time of [10, 20, 30]) add(history, time);

  expect([0, 9, 10, 15, 29, 30, 99].map((time) => timesSince(history, time))).toEqual([
    [10, 20, 30],
    [10, 20, 30],
    [20, 30],
    [20, 30],
    [30],
    [],
    [],
  ]);
});

describe('what is forgotten', () => {
  test('goes by number', () => {
    const history = historyOf({ maxEvents: 2 });
    for (const time of [10, 20, 30]) add(history, time);

    expect(timesSince(history, 9)).toBeUndefined();
    expect(timesSince(history, 10)).toEqual([20, 30]);
  });

  test('goes by bytes, whatever the number', () => {
    const history = historyOf({ maxBytes: 100 });
    for (const [time, size] of [
      [10, 50],
      [20, 50],
      [30, 60],
    ] as const)
      add(history, time, size);

    expect(timesSince(history, 19)).toBeUndefined();
    expect(timesSince(history, 20)).toEqual([30]);
  });

  test('goes by age, without any new event', () => {
    const history = historyOf({ maxAgeMs: 1000 });
    add(history, 10);
    vi.advanceTimersByTime(600);
    add(history, 20);
    vi.advanceTimersByTime(400);
    expect(timesSince(history, 0)).toEqual([10, 20]);

    vi.advanceTimersByTime(1);

    expect(timesSince(history, 0)).toBeUndefined();
    expect(timesSince(history, 10)).toEqual([20]);
  });

  test('is known to be forgotten when nothing is left', () => {
    const history = historyOf({ maxAgeMs: 1000 });
    add(history, 10);
    vi.advanceTimersByTime(1001);

    expect(timesSince(history, 9)).toBeUndefined();
    expect(timesSince(history, 10)).toEqual([]);
  });

  test('is an event too large to be kept, and all before it', () => {
    const history = historyOf({ maxBytes: 100 });
    add(history, 10);
    add(history, 20, 101);
    add(history, 30);

    expect(timesSince(history, 19)).toBeUndefined();
    expect(timesSince(history, 20)).toEqual([30]);
  });
});

test('an answer is complete or refused, and never more than the bounds allow', () => {
  const step = fc.record({ pauseMs: fc.nat(50), size: fc.integer({ min: 1, max: 40 }) });
  const limits = fc.record({
    maxEvents: fc.integer({ min: 1, max: 20 }),
    maxBytes: fc.nat(200),
    maxAgeMs: fc.nat(300),
  });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 100 }), fc.nat(110), (bounds, steps, since) => {
      const history = historyOf(bounds);
      const all = steps.map(({ pauseMs, size }, index) => {
        vi.advanceTimersByTime(pauseMs);
        add(history, index + 1, size);
        return { time: index + 1, size };
      });

      const answer = history.since(since);

      const after = all.filter(({ time }) => time > since);
      if (answer !== undefined) expect(answer.map(({ time }) => time)).toEqual(after.map(({ time }) => time));
      const kept = answer ?? [];
      expect(kept.length).toBeLessThanOrEqual(bounds.maxEvents);
      expect(kept.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(bounds.maxBytes);
      for (const { event } of kept)
        expect(Date.now() - event.receivedAt.getTime()).toBeLessThanOrEqual(bounds.maxAgeMs);
    }),
    { numRuns: fuzzRuns(300) },
  );
});

test('a long history that forgets many, and is made shorter in between, keeps its place', () => {
  const history = historyOf({ maxEvents: 100 });

  for (let time = 1; time <= 5000; time += 1) {
    add(history, time);
    if (time > 100) expect(timesSince(history, time - 2)).toEqual([time - 1, time]);
  }

  expect(timesSince(history, 4899)).toBeUndefined();
  expect(timesSince(history, 4900)).toHaveLength(100);
});
