import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { BlackholeCommand } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { type CommandPace, CommandQueue } from '../../../src/kazoo/blackhole/command-queue.ts';
import { rejectionOf } from '../../harness/rejection.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function command(binding: string): BlackholeCommand {
  return { action: 'subscribe', accountId: 'a'.repeat(32), binding, token: 'token' };
}

interface Sent {
  readonly requestId: string;
  readonly binding: string;
}

function setUp({ replyTimeoutMs = 5_000, ...pace }: Partial<CommandPace & { replyTimeoutMs: number }> = {}) {
  const sent: Sent[] = [];
  const onReady = vi.fn();
  const queue = new CommandQueue(
    replyTimeoutMs,
    { burst: 100, perSecond: 10, maxInFlight: 100, ...pace },
    {
      send(text) {
        const { request_id: requestId, data } = JSON.parse(text);
        sent.push({ requestId, binding: data.binding });
      },
      onReady,
    },
  );
  return {
    queue,
    sent,
    onReady,
    /** Sends a command whose outcome does not matter. */
    start: (binding: string) => void queue.send(command(binding)).catch(() => undefined),
    bindings: () => sent.map(({ binding }) => binding),
    /** Answers the command that was sent as number `index`. */
    reply: (index: number, ...errors: readonly string[]) =>
      queue.receive({ kind: 'reply', requestId: sent[index]?.requestId ?? '', errors, isOfKazoo5: false }),
  };
}

const rateLimit = 'rate limiting threshold hit for 198.51.100.77:49152!';

describe('the command queue matches replies by id', () => {
  test('in whatever order they come', async () => {
    const { queue, reply, sent } = setUp();
    const first = queue.send(command('first'));
    const second = queue.send(command('second'));

    expect(reply(1)).toBe(true);
    expect(reply(0, 'event X not supported')).toBe(true);

    await expect(second).resolves.toBeUndefined();
    await expect(rejectionOf(first)).resolves.toMatchObject({ code: 'BINDING_REJECTED' });
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(2);
  });

  test('and knows nothing of a reply that nobody waits for', () => {
    const { start, queue, reply } = setUp();
    start('first');

    expect(queue.receive({ kind: 'reply', requestId: 'of another', errors: [], isOfKazoo5: false })).toBe(false);
    expect(reply(0)).toBe(true);
    expect(reply(0)).toBe(false);
  });

  test.each([
    ['failed to authenticate token', 'UNAUTHENTICATED', 'token'],
    ['unauthorized account id', 'FORBIDDEN', 'account'],
    ['event X not supported', 'BINDING_REJECTED', 'Kazoo refused the binding b: event X not supported'],
  ])('and gives the meaning of "%s"', async (said, code, words) => {
    const { queue, reply } = setUp();
    const sending = queue.send(command('b'));

    reply(0, said);

    const error = await rejectionOf(sending);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  test('and explains why there is no presence on old versions', async () => {
    const { queue, reply } = setUp();
    const sending = queue.send(command('presence.dialog.*'));

    reply(0, 'no available subscriptions to requested binding');

    expect((await rejectionOf(sending)).message).toContain('Presence bindings exist from Kazoo 5 on');
  });
});

test('the command queue knows until when it waited for the rate limit of Kazoo', () => {
  const { queue, start, reply } = setUp({ perSecond: 1 });
  start('first');
  expect(queue.rateLimitedAtMs).toBe(0);

  reply(0, rateLimit);
  const refusedAtMs = performance.now();
  vi.advanceTimersByTime(999);
  expect(queue.rateLimitedAtMs).toBe(refusedAtMs + 999);
  vi.advanceTimersByTime(3_000);

  expect(queue.rateLimitedAtMs).toBe(refusedAtMs + 1_000);
});

describe('the command queue paces', () => {
  test('a burst at once, then so many a second', () => {
    const { start, sent } = setUp({ burst: 5, perSecond: 10 });

    for (let index = 0; index < 50; index += 1) start(String(index));
    expect(sent).toHaveLength(5);
    vi.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(15);
    vi.advanceTimersByTime(2_000);

    expect(sent).toHaveLength(35);
  });

  test('so that the bucket of blackhole never runs dry', () => {
    const { start, sent } = setUp({ burst: 80, perSecond: 9, maxInFlight: 1_000, replyTimeoutMs: 100_000 });
    let tokens = 100;

    for (let index = 0; index < 500; index += 1) start(String(index));
    for (let second = 0, counted = 0; second < 60; second += 1) {
      tokens = Math.min(100, tokens + (second === 0 ? 0 : 10)) - (sent.length - counted);
      counted = sent.length;
      expect(tokens).toBeGreaterThanOrEqual(0);
      vi.advanceTimersByTime(1_000);
    }

    expect(sent).toHaveLength(500);
  });

  test('in the order in which commands were handed over', () => {
    const { start, bindings } = setUp({ burst: 2, perSecond: 1 });

    for (const binding of ['a', 'b', 'c', 'd']) start(binding);
    vi.advanceTimersByTime(10_000);

    expect(bindings()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('with few in flight: the next follows a reply', () => {
    const { start, bindings, reply } = setUp({ maxInFlight: 2 });

    for (const binding of ['a', 'b', 'c', 'd']) start(binding);
    expect(bindings()).toEqual(['a', 'b']);
    reply(1);

    expect(bindings()).toEqual(['a', 'b', 'c']);
  });
});

describe('the command queue is ready for another command', () => {
  test('while fewer are in flight than are allowed, and again with the next reply', () => {
    const { start, queue, reply, onReady } = setUp({ maxInFlight: 2 });

    start('a');
    expect(queue.isReady).toBe(true);
    start('b');
    expect(queue.isReady).toBe(false);
    expect(onReady).not.toHaveBeenCalled();
    reply(0);

    expect(queue.isReady).toBe(true);
    expect(onReady).toHaveBeenCalledOnce();
  });

  test('again when a reply is overdue', () => {
    const { start, queue, onReady } = setUp({ maxInFlight: 1, replyTimeoutMs: 5_000 });
    start('a');

    vi.advanceTimersByTime(5_000);

    expect(queue.isReady).toBe(true);
    expect(onReady).toHaveBeenCalledOnce();
  });

  test('again when the bucket is refilled, though nothing waits and nothing is answered', () => {
    const { start, queue, onReady } = setUp({ burst: 1, perSecond: 10 });
    start('a');
    expect(queue.isReady).toBe(false);

    vi.advanceTimersByTime(100);

    expect(queue.isReady).toBe(true);
    expect(onReady).toHaveBeenCalledOnce();
  });

  test('only when those that wait have been sent', () => {
    const { start, reply, onReady, bindings } = setUp({ maxInFlight: 1 });
    for (const binding of ['a', 'b']) start(binding);

    reply(0);
    expect([bindings(), onReady.mock.calls]).toEqual([['a', 'b'], []]);
    reply(1);

    expect(onReady).toHaveBeenCalledOnce();
  });

  test('not while Kazoo limits the rate', () => {
    const { start, queue, reply } = setUp({ perSecond: 10 });
    start('a');

    reply(0, rateLimit);

    expect(queue.isReady).toBe(false);
  });

  test('never after it was closed', () => {
    const { queue } = setUp();

    queue.close(new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection was lost.'));

    expect(queue.isReady).toBe(false);
  });
});

describe('the command queue waits for a reply', () => {
  test('so long and no longer, then lets the next go', async () => {
    const { queue, bindings, reply } = setUp({ maxInFlight: 1, replyTimeoutMs: 5_000 });
    const lost = queue.send(command('lost'));
    const next = queue.send(command('next'));

    vi.advanceTimersByTime(4_999);
    expect(bindings()).toEqual(['lost']);
    vi.advanceTimersByTime(1);

    expect(await rejectionOf(lost)).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(bindings()).toEqual(['lost', 'next']);
    expect(reply(0)).toBe(false);
    reply(1);
    await expect(next).resolves.toBeUndefined();
  });

  test('but not after it came', async () => {
    const { queue, reply } = setUp();
    const sending = queue.send(command('a'));

    reply(0);
    vi.advanceTimersByTime(60_000);

    await expect(sending).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a rate limit of Kazoo', () => {
  test('is waited for, and the command sent again under a new id', async () => {
    const { queue, sent, reply } = setUp({ perSecond: 10 });
    const sending = queue.send(command('a'));

    reply(0, rateLimit);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(sent).toHaveLength(2);
    reply(1);

    await expect(sending).resolves.toBeUndefined();
    expect(sent[1]?.requestId).not.toBe(sent[0]?.requestId);
  });

  test('does not change the order of what is sent', () => {
    const { start, bindings, reply } = setUp({ maxInFlight: 3 });
    for (const binding of ['a', 'b', 'c', 'd']) start(binding);

    for (const index of [0, 1, 2]) reply(index, rateLimit);
    vi.advanceTimersByTime(10_000);

    expect(bindings().slice(3)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a closed command queue', () => {
  test('rejects all that waits, in flight or not, and all that follows', async () => {
    const { queue, sent } = setUp({ maxInFlight: 1 });
    const error = new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection was lost.');
    const sending = [queue.send(command('a')), queue.send(command('b'))];

    queue.close(error);
    sending.push(queue.send(command('c')));

    const outcomes = await Promise.allSettled(sending);
    expect(outcomes).toEqual(sending.map(() => ({ status: 'rejected', reason: error })));
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(1);
  });

  test('has no timer left', () => {
    const { start, queue } = setUp({ burst: 1 });
    for (const binding of ['a', 'b']) start(binding);

    queue.close(new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection was lost.'));

    expect(vi.getTimerCount()).toBe(0);
  });

  test('knows no late reply', () => {
    const { start, queue, reply } = setUp();
    start('a');

    queue.close(new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection was lost.'));

    expect(reply(0)).toBe(false);
  });
});
