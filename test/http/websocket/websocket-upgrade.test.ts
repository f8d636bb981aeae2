import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startHarness } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

/**
 * A TCP connection that has sent an upgrade request. It keeps its own half open, whatever the
 * server does.
 *
 * @param ahead the text of a request that is sent before it
 */
async function requestUpgrade(
  url: string,
  headers: readonly string[] = [],
  target?: string,
  ahead = '',
): Promise<Socket> {
  const { port, pathname, host } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  const lines = [
    `GET ${target ?? pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    ...headers,
  ];
  socket.write(`${ahead}${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

async function statusOf(socket: Socket): Promise<string> {
  const [data] = await Promise.race([once(socket, 'data'), once(socket, 'end')]);
  socket.destroy();
  return data === undefined ? 'cut' : (String(data).split(' ', 2)[1] ?? '');
}

test('an upgrade at another path is refused', async () => {
  await using harness = await startHarness();

  await expect(requestUpgrade(`${harness.url}s`).then(statusOf)).resolves.toBe('404');
});

test('an upgrade with two headers Host is refused', async () => {
  await using harness = await startHarness();

  await expect(requestUpgrade(harness.url, ['Host: localhost']).then(statusOf)).resolves.toBe('400');
});

test('an upgrade may have a query, which is not looked at', async () => {
  await using harness = await startHarness();

  await using client = await RawClient.ready(`${harness.webSocketUrl}?token=x`);

  expect(await client.settled()).toEqual([]);
});

test('an upgrade may ask for the whole URL', async () => {
  await using harness = await startHarness();

  await expect(requestUpgrade(harness.url, [], harness.url).then(statusOf)).resolves.toBe('101');
  await expect(requestUpgrade(harness.url, [], `${harness.url}s`).then(statusOf)).resolves.toBe('404');
});

test.each([
  ['of another site', 'https://evil.example.com'],
  ['of nobody', 'null'],
  ['of the same host at another port', 'http://127.0.0.1:1'],
])('a page %s may not connect', async (_what, origin) => {
  await using harness = await startHarness();

  await expect(requestUpgrade(harness.url, [`Origin: ${origin}`]).then(statusOf)).resolves.toBe('403');
});

test.each([
  ['of the gateway itself', (url: string) => new URL(url).origin],
  ['that is listed', () => 'https://app.example.com'],
])('a page %s may connect', async (_what, originOf) => {
  await using harness = await startHarness({ settings: { ALLOWED_ORIGINS: 'https://app.example.com' } });

  await using client = await RawClient.ready(harness.webSocketUrl, {}, { origin: originOf(harness.url) });

  expect(await client.settled()).toEqual([]);
});

test('a client that vanishes while it is refused does not end the process', async () => {
  await using harness = await startHarness();

  for (let attempt = 0; attempt < 10; attempt += 1) {
    const socket = await requestUpgrade(`${harness.url}s`);
    socket.resetAndDestroy();
  }

  // Answered after the refusals; an uncaught error would have failed the test run by now.
  await using client = await RawClient.ready(harness.webSocketUrl);
  expect(await client.settled()).toEqual([]);
});

test('a refused client that keeps its connection does not hold up the shutdown', async () => {
  const harness = await startHarness();
  const socket = await requestUpgrade(`${harness.url}s`);
  await once(socket, 'data');

  await harness[Symbol.asyncDispose]();

  socket.destroy();
});

test('upgrades that wait when the gateway goes are answered, for a proxy to ask another instance', async () => {
  const harness = await startHarness({ settings: { SHUTDOWN_WINDOW_MS: '1' } });
  const sockets = await Promise.all(Array.from({ length: 100 }, () => requestUpgrade(harness.url)));
  const statuses = sockets.map((socket) => statusOf(socket).catch(String));

  await harness[Symbol.asyncDispose]();

  const others = (await Promise.all(statuses)).filter((status) => status !== '101' && status !== '503');
  expect(others).toEqual([]);
});

test('an upgrade that does not wait for the answer to an earlier request is cut', async () => {
  await using harness = await startHarness();

  const socket = await requestUpgrade(harness.url, [], undefined, 'GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n');
  const [first] = await Promise.race([once(socket, 'data'), once(socket, 'end')]);

  expect(String(first)).not.toContain('101');
  expect(harness.gateway.gauges.connections()).toBe(0);
  socket.destroy();
});

test('an upgrade on a connection whose requests are answered is accepted', async () => {
  await using harness = await startHarness();
  const { port } = new URL(harness.url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const [ready] = await once(request({ port, path: '/health/ready', agent }).end(), 'response');
  ready.resume();
  await once(ready, 'end');

  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  const upgrade = request({ port, path: '/graphql', agent, headers }).end();
  const [, socket] = await once(upgrade, 'upgrade');

  expect(upgrade.reusedSocket).toBe(true);
  socket.destroy();
  agent.destroy();
});

test('permessage-deflate is offered in vain', async () => {
  await using harness = await startHarness();

  await using client = await RawClient.ready(harness.webSocketUrl, {}, { perMessageDeflate: true });

  expect(client.webSocket.extensions).toBe('');
});
