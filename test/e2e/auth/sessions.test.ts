import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

const lifetimeSeconds = 100;
const lifetimeMs = 1_000 * lifetimeSeconds;
const calls = 'subscription { callEvents { callId } }';
const callsOf = 'subscription ($id: ID) { callEvents(accountId: $id) { callId } }';
const login = (name: string): string =>
  `mutation {
    login(input: { accountName: "${name}", username: "${name}", password: "${name}" }) { accountId authToken }
  }`;

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

test('a token is read from every header and parameter that the contract names', async () => {
  await using harness = await startHarness();
  const token = harness.token('demo');
  const viewer = { query: '{ viewer { accountId } }' };
  const demo = { data: { viewer: { accountId: harness.accountId('demo') } } };

  for (const headers of [{ 'X-Auth-Token': token }, { Authorization: `Bearer ${token}` }]) {
    expect((await harness.post(viewer, headers)).body).toEqual(demo);
  }
  for (const connectionParams of [
    { authToken: token },
    { 'X-Auth-Token': token },
    { Authorization: `Bearer ${token}` },
  ]) {
    const client = harness.client({ connectionParams });
    expect(await harness.subscribe(client, viewer.query).next()).toEqual(demo);
  }
});

test('without a token, viewer is null and everything that needs one answers UNAUTHENTICATED', async () => {
  await using harness = await startHarness();

  const viewer = await harness.post({ query: '{ viewer { accountId } }' });
  const account = await harness.post({ query: '{ account { id } }' });
  const subscription = harness.subscribe(harness.client(), calls);

  expect(viewer.body).toEqual({ data: { viewer: null } });
  expect(account.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  await expect(subscription.next()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('an expired token in a header does not prevent a login', async () => {
  await using harness = await startHarness();

  const { body } = await harness.post({ query: login('demo') }, { 'X-Auth-Token': harness.token('demo', -10) });

  expect(body).toMatchObject({ data: { login: { accountId: harness.accountId('demo') } } });
});

test('how long a token is good is told by the clock that decides, in the login and of every token', async () => {
  await using harness = await startHarness();

  const { body } = await harness.post({ query: login('demo').replace('authToken', 'authToken expiresInSeconds') });
  const viewer = await harness.post(
    { query: '{ viewer { expiresInSeconds } }' },
    { 'X-Auth-Token': harness.token('demo', lifetimeSeconds) },
  );

  const within = (seconds: number) => expect.toSatisfy((left: number) => left <= seconds && left > seconds - 60);
  expect(body).toMatchObject({ data: { login: { expiresInSeconds: within(3600) } } });
  expect(viewer.body).toEqual({ data: { viewer: { expiresInSeconds: within(lifetimeSeconds) } } });
});

test('a token names the user it belongs to, and that of an API key none', async () => {
  await using harness = await startHarness();
  const query = '{ viewer { ownerId owner { id username } } }';
  const { id: accountId, users } = harness.kazoo.directory.account('demo');

  const ofUser = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });
  const ofKey = await harness.post({ query }, { 'X-Auth-Token': harness.kazoo.issueToken({ accountId }) });

  const id = users.find(({ username }) => username === 'demo')?.id;
  expect(ofUser.body).toEqual({ data: { viewer: { ownerId: id, owner: { id, username: 'demo' } } } });
  expect(ofKey.body).toEqual({ data: { viewer: { ownerId: null, owner: null } } });
});

test('a login on a WebSocket becomes the session of the connection', async () => {
  await using harness = await startHarness();
  const client = harness.client({ lazy: false });

  await harness.subscribe(client, login('demo')).next();
  const reader = harness.subscribe<CallEvents>(client, calls);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('operations that arrive during a login wait for it', async () => {
  await using harness = await startHarness();
  const client = harness.client({ lazy: false });

  const loggedIn = harness.subscribe(client, login('demo')).next();
  const viewer = harness.subscribe(client, '{ viewer { accountId } }').next();
  harness.subscribe(client, calls);

  expect(await viewer).toEqual({ data: { viewer: { accountId: harness.accountId('demo') } } });
  await loggedIn;
  await harness.untilSubscribers(1);
});

test('a later login keeps the streams that the new identity may see, and ends the others with FORBIDDEN', async () => {
  await using harness = await startHarness();
  const demoId = harness.accountId('demo');
  const client = harness.client({ lazy: false, connectionParams: { authToken: harness.token('reseller') } });
  const own = harness.subscribe(client, calls);
  const ofDemo = harness.subscribe<CallEvents>(client, callsOf, { id: demoId });
  await harness.untilSubscribers(2);

  await harness.subscribe(client, login('demo')).next();
  harness.kazoo.publishCall(demoId, 'CHANNEL_CREATE', { call_id: 'c1' });

  await expect(own.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await ofDemo.next()).data?.callEvents.callId).toBe('c1');
});

test('when its token expires a WebSocket closes with 4403 and without an operation error before', async () => {
  using clock = new TimeMachine();
  await using harness = await startHarness();
  const closes: unknown[] = [];
  const client = harness.clientOf('demo', {
    connectionParams: { authToken: harness.token('demo', lifetimeSeconds) },
    on: { closed: (event) => closes.push(event) },
  });

  const reader = harness.subscribe(client, calls);
  await harness.untilSubscribers(1);
  clock.move(lifetimeMs);

  await expect(reader.next()).rejects.toMatchObject({ code: 4403, reason: 'TOKEN_EXPIRED' });
  expect(closes).toMatchObject([{ code: 4403 }]);
});

test('a graphql-ws client reconnects with a fresh token after the expiry and continues', async () => {
  using clock = new TimeMachine();
  await using harness = await startHarness({ settings: { LINGER_MS: '5000' } });
  const tokens = [harness.token('demo', lifetimeSeconds), harness.token('demo')];
  const client = harness.client({
    retryAttempts: 5,
    retryWait: async () => undefined,
    connectionParams: () => ({ authToken: tokens.shift() }),
  });
  const reader = harness.subscribe<CallEvents>(client, calls);
  await harness.untilSubscribers(1);
  clock.move(lifetimeMs);
  await until(() => expect(tokens).toHaveLength(0));
  await harness.untilSubscribers(1);

  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'after' });

  expect((await reader.next()).data?.callEvents.callId).toBe('after');
  expect(harness.kazoo.subscribeRequests).toHaveLength(1);
});

test('refreshToken over HTTP extends the connections of the old token without losing an event', async () => {
  using clock = new TimeMachine();
  await using harness = await startHarness();
  const old = harness.token('demo', lifetimeSeconds);
  const overWebSocket = harness.subscribe<CallEvents>(harness.client({ connectionParams: { authToken: old } }), calls);
  const overSse = await harness.sse({ query: calls }, { 'X-Auth-Token': old });
  await harness.untilSubscribers(2);

  const { body } = await harness.post(
    { query: 'mutation { refreshToken { expiresAt authToken } }' },
    { 'X-Auth-Token': old },
  );
  expect(body).toMatchObject({ data: { refreshToken: { authToken: expect.any(String) } } });
  clock.move(lifetimeMs);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'later' });

  expect((await overWebSocket.next()).data?.callEvents.callId).toBe('later');
  expect(await overSse.next()).toMatchObject({ event: 'next', data: { data: { callEvents: { callId: 'later' } } } });
});

for (const [kind, reason] of [
  ['expired', 'TOKEN_EXPIRED'],
  ['garbage', 'UNAUTHENTICATED'],
] as const) {
  test(`a WebSocket with a token that is ${kind} is closed with 4403 ${reason} before the ack`, async () => {
    await using harness = await startHarness();
    const authToken = kind === 'expired' ? harness.token('demo', -10) : 'no-token-at-all';
    const closed = new Promise((resolve) => {
      const client = createClient({
        url: harness.webSocketUrl,
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

test('while Kazoo cannot be asked, WebSocket clients are told to retry later', async () => {
  await using harness = await startHarness();
  harness.kazoo.crossbar.stop();

  const reader = harness.subscribe(harness.clientOf('demo'), calls);

  await expect(reader.next()).rejects.toMatchObject({ code: 1013, reason: 'UPSTREAM_UNAVAILABLE' });
});

test('an opaque token works: Kazoo knows whose it is', async () => {
  await using harness = await startHarness();
  harness.kazoo.tokens.register('token-a', { accountId: harness.accountId('demo') });

  const reader = harness.subscribe<CallEvents>(harness.client({ connectionParams: { authToken: 'token-a' } }), calls);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('the opener of a topic may leave and its token expire, and the others continue', async () => {
  using clock = new TimeMachine();
  await using harness = await startHarness();
  const opener = harness.client({ connectionParams: { authToken: harness.token('demo', lifetimeSeconds) } });
  const first = harness.subscribe(opener, calls);
  await harness.untilSubscribers(1);
  const second = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(2);
  clock.move(lifetimeMs);

  await expect(first.next()).rejects.toMatchObject({ code: 4403 });
  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.kazoo.subscribeRequests).toHaveLength(2));
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await second.next()).data?.callEvents.callId).toBe('c1');
});

test('answers forbid shared caches, which could not tell the tokens of two users apart', async () => {
  await using harness = await startHarness();

  const response = await fetch(`${harness.url}?query={viewer{accountId}}`, {
    headers: { Accept: 'application/json', 'X-Auth-Token': harness.token('demo') },
  });

  expect(await response.json()).toEqual({ data: { viewer: { accountId: harness.accountId('demo') } } });
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test.each([
  ['4.3.142', [true, true]],
  ['master', [null, true]],
  ['5', [null, false]],
] as const)('on %s clients learn whether their tokens are renewed: %j', async (version, expected) => {
  await using harness = await startHarness({ kazoo: { version } });
  const logIn = `mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) {
    authToken canRefresh
  } }`;
  const askedAtLogin = async () => (await harness.post({ query: logIn })).body;

  const before = await askedAtLogin();
  const { body: renewed } = await harness.post(
    { query: 'mutation { refreshToken { canRefresh } }' },
    { 'X-Auth-Token': harness.token('demo') },
  );
  const after = await askedAtLogin();

  expect([before, after]).toMatchObject(expected.map((canRefresh) => ({ data: { login: { canRefresh } } })));
  expect(renewed).toMatchObject(
    version === '5'
      ? { errors: [{ extensions: { code: 'RENEWAL_NOT_ALLOWED' } }] }
      : { data: { refreshToken: { canRefresh: true } } },
  );
});

test('Kazoo 5 renews where its operator allows it', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' } });
  harness.kazoo.crossbar.settings.renewableMethods.add('cb_user_auth');
  const reader = harness.subscribe(harness.clientOf('demo'), 'subscription { callEvents { callId } }');
  await harness.untilSubscribers(1);

  const { body } = await harness.post(
    { query: 'mutation { refreshToken { authToken canRefresh } }' },
    { 'X-Auth-Token': harness.token('demo') },
  );
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect(body).toMatchObject({ data: { refreshToken: { authToken: expect.any(String), canRefresh: true } } });
  expect((await reader.next()).data).toMatchObject({ callEvents: { callId: 'c1' } });
});
