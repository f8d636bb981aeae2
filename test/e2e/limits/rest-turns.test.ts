import { expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';

const aliases = Array.from({ length: 30 }, (_, index) => `l${index}: devices(first: ${index + 1}) { nodes { id } }`);
const lists = `{ ${aliases.join(' ')} }`;
const login = 'mutation Login($input: LoginInput!) { login(input: $input) { accountId } }';
const input = { accountName: 'other', username: 'other', password: 'other' };

test('while all lists of one user wait, others log in, connect and read', async () => {
  await using harness = await startHarness({
    settings: { MAX_REST_CONNECTIONS: '4', MAX_WAITING_READS_PER_TOKEN: '20' },
  });
  const other = { 'X-Auth-Token': harness.token('other') };
  const release = harness.kazoo.crossbar.faults.hold({ path: /\/devices/ });
  const crowd = Array.from({ length: 10 }, () =>
    harness.post({ query: lists }, { 'X-Auth-Token': harness.token('demo') }),
  );
  await until(() => expect(harness.gateway.gauges.waitingRequests()).toBe(20));

  const loggedIn = await harness.post({ query: login, variables: { input } });
  await using connected = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('master') });
  const read = await harness.post({ query: '{ users { nodes { id } } }' }, other);

  expect(loggedIn.body).toEqual({ data: { login: { accountId: harness.accountId('other') } } });
  expect(await connected.settled()).toEqual([]);
  expect(read.body).toMatchObject({ data: { users: { nodes: expect.any(Array) } } });
  expect(await limitedCount(harness, 'max_waiting_reads_per_token')).toBeGreaterThan(0);
  release();
  const answers = await Promise.all(crowd);
  expect(answers.map(({ status }) => status)).toContain(200);
  expect(JSON.stringify(answers)).toContain('RATE_LIMITED');
});

test('a crowd of queries of one user is executed in turn, refused beyond a bound, and holds up no login', async () => {
  await using harness = await startHarness({
    settings: { MAX_CONCURRENT_QUERIES_PER_TOKEN: '2', MAX_WAITING_QUERIES_PER_TOKEN: '3' },
  });
  const headers = { 'X-Auth-Token': harness.token('demo') };
  const devices = { query: '{ devices { nodes { id } } }' };
  await harness.post(devices, headers);
  const asked = harness.kazoo.crossbar.requests.length;
  const release = harness.kazoo.crossbar.faults.hold({ path: /\/devices/ });
  const crowd = Array.from({ length: 5 }, () => harness.post(devices, headers));
  await until(() => expect(harness.gateway.gauges.waitingQueries()).toBe(3));

  const refused = await harness.post(devices, headers);
  await using socket = await RawClient.ready(harness.webSocketUrl, { authToken: headers['X-Auth-Token'] });
  socket.subscribe('refused', devices.query);
  const overSocket = await socket.next();
  const loggedIn = await harness.post({ query: login, variables: { input } }, headers);

  expect(refused).toMatchObject({ status: 429, body: { errors: [{ extensions: { retryAfter: 5 } }] } });
  expect(overSocket).toMatchObject({
    id: 'refused',
    type: 'error',
    payload: [{ extensions: { code: 'RATE_LIMITED' } }],
  });
  expect(loggedIn.body).toEqual({ data: { login: { accountId: harness.accountId('other') } } });
  expect(harness.kazoo.crossbar.requests.slice(asked).filter(({ path }) => path.includes('/devices'))).toHaveLength(2);
  expect(await limitedCount(harness, 'max_waiting_queries_per_token')).toBe(2);
  release();
  expect((await Promise.all(crowd)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
});

test('a query that its client no longer wants leaves every queue at once', async () => {
  await using harness = await startHarness({
    settings: { MAX_CONCURRENT_QUERIES_PER_TOKEN: '1', MAX_REST_CONNECTIONS: '4' },
  });
  const authToken = harness.token('demo');
  const { waitingQueries, waitingRequests } = harness.gateway.gauges;
  const release = harness.kazoo.crossbar.faults.hold({ path: /\/devices/ });
  await using socket = await RawClient.ready(harness.webSocketUrl, { authToken });
  socket.subscribe('asking', lists);
  await until(() => expect(waitingRequests()).toBe(6));
  socket.subscribe('waiting', lists);
  const http = new AbortController();
  const left = fetch(harness.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Auth-Token': authToken },
    body: JSON.stringify({ query: lists }),
    signal: http.signal,
  });
  await until(() => expect(waitingQueries()).toBe(2));

  socket.send({ type: 'complete', id: 'waiting' });
  await until(() => expect(waitingQueries()).toBe(1));
  http.abort();
  await expect(left).rejects.toThrow();
  await until(() => expect(waitingQueries()).toBe(0));
  socket.send({ type: 'complete', id: 'asking' });
  await until(() => expect(waitingRequests()).toBe(0));

  release();
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(1));
  const read = harness.kazoo.crossbar.requests.filter(({ path }) => path.includes('/devices'));
  expect(read).toHaveLength(2);
});
