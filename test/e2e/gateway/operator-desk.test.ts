import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { askOperator, OperatorReader, operatorToken } from '../../operator/harness/operator-reader.ts';
import { startWithDesk } from '../../operator/harness/start-with-desk.ts';

const calls = 'subscription { callEvents { cursor } }';

const texts = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

test('without OPERATOR_TOKEN there is nothing at /operator', async () => {
  await using harness = await startHarness();

  expect((await askOperator(harness, 'events', {})).status).toBe(404);
  expect((await askOperator(harness, 'disconnect', {})).status).toBe(404);
  expect((await fetch(harness.url.replace('/graphql', '/operator'))).status).toBe(404);
});

test('the page is there for whoever asks, with nothing on it, and may run nothing from elsewhere', async () => {
  await using harness = await startWithDesk();

  for (const accept of ['text/html', 'application/json', '*/*', 'image/png']) {
    const page = await fetch(harness.url.replace('/graphql', '/operator'), { headers: { Accept: accept } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(await page.text()).toContain('<title>Operator</title>');
  }
});

test('only who sends the token is served, and who guesses pauses', async () => {
  const lines: string[] = [];
  await using harness = await startWithDesk({ log: createLog('info', { write: (line) => lines.push(line) }) });
  const events = harness.url.replace('/graphql', '/operator/events');

  const withoutToken = await fetch(events);
  expect([withoutToken.status, withoutToken.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect((await fetch(`${events}?token=${operatorToken}`)).status).toBe(401);
  expect((await fetch(events, { headers: { Cookie: `token=${operatorToken}` } })).status).toBe(401);
  for (let guess = 0; guess < 10; guess += 1)
    expect((await askOperator(harness, 'events', {}, `guess-${guess}`)).status).toBe(401);
  const paused = await askOperator(harness, 'disconnect', {}, 'guess');
  const operator = await askOperator(harness, 'disconnect', {});

  expect([paused.status, paused.headers.get('retry-after')]).toEqual([429, '5']);
  // Of one address with whoever guesses, as behind one proxy.
  expect(operator.status).toBe(404);
  const [warning, ...others] = texts(lines).filter(({ msg }) => msg === 'refusing a wrong operator token');
  expect(warning).toMatchObject({ address: '127.0.0.1', withheld: 0 });
  expect(others).toEqual([]);
});

test('an operator sees the accounts, their topics, and who listens', async () => {
  await using harness = await startWithDesk();
  const accountId = harness.accountId('demo');
  await using client = await RawClient.ready(
    harness.webSocketUrl,
    { authToken: harness.token('demo', 600) },
    { headers: { 'X-Request-ID': 'wallboard-7' } },
  );
  client.subscribe('1', calls);
  await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo') });
  await harness.untilSubscribers(2);
  using operator = await OperatorReader.open(harness, { accountId });

  await operator.until(() =>
    expect(operator.row('accounts', accountId)).toMatchObject({
      name: 'demo',
      state: 'LIVE',
      topics: 1,
      completeTopics: 1,
      listeners: 2,
      eventsPerSecond: 0,
      lastEventMs: null,
      lastGap: null,
    }),
  );
  expect(operator.row('topics', 'call.*.*')).toEqual({
    state: 'subscribed',
    isComplete: true,
    operations: 1,
    listeners: 2,
  });
  expect(operator.rows('connections')).toEqual([
    expect.objectContaining({
      kind: 'WebSocket',
      address: '127.0.0.1',
      requestId: 'wallboard-7',
      accountId,
      accountName: 'demo',
      userId: harness.kazoo.directory.account('demo').users[0]?.id,
      userName: '',
      operations: 1,
      streams: [{ accountId, topics: ['call.*.*'] }],
      bufferedBytes: 0,
      tokenEndsMs: expect.any(Number),
    }),
    expect.objectContaining({ kind: 'SSE' }),
  ]);

  harness.kazoo.publishCall(accountId, 'CHANNEL_CREATE', { call_id: 'c1' });
  await operator.until(() =>
    expect(operator.row('accounts', accountId)).toMatchObject({ lastEventMs: expect.any(Number) }),
  );
  expect(operator.row('accounts', accountId)?.['eventsPerSecond']).toBeGreaterThan(0);
});

test('a search finds a connection by its user, account, address or request id', async () => {
  await using harness = await startWithDesk();
  const open = async (account: string, requestId: string) => {
    const headers = { 'X-Request-ID': requestId };
    const client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token(account) }, { headers });
    client.subscribe('1', calls);
  };
  await open('demo', 'one');
  await open('other', 'two');
  await harness.untilSubscribers(2);
  const found = async (search: string) => {
    using operator = await OperatorReader.open(harness, { search });
    await operator.read();
    return operator.rows('connections').map(({ requestId }) => requestId);
  };

  expect(await found('TWO')).toEqual(['two']);
  expect(await found(harness.accountId('demo'))).toEqual(['one']);
  expect(await found(String(harness.kazoo.directory.account('other').users[0]?.id).slice(4))).toEqual(['two']);
  expect(await found('127.0.0.1')).toEqual(['one', 'two']);
  expect(await found('nobody')).toEqual([]);
});

test('a user who has logged in here is shown, and found, by name', async () => {
  await using harness = await startWithDesk();
  const client = await RawClient.ready(harness.webSocketUrl);
  const login = '{ accountName: "demo", username: "demo", password: "demo" }';
  client.subscribe('1', `mutation { login(input: ${login}) { accountId } }`);
  await client.take(2);
  client.subscribe('2', calls);
  await harness.untilSubscribers(1);
  client.complete('2');
  await harness.untilSubscribers(0);
  await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('other') });
  const { id: accountId, users } = harness.kazoo.directory.account('demo');
  using operator = await OperatorReader.open(harness, { search: 'DEM' });

  await operator.read();

  const named = expect.objectContaining({ accountId, accountName: 'demo', userId: users[0]?.id, userName: 'demo' });
  expect(operator.rows('connections')).toEqual([named]);
  expect(operator.rows('ended')).toEqual([named]);
});

test('an operator ends a connection, which the log and the list of ended streams tell', async () => {
  const lines: string[] = [];
  await using harness = await startWithDesk({ log: createLog('info', { write: (line) => lines.push(line) }) });
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  using operator = await OperatorReader.open(harness);
  await operator.read();
  const [connection] = operator.keys('connections');

  const answer = await askOperator(harness, 'disconnect', { connection });

  expect(answer.status).toBe(200);
  expect(await client.closed()).toMatchObject({ code: 1013, reason: 'RATE_LIMITED' });
  await operator.until(() => expect(operator.rows('ended')).toMatchObject([{ reason: 'RATE_LIMITED' }]));
  expect(operator.keys('connections')).toEqual([]);
  expect(texts(lines)).toContainEqual(
    expect.objectContaining({
      msg: 'an operator has disconnected a client',
      operator: '127.0.0.1',
      accountId: harness.accountId('demo'),
    }),
  );
  expect((await askOperator(harness, 'disconnect', { connection })).status).toBe(404);
});

test('what is refused, and what becomes of an account at Kazoo, is told', async () => {
  await using harness = await startWithDesk();
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  using operator = await OperatorReader.open(harness);

  client.subscribe('2', `subscription { callEvents(accountId: "${harness.accountId('other')}") { name } }`);
  client.subscribe('3', `{ channels(accountId: "${harness.accountId('other')}") { nodes { callId } } }`);
  await client.take(2);
  await harness.post({ query: '{ channels { nodes { callId } } }' });
  harness.kazoo.blackhole.dropSockets();

  await operator.until(() =>
    expect(operator.rows('refused').map(({ reason }) => reason)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'UNAUTHENTICATED']),
  );
  const demo = harness.accountId('demo');
  expect(operator.rows('refused').map(({ accountId }) => accountId)).toEqual([demo, demo, '']);
  const user = harness.kazoo.directory.account('demo').users[0]?.id;
  expect(operator.rows('refused').map(({ userId }) => userId)).toEqual([user, user, '']);
  await operator.until(() =>
    expect(operator.rows('upstream').map(({ kind }) => kind)).toEqual(['lost', 'gap', 'restored']),
  );
  await operator.until(() =>
    expect(operator.row('accounts', harness.accountId('demo'))).toMatchObject({
      lastGap: { reason: 'UPSTREAM_DISCONNECTED', isCertain: true },
    }),
  );
});

test('a stop ends what operators look at, at once', async () => {
  await using harness = await startWithDesk();
  using operator = await OperatorReader.open(harness);
  await operator.read();

  const closing = harness.gateway.close();

  await until(async () => expect(await operator.read()).toBe(false));
  await closing;
});

test('at most eight operators look at a time', async () => {
  await using harness = await startWithDesk();
  const operators = await Promise.all(Array.from({ length: 8 }, () => OperatorReader.open(harness)));

  const ninth = await askOperator(harness, 'events', {});

  expect(ninth.status).toBe(429);
  for (const operator of operators) operator[Symbol.dispose]();
});

test('a question that cannot be read is refused', async () => {
  await using harness = await startWithDesk();
  const ask = (body: string) =>
    fetch(harness.url.replace('/graphql', '/operator/events'), {
      method: 'POST',
      headers: { Authorization: `Bearer ${operatorToken}` },
      body,
    });

  expect((await ask('{')).status).toBe(400);
  expect((await ask('null')).status).toBe(400);
  expect((await ask('{"search":7}')).status).toBe(400);
  expect((await ask(JSON.stringify({ search: 'x'.repeat(256) }))).status).toBe(400);
  expect((await ask(' '.repeat(5_000))).status).toBe(400);
  expect((await fetch(harness.url.replace('/graphql', '/operator/disconnect'))).status).toBe(405);
  const longest = await ask(JSON.stringify({ binding: 'x'.repeat(255) }));
  expect(longest.status).toBe(200);
  await longest.body?.cancel();
});
