import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { type RequestKind, RequestTurns } from '../../../src/kazoo/crossbar/request-turns.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { rejectionOf } from '../../harness/rejection.ts';

holdClock();

const answerMs = 100;

function setUp({ maxRunning = 4, maxWaitingReads = 1_000 } = {}) {
  let refused = 0;
  const turns = new RequestTurns({
    maxRunning,
    maxWaitMs: 30_000,
    maxWaitingReads,
    onLimited: () => {
      refused += 1;
    },
  });
  const answered: string[] = [];
  const counts = { running: 0, mostRunning: 0 };
  /** A request that Kazoo answers after `answerMs`. */
  function send(kind: RequestKind, client: string): Promise<void> {
    return turns.run({ kind, client }, async () => {
      counts.running += 1;
      counts.mostRunning = Math.max(counts.mostRunning, counts.running);
      await new Promise((resolve) => setTimeout(resolve, answerMs));
      counts.running -= 1;
      answered.push(`${kind} ${client}`);
    });
  }
  return { turns, send, answered, counts, refused: () => refused };
}

function times(count: number, send: () => Promise<void>): readonly Promise<void>[] {
  return Array.from({ length: count }, send);
}

test.each([1, 2, 3, 4, 32])(
  'with %i places all requests of both kinds are answered, never more at once',
  async (maxRunning) => {
    const { send, answered, counts } = setUp({ maxRunning });

    const all = ['a', 'b', 'c'].flatMap((client) => [
      ...times(20, () => send('read', client)),
      ...times(20, () => send('authority', client)),
    ]);
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all(all);

    expect(answered).toHaveLength(120);
    expect(counts.mostRunning).toBe(maxRunning);
  },
);

describe('while 900 reads of one client wait', () => {
  test.each([
    ['authority', 'stranger'],
    ['read', 'stranger'],
    ['authority', 'crowd'],
  ] as const)('a request of kind %s of %s is sent at once', async (kind, client) => {
    const { send, answered } = setUp();
    void times(900, () => send('read', 'crowd'));
    await vi.advanceTimersByTimeAsync(answerMs / 2);

    void send(kind, client);
    await vi.advanceTimersByTimeAsync(answerMs);

    expect(answered).toContain(`${kind} ${client}`);
  });
});

test('a client waits for one turn of each other client, however much those want', async () => {
  const { send, answered } = setUp({ maxRunning: 2 });
  for (const client of ['a', 'b', 'c']) void times(50, () => send('read', client));

  void send('read', 'stranger');
  await vi.advanceTimersByTimeAsync(5 * answerMs);

  expect(answered.indexOf('read stranger')).toBe(4);
});

test('requests about authority do not keep those that read from being sent', async () => {
  const { send, answered } = setUp();
  for (const client of ['a', 'b', 'c']) void times(50, () => send('authority', client));

  void send('read', 'stranger');
  await vi.advanceTimersByTimeAsync(answerMs);

  expect(answered).toContain('read stranger');
});

test('of two that wait for one place the request about authority is sent first', async () => {
  const { send, answered } = setUp({ maxRunning: 1 });
  void send('read', 'a');
  void send('read', 'b');
  void send('authority', 'c');

  await vi.advanceTimersByTimeAsync(3 * answerMs);

  expect(answered).toEqual(['read a', 'authority c', 'read b']);
});

test('a client that waits for too many answers is refused, and others are not', async () => {
  const { send, answered, refused } = setUp({ maxRunning: 2, maxWaitingReads: 3 });
  void times(4, () => send('read', 'crowd'));

  expect(await rejectionOf(send('read', 'crowd'))).toMatchObject({
    code: 'RATE_LIMITED',
    extensions: { retryAfter: 5 },
  });
  expect(refused()).toBe(1);
  void send('read', 'stranger');
  void times(10, () => send('authority', 'crowd'));
  await vi.advanceTimersByTimeAsync(20 * answerMs);

  expect(answered).toHaveLength(15);
});

test('a wait for a turn ends with UPSTREAM_TIMEOUT, and time at Kazoo does not count', async () => {
  const { turns, answered, send } = setUp({ maxRunning: 1 });
  let answer: () => void = () => undefined;
  const slow = turns.run({ kind: 'read', client: 'a' }, () => new Promise<void>((resolve) => (answer = resolve)));
  const late = rejectionOf(send('read', 'b'));

  await vi.advanceTimersByTimeAsync(30_000);

  expect(await late).toMatchObject({ code: 'UPSTREAM_TIMEOUT', message: expect.stringContaining('30 s') });
  answer();
  await slow;
  expect([answered, turns.waiting, vi.getTimerCount()]).toEqual([[], 0, 0]);
});

test('a request that fails frees its place', async () => {
  const { turns, send, answered } = setUp({ maxRunning: 1 });
  const failed = rejectionOf(
    turns.run({ kind: 'read', client: 'a' }, () => Promise.reject(new GatewayError('UPSTREAM_UNAVAILABLE', 'Gone.'))),
  );
  void send('read', 'a');

  expect(await failed).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await vi.advanceTimersByTimeAsync(answerMs);

  expect(answered).toEqual(['read a']);
});

test('what waits at the end fails with its reason, and leaves no timer', async () => {
  const { turns, send } = setUp({ maxRunning: 1 });
  void send('read', 'a');
  const waiting = [rejectionOf(send('read', 'b')), rejectionOf(send('authority', 'c'))];

  turns.close(new GatewayError('SHUTTING_DOWN', 'Closing.'));
  await vi.advanceTimersByTimeAsync(answerMs);

  expect(await Promise.all(waiting)).toMatchObject([{ code: 'SHUTTING_DOWN' }, { code: 'SHUTTING_DOWN' }]);
  expect(vi.getTimerCount()).toBe(0);
});
