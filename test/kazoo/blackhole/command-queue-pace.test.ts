import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { rateLimit, setUpCommandQueue } from '../harness/command-queue-harness.ts';

holdClock({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

describe('the command queue paces', () => {
  test('a burst at once, then so many a second', () => {
    const { start, sent } = setUpCommandQueue({ burst: 5, perSecond: 10 });

    for (let index = 0; index < 50; index += 1) start(String(index));
    expect(sent).toHaveLength(5);
    vi.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(15);
    vi.advanceTimersByTime(2_000);

    expect(sent).toHaveLength(35);
  });

  test('so that the bucket of blackhole never runs dry', () => {
    const { start, sent } = setUpCommandQueue({ burst: 80, perSecond: 9, maxInFlight: 1_000, replyTimeoutMs: 100_000 });
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
    const { start, bindings } = setUpCommandQueue({ burst: 2, perSecond: 1 });

    for (const binding of ['a', 'b', 'c', 'd']) start(binding);
    vi.advanceTimersByTime(10_000);

    expect(bindings()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('with few in flight: the next follows a reply', () => {
    const { start, bindings, reply } = setUpCommandQueue({ maxInFlight: 2 });

    for (const binding of ['a', 'b', 'c', 'd']) start(binding);
    expect(bindings()).toEqual(['a', 'b']);
    reply(1);

    expect(bindings()).toEqual(['a', 'b', 'c']);
  });
});

describe('the command queue is ready for another command', () => {
  test('while fewer are in flight than are allowed, and again with the next reply', () => {
    const { start, queue, reply, onReady } = setUpCommandQueue({ maxInFlight: 2 });

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
    const { start, queue, onReady } = setUpCommandQueue({ maxInFlight: 1, replyTimeoutMs: 5_000 });
    start('a');

    vi.advanceTimersByTime(5_000);

    expect(queue.isReady).toBe(true);
    expect(onReady).toHaveBeenCalledOnce();
  });

  test('again when the bucket is refilled, though nothing waits and nothing is answered', () => {
    const { start, queue, onReady } = setUpCommandQueue({ burst: 1, perSecond: 10 });
    start('a');
    expect(queue.isReady).toBe(false);

    vi.advanceTimersByTime(100);

    expect(queue.isReady).toBe(true);
    expect(onReady).toHaveBeenCalledOnce();
  });

  test('only when those that wait have been sent', () => {
    const { start, reply, onReady, bindings } = setUpCommandQueue({ maxInFlight: 1 });
    for (const binding of ['a', 'b']) start(binding);

    reply(0);
    expect([bindings(), onReady.mock.calls]).toEqual([['a', 'b'], []]);
    reply(1);

    expect(onReady).toHaveBeenCalledOnce();
  });

  test('not while Kazoo limits the rate', () => {
    const { start, queue, reply } = setUpCommandQueue({ perSecond: 10 });
    start('a');

    reply(0, rateLimit);

    expect(queue.isReady).toBe(false);
  });

  test('never after it was closed', () => {
    const { queue } = setUpCommandQueue();

    queue.close(new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection was lost.'));

    expect(queue.isReady).toBe(false);
  });
});
