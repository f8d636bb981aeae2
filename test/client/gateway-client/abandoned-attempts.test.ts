import { createClient } from 'graphql-ws';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../../src/client/index.ts';
import { CutLine } from '../../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { SinkDouble } from '../harness/subscribing-client-double.ts';

const query = 'subscription { calls { kind calls { id } removed { id } } }';

afterEach(() => {
  vi.restoreAllMocks();
});

function arrange({ token }: Harness, { url }: CutLine) {
  const onError = (): void => undefined;
  const client = createGatewayClient({ createClient, webSocketImpl: WebSocket, url, token: token('demo'), onError });
  const statuses: string[] = [];
  client.connection.subscribe(() => statuses.push(client.connection.getSnapshot().status));
  return { client, statuses, sink: new SinkDouble() };
}

test('who subscribes in a pause that others have left is told that the client waits, and why', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  vi.spyOn(Math, 'random').mockReturnValue(0.9);
  line.refuse();
  const { client, sink } = arrange(harness, line);
  const stop = client.subscribe({ query }, new SinkDouble());
  await until(() => expect(client.connection.getSnapshot().status).toBe('WAITING'));
  const waiting = client.connection.getSnapshot();

  stop();
  client.subscribe({ query }, sink);

  expect(client.connection.getSnapshot()).toEqual(waiting);
  await client.dispose();
});

test('who subscribes after a pause that others have left waits for no other', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  line.refuse();
  const { client, statuses, sink } = arrange(harness, line);
  const stop = client.subscribe({ query }, sink);
  await until(() => expect(client.connection.getSnapshot().status).toBe('WAITING'));
  stop();
  await until(() => expect(sink.ends).toHaveLength(1));
  random.mockReturnValue(0.9);
  line.mend();
  statuses.length = 0;

  client.subscribe({ query }, new SinkDouble());

  await until(() => expect(statuses).toEqual(['CONNECTING', 'CONNECTED']));
  await client.dispose();
});

test('a client whose onError throws connects all the same, as soon as the gateway is there', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const uncaught: unknown[] = [];
  vi.stubGlobal('queueMicrotask', (act: () => void) => {
    void Promise.resolve()
      .then(act)
      .catch((error: unknown) => uncaught.push(error));
  });
  line.refuse();
  const onError = vi.fn().mockImplementationOnce((error: unknown) => {
    throw error;
  });
  const options = { createClient, webSocketImpl: WebSocket, url: line.url, token: harness.token('demo'), onError };
  const client = createGatewayClient(options);
  client.subscribe({ query }, new SinkDouble());
  await until(() => expect(uncaught).toMatchObject([{ name: 'ConnectionError' }]));

  line.mend();

  await until(() => expect(client.connection.getSnapshot().status).toBe('CONNECTED'));
  vi.unstubAllGlobals();
  await client.dispose();
});

test('a client that is disposed of while it waits has ended', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  line.refuse();
  const { client, statuses, sink } = arrange(harness, line);
  client.subscribe({ query }, sink);
  await until(() => expect(client.connection.getSnapshot().status).toBe('WAITING'));

  await client.dispose();
  client.subscribe({ query }, new SinkDouble());

  await until(() => expect(sink.ends).toHaveLength(1));
  expect(statuses.at(-1)).toBe('ENDED');
  expect(statuses.filter((status) => status === 'ENDED')).toHaveLength(1);
});

test('a client that is disposed of while its connection hangs waits for nothing more', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  line.cut();
  const { client, sink } = arrange(harness, line);
  client.subscribe({ query }, sink);
  await until(() => expect(line.waiting).toBe(1));
  const disposedAtMs = performance.now();

  await client.dispose();

  await until(() => expect(sink.ends).toHaveLength(1));
  // The attempt would last for half a minute.
  expect(performance.now() - disposedAtMs).toBeLessThan(15_000);
  expect(client.connection.getSnapshot()).toMatchObject({ status: 'ENDED', error: undefined });
});
