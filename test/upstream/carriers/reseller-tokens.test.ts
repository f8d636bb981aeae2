import { describe, expect, test, vi } from 'vitest';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import {
  accountOf,
  accountsBelow,
  openSockets,
  otherReseller,
  reseller,
  serveAll,
  startFollowing,
  startResellers,
} from '../harness/resellers-harness.ts';
import { lingerMs, maxReconnectMs } from '../harness/upstream-harness.ts';

holdClock({ now: noon });

describe("the reseller's token", () => {
  test('that blackhole refuses is tried once for all accounts, and another one opens the socket', async () => {
    const { kazoo, follow, tokens } = startResellers();
    for (const id of accountsBelow(3)) follow(id);
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
    for (const id of accountsBelow(3)) follow(id);
    kazoo.socket.open();
    kazoo.socket.confirmAll();
    await settled();

    kazoo.socket.commands.find(({ accountId }) => accountId === accountOf(1))?.refuse('FORBIDDEN');
    kazoo.socket.confirmAll();
    await settled();
    vi.advanceTimersByTime(250);

    expect(tokens.forbidden).toEqual([`token of ${reseller} for ${accountOf(1)}`]);
    expect(kazoo.sockets).toHaveLength(1);
    expect(accountsBelow(3).map((id) => upstreams.statuses.get(id).state)).toEqual(['LIVE', 'CONNECTING', 'LIVE']);
  });

  test('that may not see the first account asked for is asked again with a pause', async () => {
    const harness = startResellers();
    const { kazoo, follow, tokens } = harness;
    follow(accountOf(0));
    kazoo.socket.open();

    kazoo.socket.commands[0]?.refuse('FORBIDDEN');
    await settled();
    expect(kazoo.socket.commands).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(maxReconnectMs);

    expect(kazoo.sockets).toHaveLength(2);
    expect(tokens.forbidden).toEqual([`token of ${reseller} for ${accountOf(0)}`]);
  });

  test('that is gone when the socket is lost asks for nothing; with another one all are restored', async () => {
    const harness = await startFollowing(2);
    const { kazoo, tokens, upstreams, listeners } = harness;
    tokens.gone.add(reseller);

    kazoo.socket.end();
    await vi.advanceTimersByTimeAsync(maxReconnectMs);
    kazoo.socket.open();
    await settled();
    expect(kazoo.socket.commands).toEqual([]);
    expect(accountsBelow(2).map((id) => upstreams.statuses.get(id).state)).toEqual(['RECONNECTING', 'RECONNECTING']);
    tokens.gone.delete(reseller);
    await vi.advanceTimersByTimeAsync(maxReconnectMs);
    await serveAll(harness);

    expect(listeners.map(({ gaps }) => gaps.map(({ reason }) => reason))).toEqual([
      ['UPSTREAM_DISCONNECTED'],
      ['UPSTREAM_DISCONNECTED'],
    ]);
    expect(upstreams).toMatchObject({ sockets: { shared: 1 }, completeTopics: 2 });
  });

  test('stays in use when its stream is back in time, though another reseller follows the account too', async () => {
    const harness = startResellers();
    const first = harness.follow(accountOf(0), reseller);
    harness.follow(accountOf(0), otherReseller);
    await serveAll(harness);

    first.leave();
    harness.follow(accountOf(0), reseller);
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    expect(harness.kazoo.sockets).toHaveLength(1);
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
