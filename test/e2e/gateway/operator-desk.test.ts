import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { settingValues } from '../../../src/config/setting-values.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { type HarnessOptions, startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { askOperator, emptyPages, OperatorReader, operatorToken } from '../../operator/harness/operator-reader.ts';

const calls = 'subscription { callEvents { cursor } }';
const settings = { OPERATOR_TOKEN: operatorToken };

type Options = Omit<HarnessOptions, 'settings'> & { readonly settings?: Readonly<Record<string, string>> };

function start(options: Options = {}) {
  const gateway = { pagesFolder: emptyPages, ...options.gateway };
  return startHarness({ ...options, gateway, settings: { ...settings, ...options.settings } });
}

const texts = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

test('without OPERATOR_TOKEN there is nothing at /operator', async () => {
  await using harness = await startHarness();

  expect((await askOperator(harness, 'events', {})).status).toBe(404);
  expect((await askOperator(harness, 'disconnect', {})).status).toBe(404);
  expect((await fetch(harness.url.replace('/graphql', '/operator'))).status).toBe(404);
});

test('the page is there for whoever asks, with nothing on it, and may run nothing from elsewhere', async () => {
  await using harness = await start();

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
  await using harness = await start({ log: createLog('info', { write: (line) => lines.push(line) }) });
  const events = harness.url.replace('/graphql', '/operator/events');

  const withoutToken = await fetch(events);
  expect([withoutToken.status, withoutToken.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect((await fetch(`${events}?token=${operatorToken}`)).status).toBe(401);
  expect((await fetch(events, { headers: { Cookie: `token=${operatorToken}` } })).status).toBe(401);
  for (let guess = 0; guess < 10; guess += 1)
    expect((await askOperator(harness, 'events', {}, `guess-${guess}`)).status).toBe(401);
  const paused = await askOperator(harness, 'disconnect', {});

  expect([paused.status, paused.headers.get('retry-after')]).toEqual([429, '5']);
  const [warning, ...others] = texts(lines).filter(({ msg }) => msg === 'refusing a wrong operator token');
  expect(warning).toMatchObject({ address: '127.0.0.1', withheld: 0 });
  expect(others).toEqual([]);
});

test('an operator sees the accounts, their topics, and who listens', async () => {
  await using harness = await start();
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
      userId: harness.kazoo.directory.account('demo').users[0]?.id,
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
  await using harness = await start();
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

test('an operator ends a connection, which the log and the list of ended streams tell', async () => {
  const lines: string[] = [];
  await using harness = await start({ log: createLog('info', { write: (line) => lines.push(line) }) });
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
  await using harness = await start();
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

test('a forged token shows no text of its own to an operator', async () => {
  await using harness = await start();
  using operator = await OperatorReader.open(harness);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'kazoo', account_id: harness.accountId('demo'), owner_id: 'call 555-0100 '.repeat(300) };
  const token = `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;

  const { body } = await harness.post({ query: '{ channels { nodes { callId } } }' }, { 'X-Auth-Token': token });

  expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  await operator.until(() => expect(operator.rows('refused')).toHaveLength(1));
  expect(operator.rows('refused')).toMatchObject([{ reason: 'UNAUTHENTICATED', userId: '' }]);
  expect(operator.received.join()).not.toContain('555-0100');
});

test('a stop ends what operators look at, at once', async () => {
  await using harness = await start();
  using operator = await OperatorReader.open(harness);
  await operator.read();

  const closing = harness.gateway.close();

  await until(async () => expect(await operator.read()).toBe(false));
  await closing;
});

test('at most eight operators look at a time', async () => {
  await using harness = await start();
  const operators = await Promise.all(Array.from({ length: 8 }, () => OperatorReader.open(harness)));

  const ninth = await askOperator(harness, 'events', {});

  expect(ninth.status).toBe(429);
  for (const operator of operators) operator[Symbol.dispose]();
});

test('a question that cannot be read is refused', async () => {
  await using harness = await start();
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

test('no secret ever reaches an operator, the log or the metrics', async () => {
  const env = {
    ...settings,
    KAZOO_API_KEY: 'ab12'.repeat(16),
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:marked-password-1@127.0.0.1:9/',
    REDIS_URL: 'redis://user:marked-password-2@127.0.0.1:9',
  };
  const { REDIS_URL: _unused, ...used } = env;
  readConfig(env);
  const lines: string[] = [];
  await using harness = await start({
    settings: used,
    gateway: { settings: settingValues(env) },
    log: createLog('trace', { write: (line) => lines.push(line) }),
  });
  const token = harness.token('demo');
  const garbage = 'marked-token-77ad01';
  const password = 'marked-password-31c7f9';
  using operator = await OperatorReader.open(harness);
  const login = (input: object) =>
    harness.post({
      query: 'mutation ($input: LoginInput!) { login(input: $input) { authToken } }',
      variables: { input },
    });

  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  await login({ accountName: 'demo', username: 'demo', password });
  await login({ accountName: password, username: password, password });
  const { body } = await login({ accountName: 'demo', username: 'demo', password: 'demo' });
  client.subscribe('2', `subscription { callEvents(accountId: "${garbage}") { name } }`);
  await harness.post({ query: '{ viewer { accountId } }' }, { 'X-Auth-Token': garbage, 'X-Request-ID': token });
  await using anonymous = await RawClient.open(harness.webSocketUrl);
  anonymous.init({ authToken: garbage });
  await anonymous.closed();
  client.webSocket.close(4_000, `${token.slice(0, 60)}`);
  await client.closed();
  await askOperator(harness, 'events', { search: garbage }, garbage);
  harness.kazoo.blackhole.faults.rejectUpgrades(403);
  await operator.until(() => expect(operator.rows('refused').length).toBeGreaterThanOrEqual(3));
  await operator.until(() => expect(operator.rows('ended')).toHaveLength(1));

  for (const path of ['/metrics', '/operator', '/operator/events'])
    lines.push(await (await fetch(harness.url.replace('/graphql', path))).text());
  const told = operator.received.join('\n');
  const written = lines.join('\n');
  const issued = JSON.stringify(body).match(/eyJ[\w.-]+/)?.[0] ?? 'none';
  expect(issued).not.toBe('none');
  for (const secret of [token, issued, garbage, password, operatorToken, 'ab12ab12', 'marked'])
    for (const text of [told, written]) expect(text).not.toContain(secret);
  // With `debug` the log has the reason with which a client closes, whatever that is.
  expect(told).not.toContain(token.slice(0, 60));
  expect(operator.row('settings', 'OPERATOR_TOKEN')).toMatchObject({ value: '(set)', setIn: 'environment' });
  expect(operator.row('settings', 'LINGER_MS')).toMatchObject({ value: '30000', unit: 'ms', setIn: 'default' });
});
