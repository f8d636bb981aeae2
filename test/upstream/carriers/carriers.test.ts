import { describe, expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { maxInFlight } from '../harness/kazoo-double.ts';
import {
  accountOf,
  accountsBelow,
  accountsOn,
  otherReseller,
  reseller,
  serveAll,
  startFollowing,
  startResellers,
} from '../harness/resellers-harness.ts';
import { calls, lingerMs, subscribeTimeoutMs } from '../harness/upstream-harness.ts';

holdClock({ now: noon });

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

    for (const id of accountsBelow(150)) follow(id);
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
    for (const id of accountsBelow(20)) follow(id);

    kazoo.socket.open();
    expect(kazoo.socket.commands).toHaveLength(1);
    kazoo.socket.confirmAll();

    // As many as may be in flight.
    expect(kazoo.socket.commands.map(({ accountId }) => accountId)).toEqual(accountsBelow(11));
  });

  test('take turns where one wants more than the others', async () => {
    const { kazoo, listen, follow } = startResellers();
    for (let call = 0; call < 30; call += 1) listen(`call.*.${call}`, accountOf(0), 'somebody', reseller);
    follow(accountOf(1));

    kazoo.socket.open();
    kazoo.socket.confirmAll();
    await settled();
    kazoo.socket.commands[1]?.confirm();

    expect(accountsOn(kazoo.socket)).toEqual(accountsBelow(2));
  });

  test('do not time out while Kazoo answers the commands of others on their socket', async () => {
    const { kazoo, follow, upstreams } = startResellers();
    const outcomes = accountsBelow(40).map((id) => follow(id).outcome);
    kazoo.socket.open();

    for (let next = 0; next < 40; next += 1) {
      kazoo.socket.commands[next]?.confirm();
      await settled();
      await vi.advanceTimersByTimeAsync((0.9 * subscribeTimeoutMs) / maxInFlight);
    }

    expect(await Promise.all(outcomes)).toEqual(accountsBelow(40).map(() => 'live'));
    expect(upstreams.completeTopics).toBe(40);
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

  test('board at once where somebody leaves, before the gate lets another socket through', async () => {
    const gate = new ConnectionGate({ urls: ['ws://kazoo'], connectsPerSecond: 0.1, backoff: { baseMs: 1, maxMs: 1 } });
    const harness = await startFollowing(2, { gate, maxAccountsPerSocket: 2, lingerMs: 1_000 });
    const late = harness.follow(accountOf(7));
    expect(gate.waiting).toBe(1);

    harness.listeners[0]?.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    await serveAll(harness);

    expect(await late.outcome).toBe('live');
    expect(harness.kazoo.sockets).toHaveLength(1);
    expect(gate.waiting).toBe(0);
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
