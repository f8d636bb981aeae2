import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startStage, until } from '../../harness/stage.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

const lifetimeSeconds = 100;
const lifetimeMs = 1_000 * lifetimeSeconds;
const calls = 'subscription { callEvents { callId } }';
const callsOf = 'subscription ($id: ID) { callEvents(accountId: $id) { callId } }';
const login = (name: string): string =>
  `mutation { login(input: { accountName: "${name}", username: "${name}", password: "${name}" }) { accountId authToken } }`;

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

test('a token is taken from each place that the contract names', async () => {
  await using stage = await startStage();
  const token = stage.token('demo');
  const viewer = { query: '{ viewer { accountId } }' };
  const demo = { data: { viewer: { accountId: stage.accountId('demo') } } };

  for (const headers of [{ 'X-Auth-Token': token }, { Authorization: `Bearer ${token}` }]) {
    expect((await stage.post(viewer, headers)).body).toEqual(demo);
  }
  for (const connectionParams of [
    { authToken: token },
    { 'X-Auth-Token': token },
    { Authorization: `Bearer ${token}` },
  ]) {
    const client = stage.client({ connectionParams });
    expect(await stage.subscribe(client, viewer.query).next()).toEqual(demo);
  }
});

test('without a token, viewer is null and everything that needs one says UNAUTHENTICATED', async () => {
  await using stage = await startStage();

  const viewer = await stage.post({ query: '{ viewer { accountId } }' });
  const account = await stage.post({ query: '{ account { id } }' });
  const subscription = stage.subscribe(stage.client(), calls);

  expect(viewer.body).toEqual({ data: { viewer: null } });
  expect(account.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  await expect(subscription.next()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('an old token in a header does not keep anybody from logging in', async () => {
  await using stage = await startStage();

  const { body } = await stage.post({ query: login('demo') }, { 'X-Auth-Token': stage.token('demo', -10) });

  expect(body).toMatchObject({ data: { login: { accountId: stage.accountId('demo') } } });
});

test("a login on a WebSocket makes the connection's session", async () => {
  await using stage = await startStage();
  const client = stage.client({ lazy: false });

  await stage.subscribe(client, login('demo')).next();
  const reader = stage.subscribe<CallEvents>(client, calls);
  await stage.untilSeats(1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('operations that arrive while a login runs wait for it', async () => {
  await using stage = await startStage();
  const client = stage.client({ lazy: false });

  const loggedIn = stage.subscribe(client, login('demo')).next();
  const viewer = stage.subscribe(client, '{ viewer { accountId } }').next();
  stage.subscribe(client, calls);

  expect(await viewer).toEqual({ data: { viewer: { accountId: stage.accountId('demo') } } });
  await loggedIn;
  await stage.untilSeats(1);
});

test('a later login keeps the streams that the new identity may see, and ends the others with FORBIDDEN', async () => {
  await using stage = await startStage();
  const demoId = stage.accountId('demo');
  const client = stage.client({ lazy: false, connectionParams: { authToken: stage.token('reseller') } });
  const own = stage.subscribe(client, calls);
  const ofDemo = stage.subscribe<CallEvents>(client, callsOf, { id: demoId });
  await stage.untilSeats(2);

  await stage.subscribe(client, login('demo')).next();
  stage.kazoo.publishCall(demoId, 'CHANNEL_CREATE', { call_id: 'c1' });

  await expect(own.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await ofDemo.next()).data?.callEvents.callId).toBe('c1');
});

test('at the expiry of its token a WebSocket closes with 4403 and no operation error before', async () => {
  using clock = new TimeMachine();
  await using stage = await startStage();
  const closes: unknown[] = [];
  const client = stage.clientOf('demo', {
    connectionParams: { authToken: stage.token('demo', lifetimeSeconds) },
    on: { closed: (event) => closes.push(event) },
  });

  const reader = stage.subscribe(client, calls);
  await stage.untilSeats(1);
  clock.move(lifetimeMs);

  await expect(reader.next()).rejects.toMatchObject({ code: 4403, reason: 'TOKEN_EXPIRED' });
  expect(closes).toMatchObject([{ code: 4403 }]);
});

test('a graphql-ws client comes back after the expiry with a fresh token and goes on', async () => {
  using clock = new TimeMachine();
  await using stage = await startStage({ settings: { LINGER_MS: '5000' } });
  const tokens = [stage.token('demo', lifetimeSeconds), stage.token('demo')];
  const client = stage.client({
    retryAttempts: 5,
    retryWait: async () => undefined,
    connectionParams: () => ({ authToken: tokens.shift() }),
  });
  const reader = stage.subscribe<CallEvents>(client, calls);
  await stage.untilSeats(1);
  clock.move(lifetimeMs);
  await until(() => expect(tokens).toHaveLength(0));
  await stage.untilSeats(1);

  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'after' });

  expect((await reader.next()).data?.callEvents.callId).toBe('after');
  expect(stage.kazoo.subscribeRequests).toHaveLength(1);
});

test('refreshToken over HTTP extends the WebSockets and SSE streams of the old token, and no event is lost', async () => {
  using clock = new TimeMachine();
  await using stage = await startStage();
  const old = stage.token('demo', lifetimeSeconds);
  const overWebSocket = stage.subscribe<CallEvents>(stage.client({ connectionParams: { authToken: old } }), calls);
  const overSse = await stage.sse({ query: calls }, { 'X-Auth-Token': old });
  await stage.untilSeats(2);

  const { body } = await stage.post(
    { query: 'mutation { refreshToken { expiresAt authToken } }' },
    { 'X-Auth-Token': old },
  );
  expect(body).toMatchObject({ data: { refreshToken: { authToken: expect.any(String) } } });
  clock.move(lifetimeMs);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'later' });

  expect((await overWebSocket.next()).data?.callEvents.callId).toBe('later');
  expect(await overSse.next()).toMatchObject({ event: 'next', data: { data: { callEvents: { callId: 'later' } } } });
});

for (const [kind, reason] of [
  ['expired', 'TOKEN_EXPIRED'],
  ['garbage', 'UNAUTHENTICATED'],
] as const) {
  test(`a WebSocket with a token that is ${kind} is closed with 4403 ${reason} before the ack`, async () => {
    await using stage = await startStage();
    const authToken = kind === 'expired' ? stage.token('demo', -10) : 'no-token-at-all';
    const closed = new Promise((resolve) => {
      const client = createClient({
        url: stage.webSocketUrl,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authToken },
        on: { closed: resolve, connected: () => resolve('acknowledged') },
      });
      client.subscribe({ query: calls }, { next: () => undefined, error: () => undefined, complete: () => undefined });
    });

    expect(await closed).toMatchObject({ code: 4403, reason });
  });
}

test('a Kazoo that cannot be asked makes a WebSocket client try again later, not give up', async () => {
  await using stage = await startStage();
  stage.kazoo.crossbar.stop();

  const reader = stage.subscribe(stage.clientOf('demo'), calls);

  await expect(reader.next()).rejects.toMatchObject({ code: 1013, reason: 'UPSTREAM_UNAVAILABLE' });
});

test('an opaque token works: Kazoo tells whose it is', async () => {
  await using stage = await startStage();
  stage.kazoo.tokens.register('token-a', { accountId: stage.accountId('demo') });

  const reader = stage.subscribe<CallEvents>(stage.client({ connectionParams: { authToken: 'token-a' } }), calls);
  await stage.untilSeats(1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('the opener of a topic may leave and expire, and the others go on', async () => {
  using clock = new TimeMachine();
  await using stage = await startStage();
  const opener = stage.client({ connectionParams: { authToken: stage.token('demo', lifetimeSeconds) } });
  const first = stage.subscribe(opener, calls);
  await stage.untilSeats(1);
  const second = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(2);
  clock.move(lifetimeMs);

  await expect(first.next()).rejects.toMatchObject({ code: 4403 });
  stage.kazoo.blackhole.dropSockets();
  await until(() => expect(stage.kazoo.subscribeRequests).toHaveLength(2));
  await stage.untilSeats(1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await second.next()).data?.callEvents.callId).toBe('c1');
});

test('no cache between may keep an answer: it would not know that the next token is somebody else', async () => {
  await using stage = await startStage();

  const response = await fetch(`${stage.url}?query={viewer{accountId}}`, {
    headers: { Accept: 'application/json', 'X-Auth-Token': stage.token('demo') },
  });

  expect(await response.json()).toEqual({ data: { viewer: { accountId: stage.accountId('demo') } } });
  expect(response.headers.get('cache-control')).toBe('no-store');
});
