import { describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { bindingLagMs } from '../../src/upstream/socket/binding-lag.ts';
import { holdClock } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { account, callFrame } from './harness/call-frame.ts';
import { bind, bound, calls, faxes, reconnect, startLive } from './harness/upstream-harness.ts';

const rolledOverAt = Date.parse('2026-01-01T00:00:00Z');

holdClock({ now: rolledOverAt });

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
