import { expect, test, vi } from 'vitest';
import { clientLeft } from '../../src/graphql/operation-context.ts';
import type { Lease } from '../../src/limits/lease.ts';
import { OperationPlaces } from '../../src/limits/operation-places.ts';
import { holdClock } from '../harness/held-clock.ts';
import { rejectionOf } from '../harness/rejection.ts';

holdClock();

const maxWaitMs = 30_000;
const staying = new AbortController().signal;

function setUp({ maxPerClient = 1, maxWaitingPerClient = 10 } = {}) {
  const limited: string[] = [];
  const places = new OperationPlaces({
    maxPerClient,
    maxWaitingPerClient,
    maxWaitMs,
    onLimited: (limit) => limited.push(limit),
  });
  const running = new Map<string, Lease>();
  /** Rejects with what refuses the operation. */
  const begin = async (client: string, name: string, signal = staying): Promise<void> => {
    running.set(name, await places.take(client, signal));
  };
  const end = async (name: string): Promise<void> => {
    running.get(name)?.release();
    running.delete(name);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { places, begin, end, limited, running: () => [...running.keys()] };
}

test('so many of one client run at a time, the others in order, and those of other clients do not wait', async () => {
  const { begin, end, running } = setUp({ maxPerClient: 2 });
  for (const name of ['a', 'b', 'c', 'd']) void begin('crowd', name);
  void begin('stranger', 'other');
  await vi.advanceTimersByTimeAsync(0);

  expect(running()).toEqual(['a', 'b', 'other']);
  await end('b');
  expect(running()).toEqual(['a', 'other', 'c']);
  await end('a');
  expect(running()).toEqual(['other', 'c', 'd']);
  for (const name of ['other', 'c', 'd']) await end(name);
  for (const name of ['e', 'f', 'g']) void begin('crowd', name);
  await vi.advanceTimersByTimeAsync(0);
  expect(running()).toEqual(['e', 'f']);
});

test('so many of one client wait, and one more is refused at once', async () => {
  const { places, begin, end, limited, running } = setUp({ maxWaitingPerClient: 2 });
  for (const name of ['running', 'first', 'second']) void begin('crowd', name);

  expect(await rejectionOf(begin('crowd', 'third'))).toMatchObject({
    code: 'RATE_LIMITED',
    extensions: { retryAfter: 5 },
  });
  expect(limited).toEqual(['max_waiting_queries_per_token']);
  expect(places.waiting).toBe(2);
  await begin('stranger', 'other');
  await end('running');
  void begin('crowd', 'fourth');
  await end('first');
  await end('second');
  expect(running()).toEqual(['other', 'fourth']);
});

test('one that waits too long is told so, and its place goes to the next', async () => {
  const { begin, end, running } = setUp();
  void begin('crowd', 'first');
  const late = rejectionOf(begin('crowd', 'late'));
  await vi.advanceTimersByTimeAsync(maxWaitMs);
  expect(await late).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  void begin('crowd', 'next');

  await end('first');

  expect(running()).toEqual(['next']);
  expect(vi.getTimerCount()).toBe(0);
});

test('one whose client leaves is out of the queue at once, and leaves nothing behind', async () => {
  const { places, begin, end, running } = setUp({ maxWaitingPerClient: 1 });
  const client = new AbortController();
  void begin('crowd', 'first');
  const gone = rejectionOf(begin('crowd', 'gone', client.signal));

  client.abort(clientLeft);

  expect(await gone).toBe(clientLeft);
  expect(places.waiting).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(await rejectionOf(begin('crowd', 'too late', client.signal))).toBe(clientLeft);
  void begin('crowd', 'next');
  await end('first');
  expect(running()).toEqual(['next']);
});

test('who is refused and comes again is turned away unread, until a second is over or there is room', async () => {
  const { places, begin, end, limited } = setUp({ maxWaitingPerClient: 2 });
  for (const name of ['0', '1', '2']) void begin('crowd', name);
  const refuse = () => rejectionOf(begin('crowd', 'refused'));
  for (let refusals = 0; refusals < 9; refusals += 1) await refuse();
  places.admit('crowd');

  await refuse();

  expect(() => places.admit('crowd')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
  expect(limited).toHaveLength(11);
  places.admit('stranger');
  await vi.advanceTimersByTimeAsync(1_000);
  places.admit('crowd');
  for (let refusals = 0; refusals < 10; refusals += 1) await refuse();
  expect(() => places.admit('crowd')).toThrow();
  await end('0');
  places.admit('crowd');
});
