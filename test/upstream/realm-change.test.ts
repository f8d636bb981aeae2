import { expect, test, vi } from 'vitest';
import { holdClock, noon } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { account } from './harness/call-frame.ts';
import { calls, connectAgain, reconnect, serve, startLive, startUpstreams } from './harness/upstream-harness.ts';

const dialogs = 'presence.dialog.*';
const startedAt = noon;
const lastSeenAt = new Date('2026-01-01T11:00:00Z');
const hourMs = 3_600_000;

holdClock({ now: startedAt });

/** `lastSeenAt` in the time of `performance.now()`. */
function seenAtMs(): number {
  return performance.now() - (Date.now() - lastSeenAt.getTime());
}

/** The account was seen with its old realm before each of the bindings became a live topic. */
async function startSeen(...bindings: readonly string[]) {
  const harness = await startLive(...bindings);
  const { upstreams } = harness;
  upstreams.noteRealm({ id: account, realm: 'old.realm' }, seenAtMs());
  return { ...harness, changeRealm: () => upstreams.noteRealm({ id: account, realm: 'new.realm' }, performance.now()) };
}

test('an account whose realm has changed gets a fresh socket, and nothing of the old realm', async () => {
  const harness = await startSeen(calls, dialogs);
  const old = harness.kazoo.socket;

  harness.changeRealm();
  await settled();
  await reconnect(harness);

  expect(old.isClosed).toBe(true);
  expect(harness.kazoo.socket.said).toEqual([`subscribe ${calls}`, `subscribe ${dialogs}`]);
});

test('presence may be missing since the old realm was last seen; all else only while there was no socket', async () => {
  const harness = await startSeen(calls, dialogs);
  harness.kazoo.socket.end('closed', startedAt);
  connectAgain();

  harness.changeRealm();
  await reconnect(harness);

  expect(harness.listeners.map(({ gaps }) => gaps.map(({ from, reason }) => [from, reason]))).toEqual([
    [[new Date(startedAt), 'UPSTREAM_DISCONNECTED']],
    [[lastSeenAt, 'UPSTREAM_DISCONNECTED']],
  ]);
});

test('a realm that changes while the clock is set back is noticed', async () => {
  const harness = await startSeen(dialogs);
  const old = harness.kazoo.socket;

  vi.setSystemTime(startedAt - 2 * hourMs);
  harness.changeRealm();
  await settled();

  expect(old.isClosed).toBe(true);
});

test('nothing happens while the realm stays', async () => {
  const { upstreams, kazoo } = await startSeen(dialogs);

  upstreams.noteRealm({ id: account, realm: 'old.realm' }, performance.now());
  await settled();

  expect(kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([false]);
});

test('where nobody listens to presence the socket is replaced without a gap: it may hold the old realm', async () => {
  const harness = await startSeen(calls);
  const old = harness.kazoo.socket;

  harness.changeRealm();
  await serve(harness);
  old.drain();
  await settled();

  expect(harness.kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(harness.listeners[0]?.gaps).toEqual([]);
  expect(harness.upstreams.completeTopics).toBe(1);
});

test('an account to which nobody listens may change as it likes', () => {
  const { upstreams, kazoo } = startUpstreams();
  upstreams.noteRealm({ id: account, realm: 'old.realm' }, seenAtMs());

  upstreams.noteRealm({ id: account, realm: 'new.realm' }, performance.now());

  expect(kazoo.sockets).toEqual([]);
});
