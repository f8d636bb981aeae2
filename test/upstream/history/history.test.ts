import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { EventData } from '../../../src/kazoo/events/event-field.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { Histories, type HistoriesLimits } from '../../../src/upstream/history/histories.ts';
import { History, type HistoryEntry } from '../../../src/upstream/history/history.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { holdClock } from '../../harness/held-clock.ts';

const boundless: HistoriesLimits = {
  maxEvents: 1_000_000,
  maxBytes: 1_000_000_000,
  maxTotalBytes: 1_000_000_000,
  maxAgeMs: 1_000_000_000,
};
/** So much is needed for what recognises the copies of the few events of a test. */
const receiptsBytes = 2000;

holdClock({ now: 0 });

function historiesOf(limits: Partial<HistoriesLimits> = {}): Histories {
  return new Histories({ ...boundless, ...limits });
}

function historyOf(limits: Partial<HistoriesLimits> = {}): History {
  return historiesOf(limits).open();
}

function add(history: History, time: number, size = 1, data: EventData = {}): KazooEvent {
  const event = {
    id: `e${time}`,
    name: 'X',
    accountId: 'a',
    binding: 'call.*.*',
    family: 'call',
    receivedAt: new Date(),
    cursor: `${time}`,
    routing: [],
    data,
    owners: [],
    size,
  } as const;
  history.add(`e${time}`, { time, event });
  return event;
}

function timesSince(history: History, time: number): readonly number[] | undefined {
  return entriesSince(history, time)?.map((entry) => entry.time);
}

function entriesSince(history: History, time: number): readonly HistoryEntry[] | undefined {
  const entries = history.since(time);
  return entries && [...entries];
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
    const history = historyOf({ maxBytes: receiptsBytes + 100_000 });
    for (const [time, size] of [
      [10, 50_000],
      [20, 50_000],
      [30, 60_000],
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
    const history = historyOf({ maxBytes: receiptsBytes });
    add(history, 10);
    add(history, 20, receiptsBytes);
    add(history, 30);

    expect(timesSince(history, 19)).toBeUndefined();
    expect(timesSince(history, 20)).toEqual([30]);
  });
});

test('an answer is complete or refused, and never more than the bounds allow', () => {
  const step = fc.record({ pauseMs: fc.nat(50), size: fc.integer({ min: 1, max: 40 }) });
  const limits = fc.record({
    maxEvents: fc.integer({ min: 1, max: 20 }),
    maxBytes: fc.nat(30_000),
    maxAgeMs: fc.nat(300),
  });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 100 }), fc.nat(110), (bounds, steps, since) => {
      const history = new History(bounds, { onBytes: () => undefined, onClosed: () => undefined });
      const all = steps.map(({ pauseMs, size }, index) => {
        vi.advanceTimersByTime(pauseMs);
        add(history, index + 1, size);
        return { time: index + 1, size };
      });

      const answer = entriesSince(history, since);

      const after = all.filter(({ time }) => time > since);
      if (answer !== undefined) expect(answer.map(({ time }) => time)).toEqual(after.map(({ time }) => time));
      const kept = answer ?? [];
      expect(kept.length).toBeLessThanOrEqual(bounds.maxEvents);
      expect(kept.reduce((sum, { event }) => sum + event.size, 0)).toBeLessThanOrEqual(bounds.maxBytes);
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

describe('memory', () => {
  test('is given back by each event that is forgotten, however few they are', async () => {
    vi.useRealTimers();
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const history = historyOf({ maxEvents: 1 });
    const events = [10, 20].map((time) => new WeakRef(add(history, time)));

    // What was referred to in this turn is kept until its end.
    await setImmediate();
    collectGarbage();

    expect(events.map((event) => event.deref() !== undefined)).toEqual([false, true]);
  });

  test('is bounded for all accounts: the longest histories are made shorter, and no others', () => {
    const histories = historiesOf({ maxTotalBytes: 100_000 });
    const [short, long, longer] = [histories.open(), histories.open(), histories.open()];
    add(short, 1, 10_000);
    for (let time = 2; time < 30; time += 1) add(time % 3 === 0 ? long : longer, time, 5_000);

    expect(histories.bytes).toBeLessThanOrEqual(100_000);
    expect(timesSince(short, 0)).toEqual([1]);
    for (const history of [long, longer]) {
      expect(timesSince(history, 0)).toBeUndefined();
      expect(history.bytes).toBeGreaterThan(30_000);
    }
  });

  test('is given back when time passes, though no event comes and nobody asks', () => {
    const histories = historiesOf({ maxAgeMs: 10_000 });
    add(histories.open(), 10, 50_000);
    expect(histories.bytes).toBeGreaterThan(50_000);

    vi.advanceTimersByTime(11_000);

    expect(histories.bytes).toBe(0);
  });

  test('is counted as the parts of an event take it, not as their text is long', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const texts = Array.from({ length: 500 }, (_, call) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: 40 }, (_value, key) => [`key_${key}`, `${call}_${key}`]))),
    );
    const history = historyOf();
    collectGarbage();
    const before = process.memoryUsage().heapUsed;

    texts.forEach((text, index) => {
      add(history, index + 1, text.length, JSON.parse(text));
    });

    collectGarbage();
    const taken = process.memoryUsage().heapUsed - before;
    expect(history.bytes / taken).toBeGreaterThan(0.7);
    expect(history.bytes / taken).toBeLessThan(1.5);
  });

  test('is given back with the account', () => {
    const histories = historiesOf();
    const [one, other] = [histories.open(), histories.open()];
    for (const history of [one, other]) add(history, 10, 50_000);
    const all = histories.bytes;

    one.close();

    expect(histories.bytes).toBe(all / 2);
  });

  test('goes by the time that passes, not by the clock on the wall', () => {
    const history = historyOf({ maxAgeMs: 1000 });
    add(history, 10);

    vi.setSystemTime(Date.now() + 3_600_000);

    expect(timesSince(history, 0)).toEqual([10]);
  });
});
