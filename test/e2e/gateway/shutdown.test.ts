import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient } from 'graphql-ws';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../../src/client/index.ts';
import { readConfig } from '../../../src/config/config.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { metric } from '../../harness/operator-pages.ts';

const calls = 'subscription { callEvents { callId } }';

test('a gateway that stops closes WebSockets, ends SSE streams, and disconnects from Kazoo', async () => {
  await using harness = await startHarness();
  const webSocket = harness.subscribe(harness.clientOf('demo'), calls);
  const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo') });
  await harness.untilSubscribers(2);

  const closed = harness.gateway.close();

  await expect(webSocket.next()).rejects.toMatchObject({ code: 1001, reason: 'SHUTTING_DOWN' });
  expect(await sse.next()).toMatchObject({
    event: 'next',
    data: { errors: [{ extensions: { code: 'SHUTTING_DOWN', cursorsEnd: true } }] },
  });
  expect(await sse.next()).toMatchObject({ event: 'complete' });
  await closed;
  await harness.kazoo.waitFor(() => harness.kazoo.openSockets === 0);
  await expect(fetch(harness.url.replace('/graphql', '/health/ready'))).rejects.toThrow();
});

test('a client whose gateway is replaced by one that knows no cursors loads afresh, and resumes once', async () => {
  await using harness = await startHarness();
  const token = harness.token('demo');
  const url = harness.webSocketUrl;
  const onGap = vi.fn<() => undefined>();
  const client = createGatewayClient({ createClient, url, webSocketImpl: WebSocket, token, onGap });
  const events: unknown[] = [];
  const query = 'subscription ($after: String) { callEvents(after: $after) { cursor callId } }';
  client.subscribe({ query }, { next: (event) => events.push(event), error: () => {}, complete: () => {} });
  await harness.untilSubscribers(1);

  await harness.gateway.close();
  const successor = await startGateway(
    readConfig({
      PORT: new URL(harness.url).port,
      HOST: '127.0.0.1',
      KAZOO_API_URL: harness.kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: harness.kazoo.blackholeUrl,
    }),
    createLog('silent'),
  );
  await using _running = { [Symbol.asyncDispose]: () => successor.close() };
  await until(() => expect(successor.gauges.subscribers()).toBe(1));

  expect(onGap.mock.calls).toEqual([[undefined, expect.objectContaining({ query })]]);
  expect(await metric(successor, 'resumes_total{outcome="CURSOR_EXPIRED"}')).toBeNaN();
  await client.dispose();
});

test('two hundred connections are closed over a window, not in one moment', async () => {
  await using harness = await startHarness({ settings: { SHUTDOWN_WINDOW_MS: '500' } });
  const closedAtMs: number[] = [];
  const clients = Array.from({ length: 200 }, () =>
    harness.clientOf('demo', { on: { closed: () => closedAtMs.push(Date.now()) } }),
  );
  for (const client of clients) harness.subscribe(client, calls);
  await harness.untilSubscribers(200);

  await harness.gateway.close();
  await until(() => expect(closedAtMs).toHaveLength(200));

  expect(Math.max(...closedAtMs) - Math.min(...closedAtMs)).toBeGreaterThan(150);
});

describe('a request under way when the gateway stops', () => {
  const path = /\/users/;
  const body = '{"query":"{ __typename }"}';
  const headerOf = ({ length }: string): string =>
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

  /** Resolves when the first request to Kazoo that has such a path has arrived. */
  async function askForUsers(harness: Harness, awaited = path): Promise<{ readonly answer: Promise<Response> }> {
    const asked = harness.kazoo.crossbar.nextRequest((request) => awaited.test(request.path));
    const answer = fetch(harness.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Auth-Token': harness.token('demo') },
      body: JSON.stringify({ query: '{ users { nodes { id } } }' }),
    });
    await asked;
    return { answer };
  }

  test.each([
    ['whose last request to Kazoo', path],
    ['whose first of two requests to Kazoo', /\/accounts\/[^/]+$/],
  ])('%s is under way is answered, and its connection closed', async (_which, held) => {
    await using harness = await startHarness();
    const stream = harness.subscribe(harness.clientOf('other'), calls);
    await harness.untilSubscribers(1);
    const release = harness.kazoo.crossbar.faults.hold({ path: held });
    const { answer } = await askForUsers(harness, held);

    const closed = harness.gateway.close();
    await expect(stream.next()).rejects.toMatchObject({ code: 1001 });
    release();

    const response = await answer;
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toMatchObject({ data: { users: { nodes: expect.any(Array) } } });
    await closed;
  });

  test('fails with SHUTTING_DOWN when Kazoo does not answer within the window', async () => {
    await using harness = await startHarness({ settings: { SHUTDOWN_WINDOW_MS: '50' } });
    harness.kazoo.crossbar.faults.hang({ path });
    const { answer } = await askForUsers(harness);

    const closed = harness.gateway.close();

    expect(await (await answer).json()).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] });
    await closed;
  });

  test('counts in the log, too, where it is one of several logins that fail so', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(line) });
    await using harness = await startHarness({ settings: { SHUTDOWN_WINDOW_MS: '50' }, log });
    harness.kazoo.crossbar.faults.hang({ path: /user_auth/ });
    const logIn = async (username: string) => {
      const asked = harness.kazoo.crossbar.nextRequest((request) => /user_auth/.test(request.path));
      const query = 'mutation ($input: LoginInput!) { login(input: $input) { authToken } }';
      const input = { accountName: 'demo', username, password: 'demo' };
      const answer = harness.post({ query, variables: { input } });
      await asked;
      return { answer };
    };
    const { answer: one } = await logIn('one');
    const { answer: other } = await logIn('other');

    await harness.gateway.close();

    for (const { body } of await Promise.all([one, other]))
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] });
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ msg: 'more logins of this address in the last minute', logins: 1 }),
    );
  });

  test('is answered even when it is complete only after the window', async () => {
    await using harness = await startHarness({ settings: { SHUTDOWN_WINDOW_MS: '50', CLOSE_TIMEOUT_MS: '5000' } });
    harness.kazoo.crossbar.faults.hang({ path });
    const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
    socket.write(`${headerOf(body)}${body.slice(0, 1)}`);
    const { answer } = await askForUsers(harness);

    const closed = harness.gateway.close();
    await answer;
    socket.write(body.slice(1));

    expect(await text(socket)).toContain('{"data":{"__typename":"Query"}}');
    await closed;
  });

  test.each([
    ['that never comes whole', headerOf(body)],
    ['whose header never comes whole', 'POST /graphql HTTP/1.1\r\n'],
  ])('%s is cut off in the end', async (_what, beginning) => {
    await using harness = await startHarness({ settings: { SHUTDOWN_WINDOW_MS: '50', CLOSE_TIMEOUT_MS: '50' } });
    const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
    const isCut = once(socket.resume(), 'close');
    socket.write(beginning);
    await harness.post({ query: '{ __typename }' });

    await harness.gateway.close();

    await isCut;
  });
});
