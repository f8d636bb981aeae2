import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outage } from '../../../src/simulator/demo/outage.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';

const lastsMs = 5_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function answers(kazoo: KazooSimulator): Promise<boolean> {
  return await fetch(kazoo.apiUrl).then(
    () => true,
    () => false,
  );
}

test('an outage ends by itself, and lasts longer where another one begins meanwhile', async () => {
  await using kazoo = await KazooSimulator.start();
  const tell = vi.fn<(sentence: string) => void>();
  const outage = new Outage({ kazoo, lastsMs, tell });

  outage.begin();
  vi.advanceTimersByTime(lastsMs - 1);
  outage.begin();
  vi.advanceTimersByTime(lastsMs - 1);
  expect(await answers(kazoo)).toBe(false);
  vi.advanceTimersByTime(1);
  await vi.waitFor(() => expect(tell).toHaveBeenCalledWith('Kazoo is back.'));

  expect(await answers(kazoo)).toBe(true);
  expect(tell.mock.calls.flat()).toEqual(['Kazoo is away for 5 s.', 'Kazoo is away for 5 s.', 'Kazoo is back.']);
});

test('a Kazoo whose port another program has taken meanwhile comes back when that has left it', async () => {
  await using kazoo = await KazooSimulator.start();
  const tell = vi.fn<(sentence: string) => void>();
  const outage = new Outage({ kazoo, lastsMs, tell });

  outage.begin();
  const other = createServer().listen(Number(new URL(kazoo.blackholeUrl).port), '127.0.0.1');
  await once(other, 'listening');
  vi.advanceTimersByTime(lastsMs);
  await vi.waitFor(() => expect(tell.mock.lastCall?.[0]).toContain('Kazoo cannot come back yet: listen EADDRINUSE'));
  other.close();
  await once(other, 'close');
  vi.advanceTimersByTime(lastsMs);
  await vi.waitFor(() => expect(tell).toHaveBeenCalledWith('Kazoo is back.'));

  expect(await answers(kazoo)).toBe(true);
});
