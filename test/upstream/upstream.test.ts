import { describe, expect, test, vi } from 'vitest';
import { holdClock, noon } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import {
  bind,
  calls,
  lingerMs,
  serve,
  startLive,
  startUpstreams,
  subscribeTimeoutMs,
  users,
} from './harness/upstream-harness.ts';

holdClock({ now: noon });

describe('a topic is shared', () => {
  test('by all who want the same: one subscribe, one socket, and they are live together', async () => {
    const harness = startUpstreams();
    const listeners = [harness.listen(), harness.listen(), harness.listen()];

    await serve(harness);

    expect(await Promise.all(listeners.map(({ outcome }) => outcome))).toEqual(['live', 'live', 'live']);
    expect(harness.kazoo.sockets).toHaveLength(1);
    expect(harness.kazoo.socket.said).toEqual([`subscribe ${calls}`]);
  });

  test('with one who comes later, who costs Kazoo nothing', async () => {
    const harness = await startLive(calls);

    const late = harness.listen();

    expect(await late.outcome).toBe('live');
    expect(harness.kazoo.socket.said).toEqual([`subscribe ${calls}`]);
  });

  test('until the last one left and the linger is over; then the socket is closed, too', async () => {
    const { kazoo, upstreams, listeners, listen } = await startLive(calls);
    const other = listen();
    listeners[0]?.leave();
    other.leave();
    other.leave();

    vi.advanceTimersByTime(lingerMs - 1);
    expect(kazoo.socket.said).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(kazoo.socket.said).toEqual([`subscribe ${calls}`, `unsubscribe ${calls}`]);
    kazoo.socket.confirmAll();
    await settled();

    expect(upstreams).toMatchObject({ accounts: 0, topics: 0 });
    expect(kazoo.socket.isClosed).toBe(true);
  });

  test('with one who comes back during the linger, without a command', async () => {
    const { kazoo, listeners, listen } = await startLive(calls);
    listeners[0]?.leave();
    vi.advanceTimersByTime(lingerMs - 1);

    const back = listen();
    vi.advanceTimersByTime(lingerMs);

    expect(await back.outcome).toBe('live');
    expect(kazoo.socket.said).toEqual([`subscribe ${calls}`]);
  });

  test('with one who joins while it is unsubscribed, only after the reply: commands never overlap', async () => {
    const { kazoo, listeners, listen } = await startLive(calls, users);
    listeners[0]?.leave();
    vi.advanceTimersByTime(lingerMs);

    const back = listen();
    expect(kazoo.socket.said.slice(2)).toEqual([`unsubscribe ${calls}`]);
    kazoo.socket.confirmAll();
    await settled();
    expect(kazoo.socket.said.slice(3)).toEqual([`subscribe ${calls}`]);
    await bind({ kazoo });

    expect(await back.outcome).toBe('live');
  });

  test('not with one who left before the reply: it is unsubscribed after it, once', async () => {
    const harness = startUpstreams();
    harness.listen(users);
    const hasty = harness.listen();
    harness.kazoo.socket.open();

    hasty.leave();
    expect(harness.kazoo.socket.said).toEqual([`subscribe ${users}`, `subscribe ${calls}`]);
    harness.kazoo.socket.confirmAll();
    await settled();
    vi.advanceTimersByTime(lingerMs);
    await settled();

    expect(harness.kazoo.socket.said.slice(2)).toEqual([`unsubscribe ${calls}`]);
  });
});

describe('a topic that cannot be had', () => {
  test('rejects all who wait for it, leaves the others alone, and is forgotten', async () => {
    const harness = startUpstreams();
    const other = harness.listen(users);
    const refused = [harness.listen(), harness.listen()];
    harness.kazoo.socket.open();

    harness.kazoo.socket.commands.find(({ binding }) => binding === calls)?.refuse('BINDING_REJECTED');
    await settled();
    await bind(harness);

    expect(await Promise.all(refused.map(({ outcome }) => outcome))).toEqual(['BINDING_REJECTED', 'BINDING_REJECTED']);
    expect(await other.outcome).toBe('live');
    expect(harness.upstreams.topics).toBe(1);
  });

  test('is asked for again for the next one who wants it', async () => {
    const harness = startUpstreams();
    harness.listen(users);
    const first = harness.listen();
    harness.kazoo.socket.open();
    harness.kazoo.socket.commands[1]?.refuse('BINDING_REJECTED');
    await first.outcome;

    const second = harness.listen();
    await bind(harness);

    expect(await second.outcome).toBe('live');
  });

  test.each([
    ['UPSTREAM_UNAVAILABLE', 'there is no connection', false],
    ['UPSTREAM_TIMEOUT', 'Kazoo does not answer', true],
  ])('is %s after a while when %s, and leaves nothing behind', async (code, _when, isOpen) => {
    const { kazoo, listen, upstreams } = startUpstreams();
    const listener = listen();
    if (isOpen) kazoo.socket.open();

    vi.advanceTimersByTime(subscribeTimeoutMs);
    expect(await listener.outcome).toBe(code);
    vi.advanceTimersByTime(lingerMs);
    kazoo.socket.confirmAll();
    await settled();
    kazoo.socket.confirmAll();
    await settled();

    expect(upstreams).toMatchObject({ accounts: 0, topics: 0 });
    expect(kazoo.socket.isClosed).toBe(true);
  });

  test('is waited for by a listener that joins late for its own full time', async () => {
    const harness = startUpstreams();
    const first = harness.listen();
    harness.kazoo.socket.open();
    vi.advanceTimersByTime(subscribeTimeoutMs - 1);
    const late = harness.listen();
    vi.advanceTimersByTime(1);
    expect(await first.outcome).toBe('UPSTREAM_TIMEOUT');

    vi.advanceTimersByTime(subscribeTimeoutMs - 1000);
    await bind(harness);

    expect(await late.outcome).toBe('live');
  });

  test('is asked for once more when Kazoo does not answer while a listener has time left', async () => {
    const harness = startUpstreams();
    harness.listen(users);
    const listener = harness.listen();
    harness.kazoo.socket.open();

    harness.kazoo.socket.commands[1]?.refuse('UPSTREAM_TIMEOUT');
    await settled();
    expect(harness.kazoo.socket.said.slice(2)).toEqual([`subscribe ${calls}`]);
    await bind(harness);

    expect(await listener.outcome).toBe('live');
  });
});
