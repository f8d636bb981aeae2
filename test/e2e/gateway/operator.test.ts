import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

/** The level as pino's number. */
const info = 30;
const calls = 'subscription ($after: String) { callEvents(after: $after) { cursor } }';

async function get(harness: Harness, path: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(harness.url.replace('/graphql', path));
  return { status: response.status, text: await response.text() };
}

/** The value of a metric, with its labels as Prometheus writes them. */
async function metric(harness: Harness, name: string): Promise<number> {
  const { text } = await get(harness, '/metrics');
  const line = text.split('\n').find((candidate) => candidate.startsWith(`kazoo_gateway_${name} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}

test('metrics follow a client from its connection to its departure', async () => {
  await using harness = await startHarness();
  const token = harness.token('demo');
  const client = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  client.subscribe('1', calls);
  const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': token });
  await harness.untilSubscribers(2);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  await sse.next();
  await client.next();
  client.subscribe('2', calls, { variables: { after: 'nonsense' } });
  await client.next();
  await harness.post({ query: '{ viewer { accountId } }' });

  expect(await metric(harness, 'connections')).toBe(1);
  expect(await metric(harness, 'streams')).toBe(1);
  expect(await metric(harness, 'seats')).toBe(2);
  expect(await metric(harness, 'event_executions_total')).toBe(1);
  expect(await metric(harness, 'event_deliveries_total')).toBe(2);
  expect(await metric(harness, 'event_execution_duration_seconds_count')).toBe(1);
  expect(await metric(harness, 'fanout_duration_seconds_count')).toBe(1);
  expect(await metric(harness, 'event_lag_seconds_count')).toBe(1);
  for (const name of ['event_execution_duration_seconds', 'fanout_duration_seconds'])
    expect(await metric(harness, `${name}_sum`)).toBeLessThan(await metric(harness, 'event_lag_seconds_sum'));
  expect(await metric(harness, 'event_execution_duration_seconds_sum')).toBeGreaterThan(0);
  expect(await metric(harness, 'buffered_bytes')).toBe(0);
  expect(await metric(harness, 'upstreams_by_state{state="LIVE"}')).toBe(1);
  expect(await metric(harness, 'resumes_total{outcome="BAD_USER_INPUT"}')).toBe(1);
  expect(await metric(harness, 'operations_total{type="subscription",transport="websocket"}')).toBe(2);
  expect(await metric(harness, 'operations_total{type="subscription",transport="sse"}')).toBe(1);
  expect(await metric(harness, 'operations_total{type="query",transport="http"}')).toBe(1);
  const written = await metric(harness, 'client_written_bytes_total');
  expect(written).toBeGreaterThan(500);
  expect(await metric(harness, 'client_read_bytes_total')).toBeGreaterThan(500);

  client.webSocket.close(1000);
  await client.closed();
  sse.abort();
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));

  expect(await metric(harness, 'connections')).toBe(0);
  expect(await metric(harness, 'streams')).toBe(0);
  expect(await metric(harness, 'disconnects_total{code="1000"}')).toBe(1);
  expect(await metric(harness, 'client_written_bytes_total')).toBeGreaterThan(written);
});

test('an event without recipients has no lag, and protocol messages do not count as fan-out', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  client.complete('1');
  await harness.untilSubscribers(0);

  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  await until(async () => expect(await metric(harness, 'upstream_events_total{outcome="delivered"}')).toBe(1));
  await client.settled();

  expect(await metric(harness, 'event_lag_seconds_count')).toBe(0);
  expect(await metric(harness, 'fanout_duration_seconds_count')).toBe(0);
});

test('a lost connection to Kazoo is counted as a gap', async () => {
  await using harness = await startHarness();
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);

  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.kazoo.subscribeRequests).toHaveLength(2));
  await harness.untilSubscribers(1);

  expect(await metric(harness, 'gaps_total{reason="UPSTREAM_DISCONNECTED"}')).toBe(1);
});

test('every metric of the gateway has help, its unit, and a name by convention', async () => {
  await using harness = await startHarness();
  const { text } = await get(harness, '/metrics');

  const types = [...text.matchAll(/^# TYPE kazoo_gateway_(\w+) (\w+)$/gm)];
  expect(types.length).toBeGreaterThan(20);
  for (const [, name = '', type] of types) {
    expect(text).toMatch(new RegExp(`^# HELP kazoo_gateway_${name} \\S.{10}`, 'm'));
    if (type === 'counter') expect(name).toMatch(/_total$/);
    else expect(name).not.toMatch(/_total$/);
    expect(name).not.toMatch(/_ms$|_millis|_kb|_count$/);
  }
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
});

test('a refused connection is logged with its request id', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({
    log: createLog('debug', { write: (line) => lines.push(line) }),
    settings: { MAX_CONNECTIONS: '1' },
  });
  await using _first = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });

  await using second = await RawClient.open(harness.webSocketUrl, { headers: { 'X-Request-ID': 'request-2' } });
  await second.closed();

  const ours = lines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === 'request-2');
  expect(ours).toMatchObject([{ msg: 'client refused', code: 'RATE_LIMITED', clientIp: '127.0.0.1' }]);
});

test('a request id that Kazoo would not accept is not logged either', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({ log: createLog('debug', { write: (line) => lines.push(line) }) });

  await using _client = await RawClient.ready(harness.webSocketUrl, {}, { headers: { 'X-Request-ID': 'two words' } });

  const [connected] = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'client connected');
  expect(connected.requestId).toMatch(/^[0-9a-f]{32}$/);
});

test('the log records why a stream ended, over WebSocket and SSE', async () => {
  using clock = new TimeMachine();
  const lines: string[] = [];
  await using harness = await startHarness({ log: createLog('debug', { write: (line) => lines.push(line) }) });
  const subscribe = async (requestId: string, authToken: string) => {
    const headers = { 'X-Request-ID': requestId };
    const client = await RawClient.ready(harness.webSocketUrl, { authToken }, { headers });
    client.subscribe('1', calls);
    const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': authToken, ...headers });
    return { client, sse };
  };
  const gone = await subscribe('gone', harness.token('demo'));
  await harness.untilSubscribers(2);
  gone.client.webSocket.terminate();
  gone.sse.abort();
  await harness.untilSubscribers(0);
  const expired = await subscribe('expired', harness.token('demo', 100));
  await subscribe('kept', harness.token('demo'));
  await harness.untilSubscribers(4);
  clock.move(100_000);
  await expired.client.closed();
  await harness.untilSubscribers(2);

  await harness.gateway.close();

  const ended = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'stream ended');
  const reasons = ended.map(({ requestId, reason }) => `${requestId}: ${reason}`);
  expect(reasons).toEqual(
    ['gone: disconnected', 'expired: TOKEN_EXPIRED', 'kept: SHUTTING_DOWN'].flatMap((line) => [line, line]),
  );
});

test('the log has one line for each step of a connection, with the request id that Kazoo gets, too', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({ log: createLog('debug', { write: (line) => lines.push(line) }) });
  const headers = { 'X-Request-ID': 'request-1' };
  const client = await RawClient.ready(harness.webSocketUrl, {}, { headers });
  const input = { accountName: 'demo', username: 'demo', password: 'demo' };
  client.subscribe('1', 'mutation ($input: LoginInput!) { login(input: $input) { accountId } }', {
    variables: { input },
  });
  await client.take(2);
  client.subscribe('2', calls);
  await harness.untilSubscribers(1);
  client.complete('2');
  await harness.untilSubscribers(0);
  client.subscribe('3', `subscription { callEvents(accountId: "${harness.accountId('other')}") { name } }`);
  await client.next();
  client.webSocket.close(1000);
  await client.closed();
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));

  const ours = lines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === 'request-1');
  const accountId = harness.accountId('demo');
  expect(ours).toMatchObject([
    { msg: 'client connected', clientIp: '127.0.0.1' },
    { msg: 'login', level: info, outcome: 'success', clientIp: '127.0.0.1' },
    { msg: 'client signed in', accountId },
    { msg: 'client subscribed', accountId },
    { msg: 'stream ended', accountId, reason: 'completed' },
    { msg: 'client refused', code: 'FORBIDDEN' },
    { msg: 'client disconnected', code: 1000 },
  ]);
  expect(ours.filter(({ level }) => level >= info)).toHaveLength(1);
});

test('the reason why the Kazoo API does not answer is logged once, and so is its return', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({
    log: createLog('info', { write: (line) => lines.push(line) }),
  });
  const said = () => lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.startsWith('the Kazoo API'));
  const ask = () => harness.post({ query: '{ bindings }', variables: {} });

  harness.kazoo.crossbar.stop();
  await ask();
  await ask();
  await harness.kazoo.crossbar.start();
  await ask();

  expect(said()).toMatchObject([
    { msg: 'the Kazoo API does not answer', reason: expect.stringMatching(/cannot be reached\. \S/) },
    { msg: 'the Kazoo API answers again' },
  ]);
});

test('a KAZOO_API_URL without its version is logged', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({
    log: createLog('info', { write: (line) => lines.push(line) }),
    settings: ({ apiUrl }) => ({ KAZOO_API_URL: apiUrl.replace('/v2', '') }),
  });

  await harness.post({
    query: 'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { accountId } }',
  });

  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      msg: 'the Kazoo API does not answer',
      reason: expect.stringContaining('ends with a version'),
    }),
  );
});
