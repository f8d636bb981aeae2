import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { settled } from '../harness/settled.ts';
import { callFrame } from './harness/call-frame.ts';
import {
  accountOf,
  accountsOn,
  openSockets,
  reseller,
  serveAll,
  startFollowing,
  startResellers,
} from './harness/resellers-harness.ts';
import { bind, bound, calls, faxes, lingerMs, maxReconnectMs, users } from './harness/upstream-harness.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
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
    const { kazoo, listen, listeners, counted } = harness;
    const [shared] = kazoo.sockets;
    const frame = callFrame('c0', { accountId: accountOf(0) });

    listen(calls, accountOf(0));
    kazoo.socket.open();
    kazoo.socket.confirmAll();
    await settled();
    shared?.bring(frame);
    kazoo.socket.bring(frame);
    await bound();
    shared?.drain();
    await settled();
    // What the account held there is being given up.
    shared?.bring(callFrame('late', { accountId: accountOf(0) }));

    expect(listeners[0]?.callIds).toEqual(['c0']);
    expect(counted).toEqual(['delivered', 'duplicate', 'unwanted']);
  });

  test('has one also where a reseller asks for what does not name its account', async () => {
    const harness = startResellers();

    harness.listen(users, accountOf(0), 'somebody', reseller);
    await serveAll(harness);

    expect(harness.upstreams.sockets).toEqual({ own: 1, shared: 0 });
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

  test('gets them all when a month begins while it moves', async () => {
    const harness = await startFollowing(1);
    const own = harness.listen(faxes, accountOf(0));

    harness.upstreams.rollMonthOver({ lostSinceMs: Date.now(), isLast: false });
    await serveAll(harness);

    expect(await own.outcome).toBe('live');
    expect(harness.upstreams.sockets).toEqual({ own: 1, shared: 0 });
  });

  test('gives up what it asked for on the shared socket once that is confirmed, and not before', async () => {
    const { kazoo, follow, listen } = await startFollowing(1);
    const [shared] = kazoo.sockets;
    follow(accountOf(1));
    await settled();

    listen(calls, accountOf(1));
    kazoo.socket.open();
    await bound();
    shared?.drain();
    await settled();
    expect(kazoo.socket.said).toEqual([`subscribe ${calls}`]);
    expect(shared?.said).toEqual([`subscribe ${calls}`, `subscribe ${calls}`]);
    shared?.confirmAll();
    await settled();

    expect(shared?.commands.slice(2)).toMatchObject([
      { action: 'unsubscribe', accountId: accountOf(1), binding: calls, token: `token of ${reseller}` },
    ]);
  });

  test('gives nothing up that Kazoo has refused on the shared socket', async () => {
    const { kazoo, follow, listen } = await startFollowing(1);
    const [shared] = kazoo.sockets;
    follow(accountOf(1));
    await settled();
    listen(calls, accountOf(1));
    kazoo.socket.open();
    await bound();
    shared?.drain();
    await settled();

    shared?.commands[1]?.refuse('BINDING_REJECTED');
    await settled();

    expect(shared?.said).toEqual([`subscribe ${calls}`, `subscribe ${calls}`]);
  });

  test('takes another share while what it held on the first is being given up', async () => {
    const harness = await startFollowing(2);
    const { kazoo, listen, upstreams } = harness;
    const [shared] = kazoo.sockets;
    const own = listen(calls, accountOf(0));
    kazoo.socket.open();
    await bind(harness);
    shared?.drain();
    await settled();
    expect(shared?.said.at(-1)).toBe(`unsubscribe ${calls}`);

    own.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);

    expect(kazoo.sockets).toHaveLength(3);
    await serveAll(harness);
    expect(upstreams.sockets).toEqual({ own: 0, shared: 2 });
    expect(harness.listeners.map(({ gaps }) => gaps)).toEqual([[], []]);
  });

  test('is tried as often as a lost socket where its token opens none, while the share goes on', async () => {
    const harness = await startFollowing(1);
    const { kazoo, listeners, tokens, upstreams } = harness;
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    tokens.gone.add(accountOf(0));
    harness.listen(calls, accountOf(0));
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await serveAll(harness);
      await vi.advanceTimersByTimeAsync(maxReconnectMs);
    }
    kazoo.sockets[0]?.bring(callFrame('c0', { accountId: accountOf(0) }));
    expect(kazoo.sockets.length).toBeGreaterThan(12);
    expect(listeners[0]?.callIds).toEqual(['c0']);

    tokens.gone.delete(accountOf(0));
    await vi.advanceTimersByTimeAsync(maxReconnectMs);
    await serveAll(harness);

    expect(upstreams.sockets).toEqual({ own: 1, shared: 0 });
    expect(listeners[0]?.gaps).toEqual([]);
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

test('a binding at which Kazoo seems to fail is tried on a socket that carries nobody else', async () => {
  const harness = await startFollowing(1);
  const { kazoo, follow, upstreams } = harness;
  const suspect = follow(accountOf(1));
  await settled();

  kazoo.socket.end('crashed');
  await vi.advanceTimersByTimeAsync(maxReconnectMs);
  expect(openSockets(harness)).toHaveLength(2);
  await serveAll(harness);
  expect(upstreams.sockets).toEqual({ own: 1, shared: 1 });
  expect(openSockets(harness).map(accountsOn).sort()).toEqual([[accountOf(0)], [accountOf(1)]]);
  expect(await suspect.outcome).toBe('live');
  await vi.advanceTimersByTimeAsync(lingerMs);
  await serveAll(harness);

  expect(upstreams.sockets).toEqual({ own: 0, shared: 1 });
});
