import { createClient } from 'graphql-ws';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ConnectionWatch } from '../../../src/client/gateway-client/connection-watch.ts';
import { ConnectionError, type ConnectionSnapshot, createGatewayClient, liveTable } from '../../../src/client/index.ts';
import { CutLine } from '../../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { SinkDouble } from '../harness/subscribing-client-double.ts';

const query = 'subscription { calls { kind calls { id } removed { id } } }';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function arrange({ token }: Harness, { url }: CutLine) {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const onError = vi.fn();
  const client = createGatewayClient({ createClient, webSocketImpl: WebSocket, url, token: token('demo'), onError });
  const pictures: ConnectionSnapshot[] = [];
  client.connection.subscribe(() => pictures.push(client.connection.getSnapshot()));
  return { client, pictures, onError };
}

test('a gateway that cannot be reached from the start is told of at each attempt, and to onError once', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  line.refuse();
  const { client, pictures, onError } = arrange(harness, line);
  const board = liveTable(client, { query });

  board.subscribe(() => undefined);
  await until(() => expect(board.getSnapshot().error).toMatchObject({ failedAttempts: 3 }));

  const { error, status } = board.getSnapshot();
  expect(status).toBe('CONNECTING');
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({ wasConnected: false, retryInMs: 250, url: line.url.replace('http', 'ws') });
  expect(client.connection.getSnapshot()).toMatchObject({
    status: 'WAITING',
    failedAttempts: 3,
    retryInMs: 250,
    error,
  });
  expect(onError.mock.calls).toMatchObject([[{ name: 'ConnectionError', failedAttempts: 1 }]]);
  line.mend();
  await until(() => expect(board.getSnapshot()).toMatchObject({ status: 'LIVE', error: undefined }));
  expect(pictures.slice(-2)).toMatchObject([
    { status: 'CONNECTING', failedAttempts: 3, error: { failedAttempts: 3 } },
    { status: 'CONNECTED', failedAttempts: 0, error: undefined, wasConnected: true },
  ]);
  await client.dispose();
  expect(client.connection.getSnapshot()).toMatchObject({ status: 'ENDED', error: undefined });
});

test('a connection that is lost says that it was there, and is no error for onError', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  const { client, onError } = arrange(harness, line);
  const board = liveTable(client, { query });
  board.subscribe(() => undefined);
  await until(() => expect(board.getSnapshot().status).toBe('LIVE'));

  line.refuse();
  await until(() => expect(board.getSnapshot().error).toMatchObject({ wasConnected: true, failedAttempts: 2 }));

  expect(board.getSnapshot().status).toBe('RECONNECTING');
  expect(onError).not.toHaveBeenCalled();
  await client.dispose();
});

test('a table that is opened while the client waits says why at once', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  line.refuse();
  const { client } = arrange(harness, line);
  client.subscribe({ query }, new SinkDouble());
  await until(() => expect(client.connection.getSnapshot().status).toBe('WAITING'));
  const board = liveTable(client, { query });

  board.subscribe(() => undefined);

  expect(board.getSnapshot()).toMatchObject({ status: 'CONNECTING', error: { wasConnected: false } });
  await client.dispose();
});

test('who waits for nobody any more is idle, and forgets what failed', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  line.refuse();
  const { client } = arrange(harness, line);
  const stops = [1, 2].map(() => client.subscribe({ query }, new SinkDouble()));
  await until(() => expect(client.connection.getSnapshot()).toMatchObject({ status: 'WAITING', failedAttempts: 2 }));

  stops[0]?.();
  stops[0]?.();
  expect(client.connection.getSnapshot().status).toBe('WAITING');
  stops[1]?.();

  expect(client.connection.getSnapshot()).toMatchObject({ status: 'IDLE', failedAttempts: 0, error: undefined });
  await client.dispose();
});

test('what the gateway refuses ends the connection with its error', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  const { url } = line;
  const login = { accountName: 'demo', username: 'demo', password: 'wrong' };
  const onError = vi.fn();
  const client = createGatewayClient({ createClient, webSocketImpl: WebSocket, url, login, onError });

  client.subscribe({ query }, new SinkDouble());

  const refused = { status: 'ENDED', error: { extensions: { code: 'INVALID_CREDENTIALS' } } };
  await until(() => expect(client.connection.getSnapshot()).toMatchObject(refused));
  await client.dispose();
  expect(client.connection.getSnapshot()).toMatchObject(refused);
});

test.each([
  ['https://wall.example.com', 'Does the gateway run there? Do its ALLOWED_ORIGINS admit https://wall.example.com?'],
  ['https://gateway.example.com', 'Failed attempts: 0. Does the gateway run there?'],
])('a page at %s is told what to look at, since a browser tells it nothing', (origin, advice) => {
  vi.stubGlobal('location', new URL('/board', origin));
  const watch = new ConnectionWatch('wss://gateway.example.com/graphql');
  const { message } = watch.waits(1_000, undefined) as Error;

  expect(message.endsWith(advice)).toBe(true);
  watch.connected();
  expect(String(watch.waits(1_000, undefined))).not.toContain('?');
});

test('what may be secret in the address is not told', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const onError = vi.fn();
  const url = 'http://user:secret@127.0.0.1:9/graphql?apikey=secret';
  const client = createGatewayClient({ createClient, webSocketImpl: WebSocket, url, token: 'of-a-user', onError });

  const leave = client.subscribe({ query }, new SinkDouble());

  await until(() => expect(onError).toHaveBeenCalledOnce());
  expect(String(onError.mock.calls)).toContain('No connection to ws://127.0.0.1:9/graphql yet');
  expect(JSON.stringify(onError.mock.calls)).not.toContain('secret');
  leave();
  await client.dispose();
});
