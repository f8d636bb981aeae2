import { describe, expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { holdClock, holdJitter } from '../../harness/held-clock.ts';
import { type Entrant, enterAll } from '../harness/gate-entrants.ts';

const first = 'ws://first';
const second = 'ws://second';

holdClock({ now: 0 });
holdJitter();

function gateTo(...urls: readonly string[]): ConnectionGate {
  return new ConnectionGate({ urls, connectsPerSecond: 10, backoff: { baseMs: 1000, maxMs: 60_000 } });
}

/**
 * A gate whose first host has just failed so often that it counts as down, and those that are on
 * their way to it still.
 */
function gateToDown(...urls: readonly string[]): { readonly gate: ConnectionGate; readonly onTheirWay: Entrant[] } {
  const gate = gateTo(...urls);
  const through = enterAll(gate, Array(8).fill(0));
  vi.advanceTimersByTime(1000);
  for (const { settle } of through.slice(0, 5)) settle('failed');
  return { gate, onTheirWay: through.slice(5) };
}

function sizes(through: readonly Entrant[]): number[] {
  return through.map(({ size }) => size);
}

test('the first is let through at once, the others at the agreed rate, most listeners first', () => {
  const gate = gateTo(first);

  const through = enterAll(gate, [1, 5, 50, 20]);
  expect(sizes(through)).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(sizes(through)).toEqual([1, 50]);
  vi.advanceTimersByTime(200);

  expect(sizes(through)).toEqual([1, 50, 20, 5]);
});

test('an entrant that leaves is not let through', () => {
  const gate = gateTo(first);
  enterAll(gate, [1]);
  const go = vi.fn();

  gate.enter(() => 1, go)();
  vi.advanceTimersByTime(1000);

  expect(go).not.toHaveBeenCalled();
  expect(gate.waiting).toBe(0);
});

describe('an entrant that avoids a host', () => {
  const enter = (gate: ConnectionGate, ...avoided: readonly string[]): string[] => {
    const urls: string[] = [];
    gate.enter(
      () => 1,
      (url) => urls.push(url),
      new Set(avoided),
    );
    return urls;
  };

  test('is let through to another one', () => {
    const gate = gateTo(first, second);

    expect(gate.hasHostBeside(new Set([first]))).toBe(true);
    expect(enter(gate, first)).toEqual([second]);
  });

  test('is let through to that host all the same when no other can be tried', () => {
    const { gate } = gateToDown(first, second);

    expect(gate.hasHostBeside(new Set([second]))).toBe(false);
    expect(enter(gate, second)).toEqual([second]);
  });
});

describe('a closed gate', () => {
  test('lets nobody through, neither those that wait nor those that enter later, and leaves no timer', () => {
    const gate = gateTo(first);
    const through = enterAll(gate, [1, 2, 3]);

    gate.close();
    gate.close();
    through[0]?.settle('open');
    const late = enterAll(gate, [4]);
    vi.advanceTimersByTime(60_000);

    expect([sizes(through), sizes(late)]).toEqual([[1], []]);
    expect(gate.waiting).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a host that is down', () => {
  test('is probed by one at a time, and not before its delay', () => {
    const { gate } = gateToDown(first);

    const through = enterAll(gate, [1, 2, 3]);
    vi.advanceTimersByTime(999);
    expect(through).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sizes(through)).toEqual([3]);
    vi.advanceTimersByTime(60_000);

    expect(through).toHaveLength(1);
  });

  test('lets everybody in again after one success', () => {
    const { gate } = gateToDown(first);
    const through = enterAll(gate, [1, 2, 3]);
    vi.advanceTimersByTime(1000);

    through[0]?.settle('open');
    vi.advanceTimersByTime(300);

    expect(through).toHaveLength(3);
  });

  test('lets everybody in again when one that was on its way before succeeds after all', () => {
    const { gate, onTheirWay } = gateToDown(first);
    const through = enterAll(gate, [1, 2, 3]);

    onTheirWay[0]?.settle('open');
    vi.advanceTimersByTime(300);

    expect(through).toHaveLength(3);
  });

  test('stays down after a failed probe, for longer, and is probed again by another', () => {
    const { gate } = gateToDown(first);
    const through = enterAll(gate, [1, 2]);
    vi.advanceTimersByTime(1000);

    through[0]?.settle('failed');
    vi.advanceTimersByTime(1999);
    expect(through).toHaveLength(1);
    vi.advanceTimersByTime(1);

    expect(through).toHaveLength(2);
  });

  test('is not probed later, nor by a second one, because those fail that were on their way before', () => {
    const { gate, onTheirWay } = gateToDown(first);
    const through = enterAll(gate, [1, 2, 3]);

    onTheirWay[0]?.settle('failed');
    vi.advanceTimersByTime(1000);
    expect(through).toHaveLength(1);
    onTheirWay[1]?.settle('failed');
    onTheirWay[2]?.settle('abandoned');
    vi.advanceTimersByTime(60_000);

    expect(through).toHaveLength(1);
  });

  test('is probed by the next when the one that was to do it gave up', () => {
    const { gate } = gateToDown(first);
    const through = enterAll(gate, [1, 2]);
    vi.advanceTimersByTime(1000);

    through[0]?.settle('abandoned');
    vi.advanceTimersByTime(100);

    expect(through).toHaveLength(2);
  });

  test('leaves its place to the next host, and gets it back', () => {
    const { gate } = gateToDown(first, second);

    expect(enterAll(gate, [1])).toMatchObject([{ url: second }]);
    vi.advanceTimersByTime(1000);
    const [probe] = enterAll(gate, [2]);
    expect(probe).toMatchObject({ url: first });
    probe?.settle('open');
    vi.advanceTimersByTime(1000);

    expect(enterAll(gate, [3])).toMatchObject([{ url: first }]);
  });
});
