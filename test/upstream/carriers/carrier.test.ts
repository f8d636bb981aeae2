import { describe, expect, test, vi } from 'vitest';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { callFrame } from '../harness/call-frame.ts';
import {
  accountOf,
  accountsBelow,
  accountsOn,
  openSockets,
  serveAll,
  startFollowing,
} from '../harness/resellers-harness.ts';
import { lingerMs, maxReconnectMs } from '../harness/upstream-harness.ts';

holdClock({ now: noon });

describe('a shared socket', () => {
  test('brings each event to the account that its routing key names, and to no other', async () => {
    const { kazoo, listeners, counted } = await startFollowing(2);

    kazoo.socket.bring(callFrame('c0', { accountId: accountOf(0) }));
    kazoo.socket.bring(callFrame('c1', { accountId: accountOf(1) }));
    kazoo.socket.bring(callFrame('c9', { accountId: accountOf(9) }));

    expect(listeners.map(({ callIds }) => callIds)).toEqual([['c0'], ['c1']]);
    expect(counted).toEqual(['delivered', 'delivered', 'unwanted']);
  });

  test('brings nobody an event whose key and content name different accounts', async () => {
    const { kazoo, listeners, counted } = await startFollowing(2);
    const frame = callFrame('c0', { accountId: accountOf(0) });

    kazoo.socket.bring({ ...frame, data: { ...frame.data, account_id: accountOf(1) } });
    kazoo.socket.bring({ ...frame, routing: ['conference', accountOf(0), 'CHANNEL_CREATE', 'c0'] });

    expect(listeners.map(({ callIds }) => callIds)).toEqual([[], []]);
    expect(counted).toEqual(['foreign', `call of others for ${accountOf(0)}`, 'unwanted'].sort());
  });

  test('that is lost is a gap of each of its accounts, and of no other', async () => {
    const harness = await startFollowing(3, { maxAccountsPerSocket: 2 });
    const { kazoo, listeners, upstreams } = harness;
    const lostAt = Date.now();
    vi.advanceTimersByTime(5_000);

    kazoo.sockets[0]?.end('closed', lostAt);
    expect(accountsBelow(3).map((id) => upstreams.statuses.get(id).state)).toEqual([
      'RECONNECTING',
      'RECONNECTING',
      'LIVE',
    ]);
    expect(upstreams.statuses.get(accountOf(1)).reason).toBe('ended: closed');
    await vi.advanceTimersByTimeAsync(maxReconnectMs);
    await serveAll(harness);

    expect(listeners.map(({ gaps }) => gaps.map(({ reason, from }) => [reason, from.getTime()]))).toEqual([
      [['UPSTREAM_DISCONNECTED', lostAt]],
      [['UPSTREAM_DISCONNECTED', lostAt]],
      [],
    ]);
    // One of the two found room on the socket that was left; the other one needed another.
    expect(openSockets(harness).map((socket) => accountsOn(socket).length)).toEqual([2, 1]);
    expect(accountsBelow(3).map((id) => upstreams.statuses.get(id).state)).toEqual(['LIVE', 'LIVE', 'LIVE']);
  });

  test('that Kazoo dropped events of is a possible gap of each of its accounts, and of no other', async () => {
    const { kazoo, listeners } = await startFollowing(3, { maxAccountsPerSocket: 2 });

    kazoo.sockets[0]?.overflow(new Date(), true);

    expect(listeners.map(({ gaps }) => gaps.map(({ reason }) => reason))).toEqual([
      ['UPSTREAM_OVERFLOW'],
      ['UPSTREAM_OVERFLOW'],
      [],
    ]);
  });

  test('that overflows keeps the busier half; the others move without a gap', async () => {
    const harness = await startFollowing(4);
    const { kazoo, listeners } = harness;
    const [crowded] = kazoo.sockets;
    for (const number of [1, 3]) {
      for (let call = 0; call < 5; call += 1) {
        crowded?.bring(callFrame(`c${number}${call}`, { accountId: accountOf(number) }));
      }
    }

    crowded?.overflow(new Date(), true);
    await serveAll(harness);

    expect(openSockets(harness).map(accountsOn)).toEqual([
      [accountOf(1), accountOf(3)],
      [accountOf(0), accountOf(2)],
    ]);
    expect(listeners.map(({ gaps }) => gaps.length)).toEqual([1, 1, 1, 1]);
    kazoo.socket.bring(callFrame('moved', { accountId: accountOf(2) }));
    expect(listeners[2]?.callIds).toEqual(['moved']);
  });

  test('that has overflowed is not filled up again, and not halved again within a minute', async () => {
    const harness = await startFollowing(4);
    harness.kazoo.sockets[0]?.overflow(new Date(), true);
    await serveAll(harness);

    harness.kazoo.sockets[0]?.overflow(new Date(), true);
    harness.follow(accountOf(7));
    await serveAll(harness);

    expect(openSockets(harness).map((socket) => accountsOn(socket).length)).toEqual([2, 3]);
  });

  test('that keeps events of who has left, as Kazoo before 4.3.91 does, is left by all', async () => {
    const harness = await startFollowing(3);
    const { kazoo, listeners } = harness;
    listeners[0]?.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);
    await vi.advanceTimersByTimeAsync(60_000);

    for (let call = 0; call <= 50; call += 1) {
      kazoo.sockets[0]?.bring(callFrame(`c${call}`, { accountId: accountOf(0) }));
    }
    await serveAll(harness);

    expect(openSockets(harness).map(accountsOn)).toEqual([[accountOf(1), accountOf(2)]]);
    expect(kazoo.sockets[0]?.isClosed).toBe(true);
    expect(listeners.slice(1).map(({ gaps }) => gaps)).toEqual([[], []]);
  });
});
