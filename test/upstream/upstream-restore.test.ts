import { describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { holdClock } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { account, callFrame } from './harness/call-frame.ts';
import {
  bind,
  bound,
  calls,
  connectAgain,
  faxes,
  lingerMs,
  reconnect,
  serve,
  startLive,
  startUpstreams,
  users,
} from './harness/upstream-harness.ts';

const rolledOverAt = Date.parse('2026-01-01T00:00:00Z');

holdClock({ now: rolledOverAt });

describe('when Kazoo has dropped something', () => {
  test('every topic that delivers announces the gap, and is not resumed across that', async () => {
    const harness = await startLive(calls);
    const before = harness.upstreams.cursor;
    vi.setSystemTime(rolledOverAt);
    const other = harness.listen(users);
    vi.advanceTimersByTime(5000);

    harness.kazoo.socket.overflow(new Date(rolledOverAt), true);

    const to = new Date(rolledOverAt + 5000);
    const gap = { from: new Date(rolledOverAt), to, reason: 'UPSTREAM_OVERFLOW', certain: true };
    expect(harness.listeners[0]?.gaps).toEqual([gap]);
    expect(other.gaps).toEqual([]);
    expect(harness.upstreams.statuses.get(account).gap).toEqual(gap);
    expect(() => harness.upstreams.since(before, account, [parseBinding(calls)])).toThrow(
      expect.objectContaining({ code: 'CURSOR_EXPIRED' }),
    );
    expect([...harness.upstreams.since(harness.upstreams.cursor, account, [parseBinding(calls)])]).toEqual([]);
  });
});

describe('when the socket is lost', () => {
  test('all that is wanted is subscribed on the next one, most listeners first, and each gets the gap', async () => {
    const harness = await startLive(calls, users, users);

    harness.kazoo.socket.end('closed', rolledOverAt - 1000);
    await reconnect(harness);

    expect(harness.kazoo.socket.said).toEqual([`subscribe ${users}`, `subscribe ${calls}`]);
    for (const { gaps } of harness.listeners) {
      expect(gaps).toMatchObject([{ from: new Date(rolledOverAt - 1000), reason: 'UPSTREAM_DISCONNECTED' }]);
    }
    expect(harness.counted).toEqual(['UPSTREAM_DISCONNECTED', 'UPSTREAM_DISCONNECTED']);
  });

  test('what only lingered is given up: what could be resumed is gone', async () => {
    const harness = await startLive(calls, users);
    harness.listeners[0]?.leave();

    harness.kazoo.socket.end();
    await reconnect(harness);

    expect(harness.kazoo.socket.said).toEqual([`subscribe ${users}`]);
  });

  test('and all only lingered, nothing is connected again', async () => {
    const { kazoo, listeners, upstreams } = await startLive(calls);
    listeners[0]?.leave();

    kazoo.socket.end();
    vi.advanceTimersByTime(60_000);

    expect(kazoo.sockets).toHaveLength(1);
    expect(upstreams.accounts).toBe(0);
  });

  test('a stream does not end for a lost reply while it is restored: the socket is closed instead', async () => {
    const harness = await startLive(calls);
    harness.kazoo.socket.end();
    connectAgain();
    harness.kazoo.socket.open();

    harness.kazoo.socket.commands[0]?.refuse('UPSTREAM_TIMEOUT');
    await settled();
    await reconnect(harness);

    expect(harness.kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
    expect(harness.listeners[0]).toMatchObject({ ends: [], gaps: [{ reason: 'UPSTREAM_DISCONNECTED' }] });
  });

  test('a stream ends with the reason when Kazoo refuses to restore it', async () => {
    const harness = await startLive(calls, users);
    harness.kazoo.socket.end();
    connectAgain();
    harness.kazoo.socket.open();

    harness.kazoo.socket.commands.find(({ binding }) => binding === calls)?.refuse('BINDING_REJECTED');
    await settled();
    await bind(harness);

    expect(harness.listeners.map(({ ends }) => ends.map(({ code }) => code))).toEqual([['BINDING_REJECTED'], []]);
    expect(harness.upstreams).toMatchObject({ topics: 1, completeTopics: 1 });
  });

  test('the status goes through it in words, and back', async () => {
    const harness = startUpstreams();
    const states: string[] = [];
    harness.upstreams.statuses.watch(account, ({ state, reason }) => states.push(`${state} ${reason}`));

    harness.listen();
    await serve(harness);
    harness.kazoo.socket.end('timeout');
    await reconnect(harness);

    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'CONNECTING null',
      'LIVE null',
      'RECONNECTING ended: timeout',
      'LIVE null',
    ]);
  });
});

describe('a socket that is replaced', () => {
  test('leaves no gap, and no copy, and what nobody wants any more is unsubscribed', async () => {
    const harness = await startLive(calls, users);
    const [watcher, leaver] = harness.listeners;
    const old = harness.kazoo.socket;
    old.bring(callFrame('c1'));
    for (let count = 0; count < 60; count += 1) old.bring(callFrame(`u${count}`, { for: 'call.CHANNEL_ANSWER.*' }));
    expect(harness.kazoo.sockets).toHaveLength(2);
    const fresh = harness.kazoo.socket;
    fresh.open();
    fresh.confirmAll();
    await bound();
    leaver?.leave();
    vi.advanceTimersByTime(lingerMs);

    for (const end of [old, fresh]) end.bring(callFrame('c2'));
    old.drain();
    await settled();
    fresh.bring(callFrame('c3'));

    expect(watcher).toMatchObject({ callIds: ['c1', 'c2', 'c3'], gaps: [] });
    expect(fresh.said).toEqual([`subscribe ${calls}`, `subscribe ${users}`, `unsubscribe ${users}`]);
    expect(old.isClosed).toBe(true);
  });

  test('is not kept by what no socket has held yet, which Kazoo may refuse or fail at', async () => {
    const { kazoo, listeners, listen, upstreams } = await startLive(users, faxes);
    const old = kazoo.socket;
    const refused = listen('object.*.nonsense');
    upstreams.rollMonthOver({ lostSinceMs: rolledOverAt, isLast: true });

    kazoo.socket.open();
    const moved = [...kazoo.socket.said];
    await bind({ kazoo });
    old.drain();
    await settled();
    kazoo.socket.commands.at(-1)?.refuse('BINDING_REJECTED');

    expect(moved).toEqual([`subscribe ${users}`, `subscribe ${faxes}`]);
    expect(await refused.outcome).toBe('BINDING_REJECTED');
    expect(kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(listeners.map(({ ends }) => ends.length)).toEqual([0, 0]);
  });

  test('completes what the old one had not confirmed: an awaited topic, and one with an open gap', async () => {
    const { kazoo, upstreams, listeners, listen, clock } = await startLive(users, faxes);
    const old = kazoo.socket;
    const waiting = listen(calls);
    upstreams.rollMonthOver({ lostSinceMs: rolledOverAt, isLast: true });

    await serve({ kazoo });
    old.drain();
    await settled();
    await bind({ kazoo });

    expect(await waiting.outcome).toBe('live');
    expect(listeners.map(({ gaps }) => gaps.map(({ reason }) => reason))).toEqual([
      [],
      ['MONTH_TURNED', 'MONTH_TURNED'],
    ]);
    expect([...upstreams.since(clock.cursorOf(clock.next()), account, [faxes, calls].map(parseBinding))]).toEqual([]);
  });

  test('completes a topic that nobody wanted meanwhile for one who comes back before it is unsubscribed', async () => {
    const harness = startUpstreams();
    const { kazoo, listen } = harness;
    listen();
    const leavers = Array.from({ length: 12 }, (_, index) => listen(`call.*.${index}`));
    await serve(harness);
    await bind(harness);
    const old = kazoo.socket;
    for (let count = 0; count < 60; count += 1) old.bring(callFrame(`u${count}`, { for: 'call.CHANNEL_ANSWER.*' }));
    kazoo.socket.open();
    await bind(harness);
    for (const { leave } of leavers) leave();
    old.confirmAll();
    vi.advanceTimersByTime(lingerMs);
    old.confirmAll();
    await settled();
    old.confirmAll();
    await settled();

    old.drain();
    await settled();
    expect(kazoo.socket.said.filter((text) => text.startsWith('unsubscribe'))).toHaveLength(10);

    expect(await listen('call.*.11').outcome).toBe('live');
  });
});
