import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { callFrame } from '../harness/call-frame.ts';
import {
  accountOf,
  accountsOn,
  otherReseller,
  type ResellersHarness,
  reseller,
  serveAll,
  startResellers,
} from '../harness/resellers-harness.ts';
import { settled } from '../harness/settled.ts';
import { calls, lingerMs, maxReconnectMs, users } from '../harness/upstream-harness.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const accounts = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => accountOf(index));

async function startFollowing(count: number, settings?: Parameters<typeof startResellers>[0]) {
  const harness = startResellers(settings);
  const listeners = accounts(count).map((id) => harness.follow(id));
  await serveAll(harness);
  return { ...harness, listeners };
}

function openSockets({ kazoo }: Pick<ResellersHarness, 'kazoo'>) {
  return kazoo.sockets.filter(({ isClosed }) => !isClosed);
}

describe("the accounts of a reseller's stream", () => {
  test('share sockets that carry fifty each, opened with the token of the reseller', async () => {
    const harness = await startFollowing(60);
    const { kazoo, upstreams, listeners } = harness;

    expect(kazoo.sockets.map((socket) => accountsOn(socket).length)).toEqual([50, 10]);
    expect(new Set(kazoo.sockets.flatMap(({ commands }) => commands.map(({ token }) => token)))).toEqual(
      new Set([`token of ${reseller}`]),
    );
    expect(await Promise.all(listeners.map(({ outcome }) => outcome))).toEqual(listeners.map(() => 'live'));
    expect(upstreams).toMatchObject({ sockets: { own: 0, shared: 2 }, carriedAccounts: 60, completeTopics: 60 });
  });

  test('pass the gate as sockets, not as accounts', async () => {
    const gate = new ConnectionGate({ urls: ['ws://kazoo'], connectsPerSecond: 1, backoff: { baseMs: 1, maxMs: 1 } });
    const { kazoo, follow } = startResellers({ gate });

    for (const id of accounts(150)) follow(id);
    vi.advanceTimersByTime(1_999);
    expect(kazoo.sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);

    expect(kazoo.sockets).toHaveLength(3);
    expect(gate.waiting).toBe(0);
  });

  test('open no socket when all have left before the gate lets one through', () => {
    const gate = new ConnectionGate({ urls: ['ws://kazoo'], connectsPerSecond: 1, backoff: { baseMs: 1, maxMs: 1 } });
    const { kazoo, follow, listen, upstreams } = startResellers({ gate });
    listen(calls, accountOf(1));
    const listener = follow(accountOf(2));

    listener.leave();
    vi.advanceTimersByTime(5_000);

    expect(kazoo.sockets).toHaveLength(1);
    expect(gate.waiting).toBe(0);
    expect(upstreams.accounts).toBe(1);
  });

  test('share no socket with those of another reseller', async () => {
    const harness = startResellers();
    harness.follow(accountOf(1), reseller);
    harness.follow(accountOf(2), otherReseller);
    await serveAll(harness);

    expect(harness.kazoo.sockets.map(accountsOn)).toEqual([[accountOf(1)], [accountOf(2)]]);
    expect(harness.kazoo.sockets.map(({ identity }) => identity)).toEqual([
      `token of ${reseller}`,
      `token of ${otherReseller}`,
    ]);
  });

  test('begin with one command, which tells whose socket it is, and go on in turns', async () => {
    const { kazoo, follow } = startResellers();
    for (const id of accounts(20)) follow(id);

    kazoo.socket.open();
    expect(kazoo.socket.commands).toHaveLength(1);
    kazoo.socket.confirmAll();

    // As many as may be in flight.
    expect(kazoo.socket.commands.map(({ accountId }) => accountId)).toEqual(accounts(11));
  });

  test('take turns where one wants more than the others', async () => {
    const { kazoo, listen, follow } = startResellers();
    for (let call = 0; call < 30; call += 1) listen(`call.*.${call}`, accountOf(0), 'somebody', reseller);
    follow(accountOf(1));

    kazoo.socket.open();
    kazoo.socket.confirmAll();
    await settled();
    kazoo.socket.commands[1]?.confirm();

    expect(accountsOn(kazoo.socket)).toEqual(accounts(2));
  });

  test('give up what is not wanted any more, and close the socket with the last', async () => {
    const harness = await startFollowing(2);
    const { kazoo, listeners, upstreams } = harness;

    listeners[0]?.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);
    expect(accountsOn(kazoo.socket)).toEqual([accountOf(1)]);
    expect(kazoo.socket.isClosed).toBe(false);
    listeners[1]?.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    expect(kazoo.socket.isClosed).toBe(true);
    expect(upstreams).toMatchObject({ accounts: 0, sockets: { own: 0, shared: 0 }, carriedAccounts: 0 });
  });

  test('take the places of those that left', async () => {
    const harness = await startFollowing(3, { maxAccountsPerSocket: 2 });
    harness.listeners[0]?.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    harness.follow(accountOf(7));
    harness.follow(accountOf(8));
    await serveAll(harness);

    expect(harness.kazoo.sockets.map(accountsOn)).toEqual([
      [accountOf(1), accountOf(7)],
      [accountOf(2), accountOf(8)],
    ]);
  });
});

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

    kazoo.sockets[0]?.end('closed', lostAt);
    expect(accounts(3).map((id) => upstreams.statuses.get(id).state)).toEqual(['RECONNECTING', 'RECONNECTING', 'LIVE']);
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
    expect(accounts(3).map((id) => upstreams.statuses.get(id).state)).toEqual(['LIVE', 'LIVE', 'LIVE']);
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

describe('an account that somebody follows by itself', () => {
  test('has one socket, of its own, that holds the calls too; they move there without a gap', async () => {
    const harness = await startFollowing(2);
    const { kazoo, listen, listeners, upstreams } = harness;

    const own = listen(users, accountOf(0));
    await serveAll(harness);

    expect(await own.outcome).toBe('live');
    expect(openSockets(harness).map(({ commands }) => commands.map(({ binding, token }) => [binding, token]))).toEqual([
      [
        [calls, `token of ${reseller}`],
        [calls, `token of ${reseller}`],
        [calls, `token of ${reseller}`],
      ],
      [
        [calls, `token of ${accountOf(0)}`],
        [users, `token of ${accountOf(0)}`],
      ],
    ]);
    expect(openSockets(harness).map(accountsOn)).toEqual([[accountOf(1)], [accountOf(0)]]);
    kazoo.socket.bring(callFrame('c0', { accountId: accountOf(0) }));
    expect(listeners.map(({ callIds, gaps }) => [callIds, gaps])).toEqual([
      [['c0'], []],
      [[], []],
    ]);
    expect(upstreams).toMatchObject({ sockets: { own: 1, shared: 1 }, carriedAccounts: 1 });
  });

  test('delivers no event twice while it moves', async () => {
    const harness = await startFollowing(2);
    const { kazoo, listen, listeners } = harness;
    const [shared] = kazoo.sockets;
    const frame = callFrame('c0', { accountId: accountOf(0) });

    listen(calls, accountOf(0));
    kazoo.socket.open();
    kazoo.socket.confirmAll();
    await settled();
    shared?.bring(frame);
    kazoo.socket.bring(frame);
    await serveAll(harness);
    shared?.bring(frame);

    expect(listeners[0]?.callIds).toEqual(['c0']);
  });

  test('has what a reseller wants on that socket, with nothing asked twice', async () => {
    const harness = startResellers();
    harness.listen(calls, accountOf(0));
    await serveAll(harness);

    const follower = harness.follow(accountOf(0));
    await serveAll(harness);

    expect(await follower.outcome).toBe('live');
    expect(harness.kazoo.sockets.map(({ said }) => said)).toEqual([[`subscribe ${calls}`]]);
  });

  test('shares again a while after nobody does so any more', async () => {
    const harness = await startFollowing(2);
    const own = harness.listen(calls, accountOf(0));
    await serveAll(harness);

    own.leave();
    await vi.advanceTimersByTimeAsync(lingerMs - 1_000);
    await serveAll(harness);
    expect(harness.upstreams.sockets).toEqual({ own: 1, shared: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
    await serveAll(harness);

    expect(harness.upstreams).toMatchObject({ sockets: { own: 0, shared: 1 }, carriedAccounts: 2 });
    expect(harness.listeners.map(({ gaps }) => gaps)).toEqual([[], []]);
  });

  test('stays where it is when they come back in time', async () => {
    const harness = await startFollowing(2);
    const own = harness.listen(calls, accountOf(0));
    await serveAll(harness);

    own.leave();
    await vi.advanceTimersByTimeAsync(lingerMs / 2);
    harness.listen(calls, accountOf(0));
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    expect(harness.kazoo.sockets).toHaveLength(2);
    expect(harness.upstreams.sockets).toEqual({ own: 1, shared: 1 });
  });
});

describe("the reseller's token", () => {
  test('that blackhole refuses is tried once for all accounts, and another one opens the socket', async () => {
    const { kazoo, follow, tokens } = startResellers();
    for (const id of accounts(3)) follow(id);
    kazoo.socket.open();
    vi.spyOn(tokens, 'tokenFor').mockReturnValue('fresh');

    kazoo.socket.commands[0]?.refuse('UNAUTHENTICATED');
    await settled();
    vi.advanceTimersByTime(1);
    kazoo.socket.confirmAll();

    expect(tokens.refused).toEqual([`token of ${reseller} for ${reseller}`]);
    expect(kazoo.socket.commands.map(({ token, accountId }) => [token, accountId])).toEqual([
      [`token of ${reseller}`, accountOf(0)],
      ['fresh', accountOf(0)],
      ['fresh', accountOf(1)],
      ['fresh', accountOf(2)],
    ]);
  });

  test('that may not see one account keeps the others', async () => {
    const harness = startResellers();
    const { kazoo, follow, tokens, upstreams } = harness;
    for (const id of accounts(3)) follow(id);
    kazoo.socket.open();
    kazoo.socket.confirmAll();
    await settled();

    kazoo.socket.commands.find(({ accountId }) => accountId === accountOf(1))?.refuse('FORBIDDEN');
    kazoo.socket.confirmAll();
    await settled();
    vi.advanceTimersByTime(250);

    expect(tokens.forbidden).toEqual([`token of ${reseller} for ${accountOf(1)}`]);
    expect(kazoo.sockets).toHaveLength(1);
    expect(accounts(3).map((id) => upstreams.statuses.get(id).state)).toEqual(['LIVE', 'CONNECTING', 'LIVE']);
  });

  test('that is gone when the socket is lost opens none; with another one all are restored', async () => {
    const harness = await startFollowing(2);
    const { kazoo, tokens, upstreams, listeners } = harness;
    tokens.gone.add(reseller);

    kazoo.socket.end();
    await vi.advanceTimersByTimeAsync(maxReconnectMs);
    kazoo.socket.open();
    await settled();
    expect(kazoo.socket.commands).toEqual([]);
    expect(accounts(2).map((id) => upstreams.statuses.get(id).state)).toEqual(['RECONNECTING', 'RECONNECTING']);
    tokens.gone.delete(reseller);
    await vi.advanceTimersByTimeAsync(maxReconnectMs);
    await serveAll(harness);

    expect(listeners.map(({ gaps }) => gaps.map(({ reason }) => reason))).toEqual([
      ['UPSTREAM_DISCONNECTED'],
      ['UPSTREAM_DISCONNECTED'],
    ]);
    expect(upstreams).toMatchObject({ sockets: { shared: 1 }, completeTopics: 2 });
  });

  test('of another reseller who follows the account takes over when the first one leaves', async () => {
    const harness = startResellers();
    const first = harness.follow(accountOf(0), reseller);
    const second = harness.follow(accountOf(0), otherReseller);
    await serveAll(harness);

    first.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    expect(openSockets(harness).map(({ identity }) => identity)).toEqual([`token of ${otherReseller}`]);
    expect(second.gaps).toEqual([]);
  });
});
