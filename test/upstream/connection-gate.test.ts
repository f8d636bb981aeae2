import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../src/upstream/connection-gate.ts';

const first = 'ws://first';
const second = 'ws://second';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function gateTo(...urls: readonly string[]): ConnectionGate {
  return new ConnectionGate({ urls, connectsPerSecond: 10, backoff: { baseMs: 1000, maxMs: 60_000 } });
}

/** Enters accounts of these sizes, and tells which were let through, in order. */
function enterAll(gate: ConnectionGate, sizes: readonly number[]): string[] {
  const through: string[] = [];
  for (const size of sizes) {
    gate.enter(
      () => size,
      (url) => through.push(`${size} ${url}`),
    );
  }
  return through;
}

function fail(gate: ConnectionGate, url: string, times: number): void {
  for (let failure = 0; failure < times; failure += 1) gate.settled(url, 'failed');
}

test('the first is let through at once, the others at the agreed rate, most listeners first', () => {
  const gate = gateTo(first);

  const through = enterAll(gate, [1, 5, 50, 20]);
  expect(through).toEqual([`1 ${first}`]);
  vi.advanceTimersByTime(100);
  expect(through.at(-1)).toBe(`50 ${first}`);
  vi.advanceTimersByTime(200);

  expect(through).toEqual([`1 ${first}`, `50 ${first}`, `20 ${first}`, `5 ${first}`]);
});

test('who leaves before its turn is not let through', () => {
  const gate = gateTo(first);
  enterAll(gate, [1]);
  const go = vi.fn();

  gate.enter(() => 1, go)();
  vi.advanceTimersByTime(1000);

  expect(go).not.toHaveBeenCalled();
  expect(gate.waiting).toBe(0);
});

describe('a host that is down', () => {
  test('is probed by one at a time, and not before its delay', () => {
    const gate = gateTo(first);
    fail(gate, first, 5);

    const through = enterAll(gate, [1, 2, 3]);
    expect(through).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(through).toEqual([`3 ${first}`]);
    vi.advanceTimersByTime(60_000);

    expect(through).toHaveLength(1);
  });

  test('lets everybody in again after one success', () => {
    const gate = gateTo(first);
    fail(gate, first, 5);
    const through = enterAll(gate, [1, 2, 3]);
    vi.advanceTimersByTime(1000);

    gate.settled(first, 'open');
    vi.advanceTimersByTime(300);

    expect(through).toHaveLength(3);
  });

  test('stays down after a failed probe, for longer, and is probed again by another', () => {
    const gate = gateTo(first);
    fail(gate, first, 5);
    const through = enterAll(gate, [1, 2]);
    vi.advanceTimersByTime(1000);

    gate.settled(first, 'failed');
    vi.advanceTimersByTime(1000);
    expect(through).toHaveLength(1);
    vi.advanceTimersByTime(1000);

    expect(through).toHaveLength(2);
  });

  test('is probed by the next when the one that was to do it gave up', () => {
    const gate = gateTo(first);
    fail(gate, first, 5);
    const through = enterAll(gate, [1, 2]);
    vi.advanceTimersByTime(1000);

    gate.settled(first, 'abandoned');
    vi.advanceTimersByTime(100);

    expect(through).toHaveLength(2);
  });

  test('leaves its place to the next host, and gets it back', () => {
    const gate = gateTo(first, second);
    fail(gate, first, 5);

    const through = enterAll(gate, [1]);
    expect(through).toEqual([`1 ${second}`]);
    vi.advanceTimersByTime(1000);
    through.push(...enterAll(gate, [2]));
    gate.settled(first, 'open');
    vi.advanceTimersByTime(1000);

    expect(through.at(-1)).toBe(`2 ${first}`);
    expect(enterAll(gate, [3])).toEqual([`3 ${first}`]);
  });
});
