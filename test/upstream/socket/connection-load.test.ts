import { expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { type Entrant, enterAll } from '../harness/gate-entrants.ts';
import { bound, calls, maxReconnectMs, startUpstreams } from '../harness/upstream-harness.ts';

const url = 'ws://kazoo';
const connectsPerSecond = 20;
const backoff = { baseMs: 1000, maxMs: 30_000 };
const connectTimeoutMs = 10_000;
/**
 * Of a thousand accounts that lost their sockets together: how many listen to each. In no order of
 * size; no two are alike.
 */
const accountSizes = Array.from({ length: 1000 }, (_, index) => (index * 619) % 1000);

holdClock({ now: 0 });

function allEnter(): Entrant[] {
  return enterAll(new ConnectionGate({ urls: [url], connectsPerSecond, backoff }), accountSizes);
}

test('a thousand accounts that lost their sockets together connect at the agreed rate, the busiest first', () => {
  const through = allEnter();

  const perSecond = Array.from({ length: 50 }, () => {
    const before = through.length;
    vi.advanceTimersByTime(1000);
    for (const { settle } of through.slice(before)) settle('open');
    return through.length - before;
  });

  expect(Math.max(...perSecond)).toBeLessThanOrEqual(connectsPerSecond + 1);
  expect(through).toHaveLength(1000);
  const afterFirst = through.slice(1).map(({ size }) => size);
  expect(afterFirst).toEqual(afterFirst.toSorted((a, b) => b - a));
});

test('against a Kazoo that answers nobody they soon are one probe at a time, ever more seldom', () => {
  const through = allEnter();
  const beginningsMs: number[] = [];
  let settled = 0;

  // Every attempt fails after its timeout, those included that had begun before the host counted as down.
  for (let elapsedMs = 0; elapsedMs < 600_000; elapsedMs += 50) {
    vi.advanceTimersByTime(50);
    while (beginningsMs.length < through.length) beginningsMs.push(Date.now());
    while (Date.now() - (beginningsMs[settled] ?? Date.now()) >= connectTimeoutMs) {
      through[settled]?.settle('failed');
      settled += 1;
    }
  }

  // What fits into the timeout of the first five, which is when the host begins to count as down.
  const begunTogether = beginningsMs.filter((atMs) => atMs <= connectTimeoutMs + 1000).length;
  expect(begunTogether).toBeLessThanOrEqual((connectTimeoutMs / 1000) * connectsPerSecond + 10);
  const probes = beginningsMs.slice(begunTogether);
  const pausesMs = probes.slice(1).map((atMs, index) => atMs - (probes[index] ?? 0));
  expect(Math.min(...pausesMs)).toBeGreaterThanOrEqual(connectTimeoutMs);
  expect(Math.max(...pausesMs)).toBeLessThanOrEqual(connectTimeoutMs + backoff.maxMs + 100);
});

test('when Kazoo is back, the first probe that succeeds lets the others follow at the agreed rate', () => {
  const through = allEnter();
  // Refused at once: the fifth one closes the gate.
  vi.advanceTimersByTime(200);
  for (const { settle } of through) settle('failed');
  const refused = through.length;
  vi.advanceTimersByTime(backoff.maxMs);
  expect(through).toHaveLength(refused + 1);

  through.at(-1)?.settle('open');
  vi.advanceTimersByTime(10_000);

  expect(through.length - refused).toBeGreaterThanOrEqual(10 * connectsPerSecond);
  expect(through.length - refused).toBeLessThanOrEqual(10 * connectsPerSecond + 2);
});

test('a thousand accounts that lost their sockets are restored, busiest first, each with its gap', async () => {
  const gate = new ConnectionGate({ urls: [url], connectsPerSecond, backoff });
  const { kazoo, listen, upstreams } = startUpstreams({ gate, subscribeTimeoutMs: 600_000 });
  const listenersOf = new Map(accountSizes.map((size) => [`account ${size}`, 1 + (size % 3)]));
  const listeners = [...listenersOf].flatMap(([id, count]) => Array.from({ length: count }, () => listen(calls, id)));
  /** Opens and serves sockets as they come, until there are so many. */
  const serve = async (sockets: number): Promise<void> => {
    for (let served = sockets - 1000; served < sockets; ) {
      vi.advanceTimersByTime(1000);
      for (; served < kazoo.sockets.length; served += 1) {
        kazoo.sockets[served]?.open();
        kazoo.sockets[served]?.confirmAll();
      }
      await bound();
    }
  };
  await serve(1000);

  for (const socket of [...kazoo.sockets]) socket.end();
  vi.advanceTimersByTime(maxReconnectMs);
  const early = kazoo.sockets.length;
  await serve(2000);

  expect(upstreams).toMatchObject({ accounts: 1000, topics: 1000, completeTopics: 1000 });
  expect(listeners.filter(({ gaps, ends }) => gaps.length === 1 && ends.length === 0)).toHaveLength(listeners.length);
  // Those of the first second went before all others had come to the gate.
  const order = kazoo.sockets.slice(early).map(({ commands: [first] }) => listenersOf.get(first?.accountId ?? '') ?? 0);
  expect(order).toEqual(order.toSorted((a, b) => b - a));
});
