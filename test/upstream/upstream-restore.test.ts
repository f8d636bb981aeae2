import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { bindingLagMs } from '../../src/upstream/socket/binding-lag.ts';
import { account, callFrame } from './harness/call-frame.ts';
import { settled } from './harness/settled.ts';
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

beforeEach(() => {
  vi.useFakeTimers({ now: rolledOverAt });
});
afterEach(() => {
  vi.useRealTimers();
});

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

describe('when a month begins', () => {
  const rollover = { lostSinceMs: rolledOverAt, isLast: false };

  test('month bindings are subscribed once more on the same socket, and no others', async () => {
    const { kazoo, upstreams } = await startLive(calls, faxes);

    upstreams.rollMonthOver(rollover);

    expect(kazoo.sockets).toHaveLength(1);
    expect(kazoo.socket.said.slice(2)).toEqual([`subscribe ${faxes}`]);
  });

  test('the gap since the rollover is announced at once, and again at its end; nothing resumes over it', async () => {
    const { kazoo, upstreams, listeners, clock } = await startLive(faxes);
    const cursor = clock.cursorOf(clock.next());
    vi.setSystemTime(rolledOverAt + 500);

    upstreams.rollMonthOver(rollover);
    expect(listeners[0]?.gaps).toEqual([
      { from: new Date(rolledOverAt), to: new Date(rolledOverAt + 500), reason: 'MONTH_TURNED', certain: false },
    ]);
    vi.setSystemTime(rolledOverAt + 600);
    await bind({ kazoo });

    const to = new Date(rolledOverAt + 600 + bindingLagMs);
    expect(listeners[0]?.gaps.at(-1)).toMatchObject({ from: new Date(rolledOverAt), to });
    expect(() => upstreams.since(cursor, account, [parseBinding(faxes)])).toThrow(
      expect.objectContaining({ code: 'CURSOR_EXPIRED' }),
    );
  });

  test('while the socket is lost, the gap reaches back to the rollover that month bindings missed', async () => {
    vi.setSystemTime(rolledOverAt + 3_600_000);
    const harness = await startLive(calls, faxes);
    const completeUntilMs = Date.now();
    harness.kazoo.socket.end('closed', completeUntilMs);

    harness.upstreams.rollMonthOver(rollover);
    await reconnect(harness);

    expect(harness.listeners.map(({ gaps }) => gaps.map(({ from }) => from.getTime()))).toEqual([
      [completeUntilMs],
      [rolledOverAt],
    ]);
  });

  test('and the renewal fails, the socket is closed: a known gap is better than a past month', async () => {
    const harness = await startLive(faxes);
    harness.upstreams.rollMonthOver(rollover);

    harness.kazoo.socket.commands.at(-1)?.refuse('UPSTREAM_TIMEOUT');
    await settled();
    await reconnect(harness);

    expect(harness.kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(harness.listeners[0]).toMatchObject({ ends: [] });
    expect(harness.upstreams.completeTopics).toBe(1);
  });

  test('a socket that was about to replace it is closed: what it has subscribed is the past month', async () => {
    const { kazoo, upstreams, listeners } = await startLive(calls, faxes);
    const old = kazoo.socket;
    for (let count = 0; count < 60; count += 1) old.bring(callFrame(`u${count}`, { for: 'call.CHANNEL_ANSWER.*' }));
    const fresh = kazoo.socket;
    fresh.open();
    fresh.confirmAll();
    await bound();

    upstreams.rollMonthOver(rollover);
    old.confirmAll();
    old.drain();
    await settled();
    old.bring(callFrame('c1'));

    expect([old.isClosed, fresh.isClosed]).toEqual([false, true]);
    expect(old.said.at(-1)).toBe(`subscribe ${faxes}`);
    expect(listeners[0]).toMatchObject({ callIds: ['c1'], gaps: [] });
    upstreams.rollMonthOver({ ...rollover, isLast: true });
    expect(kazoo.sockets).toHaveLength(3);
  });

  test.each([
    ['what is held for the past month is released with the socket, after the last renewal', faxes, 2],
    ['a socket without month bindings stays', calls, 1],
  ])('%s', async (_what, binding, sockets) => {
    const { kazoo, upstreams } = await startLive(binding);

    upstreams.rollMonthOver({ ...rollover, isLast: true });

    expect(kazoo.sockets).toHaveLength(sockets);
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
