import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { bindingLagMs } from '../../../src/upstream/socket/binding-lag.ts';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { account, callFrame } from '../harness/call-frame.ts';
import {
  bind,
  bound,
  calls,
  connectAgain,
  faxes,
  startLive,
  startUpstreams,
  users,
} from '../harness/upstream-harness.ts';

const startedAt = noon;
/** The one that looks after the age of events. */
const timersOfHistories = 1;
const rollover = { lostSinceMs: startedAt, isLast: false };

holdClock({ now: startedAt });

/** A new topic that Kazoo has confirmed, though perhaps not bound yet. */
async function startConfirmed(binding = calls) {
  const harness = startUpstreams();
  const listener = harness.listen(binding);
  const live = vi.fn();
  void listener.outcome.then(live);
  harness.kazoo.socket.open();
  harness.kazoo.socket.confirmAll();
  await settled();
  return { ...harness, listener, live };
}

/**
 * A topic whose socket was lost, and that Kazoo has confirmed on the next one, though perhaps not
 * bound yet.
 */
async function startRestored() {
  const harness = await startLive(calls);
  harness.kazoo.socket.end();
  connectAgain();
  harness.kazoo.socket.open();
  harness.kazoo.socket.confirmAll();
  await settled();
  return { ...harness, listener: harness.listeners[0] };
}

describe('a new topic that Kazoo has confirmed', () => {
  test('delivers what comes at once', async () => {
    const { kazoo, listener } = await startConfirmed();

    kazoo.socket.bring(callFrame('c1'));

    expect(listener.callIds).toEqual(['c1']);
  });

  test('is live when Kazoo must have bound it, and not earlier: until then an event can be missed', async () => {
    const { upstreams, live } = await startConfirmed();

    vi.advanceTimersByTime(bindingLagMs - 1);
    await settled();
    expect([live.mock.calls, upstreams.completeTopics]).toEqual([[], 0]);
    expect(upstreams.statuses.get(account).state).toBe('CONNECTING');
    vi.advanceTimersByTime(1);
    await settled();

    expect([live.mock.calls, upstreams.completeTopics]).toEqual([[['live']], 1]);
    expect(upstreams.statuses.get(account).state).toBe('LIVE');
    expect(vi.getTimerCount()).toBe(timersOfHistories);
  });

  test('is live with the first event that comes through it, and can be resumed only after that', async () => {
    const { kazoo, listener, live, upstreams } = await startConfirmed();
    const before = upstreams.cursor;

    kazoo.socket.bring(callFrame('c1'));
    kazoo.socket.bring(callFrame('c2'));
    await settled();

    expect(live).toHaveBeenCalledExactlyOnceWith('live');
    expect(vi.getTimerCount()).toBe(timersOfHistories);
    const [first] = listener.events;
    expect([...upstreams.since(first?.cursor ?? '', account, [parseBinding(calls)])]).toMatchObject([
      { event: { id: 'CHANNEL_CREATE-c2-m' }, gap: null },
    ]);
    expect(() => upstreams.since(before, account, [parseBinding(calls)])).toThrow(
      expect.objectContaining({ code: 'CURSOR_EXPIRED' }),
    );
  });

  test('delivers no event that came through another topic before it is live: the next one may be missed', async () => {
    const { kazoo, listen, upstreams } = await startLive('call.CHANNEL_CREATE.*');
    const wide = listen(calls);
    kazoo.socket.confirmAll();
    await settled();

    kazoo.socket.bring(callFrame('c1', { for: 'call.CHANNEL_CREATE.*' }));
    // Kazoo has not made the binding yet: the end of the call is nobody's.
    expect([wide.callIds, upstreams.completeTopics]).toEqual([[], 1]);
    await bound();
    kazoo.socket.bring(callFrame('c2', { for: 'call.CHANNEL_CREATE.*' }));

    expect(wide.callIds).toEqual(['c2']);
    const [first] = wide.events;
    expect([...upstreams.since(first?.cursor ?? '', account, [parseBinding(calls)])]).toEqual([]);
  });

  test('announces nothing when its socket is lost, or drops something: nobody has seen an event', async () => {
    const { kazoo, listener, live, upstreams } = await startConfirmed();

    kazoo.socket.overflow(new Date(startedAt), true);
    kazoo.socket.end('closed', startedAt);
    await bound();
    expect(live).not.toHaveBeenCalled();
    connectAgain();
    kazoo.socket.open();
    await bind({ kazoo });

    expect(live).toHaveBeenCalledExactlyOnceWith('live');
    expect(listener.gaps).toEqual([]);
    expect(upstreams.completeTopics).toBe(1);
  });

  test('is bound to the past month when a month begins: it is live only when it is bound to the new one', async () => {
    const { kazoo, upstreams, live } = await startConfirmed(faxes);

    upstreams.rollMonthOver(rollover);
    await bound();
    expect(live).not.toHaveBeenCalled();
    await bind({ kazoo });

    expect(kazoo.socket.said).toEqual([`subscribe ${faxes}`, `subscribe ${faxes}`]);
    expect(live).toHaveBeenCalledExactlyOnceWith('live');
  });

  test('loses nothing when the socket is replaced meanwhile', async () => {
    const { kazoo, listen } = await startLive(calls);
    const old = kazoo.socket;
    for (let count = 0; count < 60; count += 1) old.bring(callFrame(`u${count}`, { for: 'call.CHANNEL_ANSWER.*' }));
    const late = listen(users);
    kazoo.socket.open();
    kazoo.socket.confirmAll();
    await settled();
    vi.advanceTimersByTime(bindingLagMs / 2);
    old.confirmAll();
    await settled();
    vi.advanceTimersByTime(bindingLagMs / 2);
    await settled();

    old.bring(callFrame('c1', { for: users }));
    old.drain();
    await settled();
    await bind({ kazoo });
    kazoo.socket.bring(callFrame('c2', { for: users }));
    old.drain();
    await settled();

    expect(late.callIds).toEqual(['c1', 'c2']);
    expect(old.isClosed).toBe(true);
    expect(await late.outcome).toBe('live');
  });

  test('leaves no timer behind when the gateway closes', async () => {
    const { upstreams } = await startConfirmed();

    upstreams.close(new GatewayError('SHUTTING_DOWN', 'over'));
    await settled();

    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a topic that is being restored', () => {
  test('has a gap until Kazoo must have bound it', async () => {
    const { kazoo, listener } = await startRestored();
    const confirmedAt = Date.now();

    await bound();
    kazoo.socket.bring(callFrame('after'));

    expect(listener).toMatchObject({ callIds: ['after'], gaps: [{ to: new Date(confirmedAt + bindingLagMs) }] });
  });

  test('announces the gap before the first event that comes through it', async () => {
    const { kazoo, listener, upstreams } = await startRestored();
    const confirmedAt = Date.now();

    kazoo.socket.bring(callFrame('c1'));

    expect(listener).toMatchObject({ callIds: ['c1'], gaps: [{ to: new Date(confirmedAt) }] });
    expect(upstreams.statuses.get(account)).toMatchObject({ state: 'LIVE', gap: { reason: 'UPSTREAM_DISCONNECTED' } });
  });

  test('is still being restored until then, in the words of the status', async () => {
    const { upstreams } = await startRestored();
    expect(upstreams.statuses.get(account)).toMatchObject({ state: 'RECONNECTING', gap: null });

    await bound();

    expect(upstreams.statuses.get(account)).toMatchObject({ state: 'LIVE', gap: { reason: 'UPSTREAM_DISCONNECTED' } });
  });
});

describe('a topic that is renewed when a month begins', () => {
  test('goes on meanwhile; its gap reaches until Kazoo must have bound it to the new month', async () => {
    const { kazoo, upstreams, listeners, clock } = await startLive(faxes);
    upstreams.rollMonthOver(rollover);
    kazoo.socket.confirmAll();
    await settled();
    const confirmedAt = Date.now();

    kazoo.socket.bring(callFrame('c1', { for: faxes }));
    const cursor = clock.cursorOf(clock.next());
    await bound();

    expect(listeners[0]).toMatchObject({ callIds: ['c1'] });
    expect(listeners[0]?.gaps.at(-1)).toMatchObject({ to: new Date(confirmedAt + bindingLagMs) });
    expect(() => upstreams.since(cursor, account, [parseBinding(faxes)])).toThrow(
      expect.objectContaining({ code: 'CURSOR_EXPIRED' }),
    );
  });

  test('keeps its gap open while the reply is late, though what it was bound to before is bound by now', async () => {
    const { kazoo, upstreams, listeners } = await startLive(faxes);
    upstreams.rollMonthOver(rollover);
    kazoo.socket.confirmAll();
    await settled();

    upstreams.rollMonthOver(rollover);
    const announced = listeners[0]?.gaps.length;
    await bound();

    expect(listeners[0]?.gaps).toHaveLength(announced ?? 0);
    await bind({ kazoo });
    expect(listeners[0]?.gaps).toHaveLength((announced ?? 0) + 1);
  });
});
