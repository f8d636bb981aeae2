import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { holdClock, noon } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { account, callFrame } from './harness/call-frame.ts';
import { bind, bound, calls, lingerMs, serve, startUpstreams, users } from './harness/upstream-harness.ts';

const other = 'b'.repeat(32);

holdClock({ now: noon });

test('each account has a socket of its own, which carries its bindings only', () => {
  const { kazoo, listen, upstreams } = startUpstreams();

  listen(calls, account);
  listen(users, other);
  vi.advanceTimersByTime(10);
  for (const socket of kazoo.sockets) socket.open();

  const sent = kazoo.sockets.map(({ commands }) => commands.map(({ accountId, binding }) => `${accountId} ${binding}`));
  expect(sent).toEqual([[`${account} ${calls}`], [`${other} ${users}`]]);
  expect(upstreams).toMatchObject({ accounts: 2, topics: 2, completeTopics: 0 });
});

test('an account of which one is idle is forgotten alone', async () => {
  const { kazoo, listen, upstreams } = startUpstreams();
  const leaver = listen(calls, account);
  listen(calls, other);
  vi.advanceTimersByTime(10);
  for (const socket of kazoo.sockets) {
    socket.open();
    socket.confirmAll();
  }
  await bound();

  leaver.leave();
  vi.advanceTimersByTime(lingerMs);
  kazoo.sockets[0]?.confirmAll();
  await settled();

  expect(kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(upstreams).toMatchObject({ accounts: 1, topics: 1, completeTopics: 1 });
});

describe('more topics of one account than are allowed', () => {
  test('are refused, counted, and cost Kazoo nothing; those that are there can be joined', async () => {
    const { kazoo, listen, upstreams, counted } = startUpstreams({ maxTopics: 1 });
    const first = listen(calls);

    const refused = listen(users);
    const joined = listen(calls);
    await serve({ kazoo });

    expect(await refused.outcome).toBe('TOO_MANY_SUBSCRIPTIONS');
    expect(await Promise.all([first.outcome, joined.outcome])).toEqual(['live', 'live']);
    expect(kazoo.socket.said).toEqual([`subscribe ${calls}`]);
    expect(counted).toEqual(['too many topics']);
    expect(upstreams.topics).toBe(1);
  });

  test('of another account are not counted', async () => {
    const { listen, upstreams } = startUpstreams({ maxTopics: 1 });

    listen(calls, account);
    listen(calls, other);

    expect(upstreams.topics).toBe(2);
  });

  test('take the place of what lingers: of the client who left most behind, what has lingered longest', async () => {
    const harness = startUpstreams({ maxTopics: 4 });
    const { kazoo, listen } = harness;
    const ofColleague = listen('fax.status.1', account, 'colleague');
    const left = ['call.*.1', 'call.*.2'].map((binding) => listen(binding, account, 'busy'));
    listen(users, account, 'colleague');
    await serve(harness);
    for (const { leave } of [ofColleague, ...left]) leave();

    const others = ['call.*.3', 'call.*.4'].map((binding) => listen(binding, account, 'another'));
    await bind(harness);

    expect(await Promise.all(others.map(({ outcome }) => outcome))).toEqual(['live', 'live']);
    expect(kazoo.socket.said.filter((text) => text.startsWith('unsubscribe'))).toEqual([
      'unsubscribe call.*.1',
      'unsubscribe fax.status.1',
    ]);
  });

  test('are never those of one who comes and goes all the time, who leaves others what they left, too', async () => {
    const harness = startUpstreams({ maxTopics: 20 });
    const { kazoo, listen, upstreams, counted } = harness;
    listen(users, account, 'colleague');
    const reloading = listen(calls, account, 'colleague');
    await serve(harness);
    reloading.leave();

    let most = 0;
    for (let count = 0; count < 1000; count += 1) {
      const { leave } = listen(`call.*.${count}`, account, 'busy');
      kazoo.socket.confirmAll();
      await settled();
      leave();
      most = Math.max(most, upstreams.topics);
    }
    const late = listen('fax.status.*', account, 'colleague');
    await bind(harness);

    expect(await late.outcome).toBe('live');
    expect(counted).toEqual([]);
    expect(kazoo.socket.said).not.toContain(`unsubscribe ${calls}`);
    expect(most).toBeLessThanOrEqual(20 + 10);
  });
});

describe('what came after a cursor', () => {
  async function startLive() {
    const harness = startUpstreams();
    const listener = harness.listen(calls);
    await serve(harness);
    const since = (cursor: string, accountId = account): unknown =>
      [...harness.upstreams.since(cursor, accountId, [parseBinding(calls)])].map(({ event }) => event.data['call_id']);
    return { ...harness, listener, since };
  }

  test('of an event, or of the present moment, is replayed', async () => {
    const { kazoo, listener, upstreams, since } = await startLive();
    kazoo.socket.bring(callFrame('c1'));
    const now = upstreams.cursor;
    kazoo.socket.bring(callFrame('c2'));

    expect(since(listener.events[0]?.cursor ?? '')).toEqual(['c2']);
    expect(since(now)).toEqual(['c2']);
    expect(since(listener.events[1]?.cursor ?? '')).toEqual([]);
  });

  test('takes no memory any more when the account is forgotten', async () => {
    const { kazoo, listener, upstreams } = await startLive();
    kazoo.socket.bring(callFrame('c1'));
    expect(upstreams.historyBytes).toBeGreaterThan(0);

    listener.leave();
    vi.advanceTimersByTime(lingerMs);
    await settled();
    kazoo.socket.confirmAll();
    await settled();

    expect([upstreams.accounts, upstreams.historyBytes]).toEqual([0, 0]);
  });

  test('is BAD_USER_INPUT where the text is not a cursor, of which only the beginning is repeated', async () => {
    const { since } = await startLive();

    const error = new GatewayError(
      'BAD_USER_INPUT',
      `"${'!'.repeat(64)}" is not an event cursor. Take "after" from the cursor of an event, ` +
        'a snapshot or a ping; the endCursor of a page is for lists.',
    );
    expect(() => since('!'.repeat(1000))).toThrow(error);
  });

  test('of another instance of the gateway is CURSOR_EXPIRED', async () => {
    const { since } = await startLive();

    expect(() => since('zz-1')).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  });

  test('is CURSOR_EXPIRED where nobody listened to the account: the same for one that does not exist', async () => {
    const { upstreams, since } = await startLive();

    expect(() => since(upstreams.cursor, other)).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  });
});

test('closing ends every stream with the reason, closes every socket, and leaves nothing running', async () => {
  const { kazoo, listen, upstreams } = startUpstreams();
  const listeners = [listen(calls, account), listen(users, other)];
  vi.advanceTimersByTime(10);
  kazoo.sockets[0]?.open();
  kazoo.sockets[0]?.confirmAll();
  await settled();
  const error = new GatewayError('SHUTTING_DOWN', 'over');

  upstreams.close(error);
  await settled();
  vi.advanceTimersByTime(60_000);

  expect(listeners.map(({ ends }) => ends)).toEqual([[error], [error]]);
  expect(await listeners[1]?.outcome).toBe('SHUTTING_DOWN');
  expect(kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  expect(upstreams).toMatchObject({ accounts: 0, topics: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

describe('a registry that is closed', () => {
  const error = new GatewayError('SHUTTING_DOWN', 'over');

  test('refuses whoever listens then with the reason, and connects nowhere', async () => {
    const { kazoo, listen, upstreams } = startUpstreams();

    upstreams.close(error);
    upstreams.close(new GatewayError('INTERNAL_SERVER_ERROR', 'another reason'));
    const late = listen();
    vi.advanceTimersByTime(60_000);

    expect(await late.outcome).toBe('SHUTTING_DOWN');
    expect(kazoo.sockets).toEqual([]);
    expect(upstreams.accounts).toBe(0);
  });

  test('refuses a listener that joins again when its stream ends', async () => {
    const { kazoo, listen, upstreams } = startUpstreams();
    const again = new Promise<string>((resolve) => {
      vi.spyOn(listen(), 'onEnd').mockImplementation(() => resolve(listen().outcome));
    });

    upstreams.close(error);

    expect(await again).toBe('SHUTTING_DOWN');
    expect(kazoo.sockets).toHaveLength(1);
    expect(upstreams.accounts).toBe(0);
  });
});
