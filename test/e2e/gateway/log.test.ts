import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

/** The level as pino's number. */
const info = 30;
const calls = 'subscription ($after: String) { callEvents(after: $after) { cursor } }';

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
