import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { account } from './harness/call-frame.ts';
import { settled } from './harness/settled.ts';
import { calls, connectAgain, reconnect, serve, startLive, startUpstreams } from './harness/upstream-stage.ts';

const dialogs = 'presence.dialog.*';
const startedAt = Date.parse('2026-01-01T12:00:00Z');
const lastSeenAt = new Date('2026-01-01T11:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: startedAt });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The account was seen with its old realm before each of the bindings became a live topic. */
async function startSeen(...bindings: readonly string[]) {
  const stage = await startLive(...bindings);
  const { upstreams } = stage;
  upstreams.noteRealm({ id: account, realm: 'old.realm' }, lastSeenAt);
  return { ...stage, changeRealm: () => upstreams.noteRealm({ id: account, realm: 'new.realm' }, new Date()) };
}

test('an account whose realm has changed gets a fresh socket, and nothing of the old realm, which may be another account by now', async () => {
  const stage = await startSeen(calls, dialogs);
  const old = stage.kazoo.socket;

  stage.changeRealm();
  await settled();
  await reconnect(stage);

  expect(old.isClosed).toBe(true);
  expect(stage.kazoo.socket.said).toEqual([`subscribe ${calls}`, `subscribe ${dialogs}`]);
});

test('what listens to presence may have missed events since the old realm was seen last; all else only while there was no socket', async () => {
  const stage = await startSeen(calls, dialogs);
  stage.kazoo.socket.end('closed', startedAt);
  connectAgain();

  stage.changeRealm();
  await reconnect(stage);

  expect(stage.listeners.map(({ gaps }) => gaps.map(({ from, reason }) => [from, reason]))).toEqual([
    [[new Date(startedAt), 'UPSTREAM_DISCONNECTED']],
    [[lastSeenAt, 'UPSTREAM_DISCONNECTED']],
  ]);
});

test('nothing happens while the realm stays', async () => {
  const { upstreams, kazoo } = await startSeen(dialogs);

  upstreams.noteRealm({ id: account, realm: 'old.realm' }, new Date());
  await settled();

  expect(kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([false]);
});

test('where nobody listens to presence the socket is replaced without a gap: it may hold the old realm since somebody did', async () => {
  const stage = await startSeen(calls);
  const old = stage.kazoo.socket;

  stage.changeRealm();
  await serve(stage);
  old.drain();
  await settled();

  expect(stage.kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(stage.listeners[0]?.gaps).toEqual([]);
  expect(stage.upstreams.liveTopics).toBe(1);
});

test('an account to which nobody listens may change as it likes', () => {
  const { upstreams, kazoo } = startUpstreams();
  upstreams.noteRealm({ id: account, realm: 'old.realm' }, lastSeenAt);

  upstreams.noteRealm({ id: account, realm: 'new.realm' }, new Date());

  expect(kazoo.sockets).toEqual([]);
});
