import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { command, rateLimit, setUpCommandQueue } from '../harness/command-queue-harness.ts';

holdClock({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

describe('the command queue matches replies by id', () => {
  test('in whatever order they come', async () => {
    const { queue, reply, sent } = setUpCommandQueue();
    const first = queue.send(command('first'));
    const second = queue.send(command('second'));

    expect(reply(1)).toBe(true);
    expect(reply(0, 'event X not supported')).toBe(true);

    await expect(second).resolves.toBeUndefined();
    await expect(rejectionOf(first)).resolves.toMatchObject({ code: 'BINDING_REJECTED' });
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(2);
  });

  test('and knows nothing of a reply that nobody waits for', () => {
    const { start, queue, reply } = setUpCommandQueue();
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
    const { queue, reply } = setUpCommandQueue();
    const sending = queue.send(command('b'));

    reply(0, said);

    const error = await rejectionOf(sending);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.cause).toMatchObject({ message: said });
  });

  test('and explains why there is no presence on old versions', async () => {
    const { queue, reply } = setUpCommandQueue();
    const sending = queue.send(command('presence.dialog.*'));

    reply(0, 'no available subscriptions to requested binding');

    expect((await rejectionOf(sending)).message).toContain('Presence bindings exist from Kazoo 5 on');
  });
});

test('the command queue knows until when it waited for the rate limit of Kazoo', () => {
  const { queue, start, reply } = setUpCommandQueue({ perSecond: 1 });
  start('first');
  expect(queue.rateLimitedAtMs).toBe(0);

  reply(0, rateLimit);
  const refusedAtMs = performance.now();
  vi.advanceTimersByTime(999);
  expect(queue.rateLimitedAtMs).toBe(refusedAtMs + 999);
  vi.advanceTimersByTime(3_000);

  expect(queue.rateLimitedAtMs).toBe(refusedAtMs + 1_000);
});

describe('the command queue waits for a reply', () => {
  test('so long and no longer, then lets the next go', async () => {
    const { queue, bindings, reply } = setUpCommandQueue({ maxInFlight: 1, replyTimeoutMs: 5_000 });
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
    const { queue, reply } = setUpCommandQueue();
    const sending = queue.send(command('a'));

    reply(0);
    vi.advanceTimersByTime(60_000);

    await expect(sending).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a rate limit of Kazoo', () => {
  test('is waited for, and the command sent again under a new id', async () => {
    const { queue, sent, reply } = setUpCommandQueue({ perSecond: 10 });
    const sending = queue.send(command('a'));

    reply(0, rateLimit);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(sent).toHaveLength(2);
    reply(1);

    await expect(sending).resolves.toBeUndefined();
    expect(sent[1]?.requestId).not.toBe(sent[0]?.requestId);
  });

  test('is not waited for by a ping, which has its answer', async () => {
    const { queue, sent, reply } = setUpCommandQueue({ perSecond: 10 });
    const pinging = queue.send({ ...command(''), action: 'ping' });

    reply(0, rateLimit);

    expect(await rejectionOf(pinging)).toMatchObject({ code: 'RATE_LIMITED' });
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(1);
  });

  test('does not change the order of what is sent', () => {
    const { start, bindings, reply } = setUpCommandQueue({ maxInFlight: 3 });
    for (const binding of ['a', 'b', 'c', 'd']) start(binding);

    for (const index of [0, 1, 2]) reply(index, rateLimit);
    vi.advanceTimersByTime(10_000);

    expect(bindings().slice(3)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a closed command queue', () => {
  test('rejects all that waits, in flight or not, and all that follows', async () => {
    const { queue, sent } = setUpCommandQueue({ maxInFlight: 1 });
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
    const { start, queue } = setUpCommandQueue({ burst: 1 });
    for (const binding of ['a', 'b']) start(binding);

    queue.close(new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection was lost.'));

    expect(vi.getTimerCount()).toBe(0);
  });

  test('knows no late reply', () => {
    const { start, queue, reply } = setUpCommandQueue();
    start('a');

    queue.close(new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection was lost.'));

    expect(reply(0)).toBe(false);
  });
});

test('what Kazoo says of a refusal is quoted up to 500 characters', async () => {
  const { queue, reply } = setUpCommandQueue();
  const sent = queue.send(command('call.*.*'));

  reply(0, ...Array.from({ length: 1_000 }, () => 'x'.repeat(1_000)));

  const { message, cause } = await rejectionOf(sent);
  expect(message).toMatch(/^Kazoo refused the binding call\.\*\.\*: x{500}…$/);
  expect(cause).toMatchObject({ message: expect.stringMatching(/^x{500}…$/) });
});
