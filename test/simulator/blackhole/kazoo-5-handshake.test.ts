import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { SimulatorHarness } from '../harness/simulator-harness.ts';

function outcomeOf(url: string, headers: Readonly<Record<string, string>>, protocols: string[] = []): Promise<string> {
  const socket = new WebSocket(url, protocols, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('error', ({ message }) => resolve(message.replace('Unexpected server response: ', '')));
  });
}

test.each([
  ['token-a', false, '400'],
  ['Bearer nope', false, '403'],
  ['Bearer token-a', false, '500'],
  ['Bearer token-a', true, 'open'],
  ['Bearer nope', true, '403'],
  ['Basic YTpi', false, '500'],
  ['Basic YTpi', true, '403'],
])(
  'a handshake with Authorization: %s, where good ones are taken: %s, ends with %s',
  async (authorization, takes, expected) => {
    await using harness = await SimulatorHarness.start('5');
    harness.kazoo.blackhole.settings.takesBearerHandshakes = takes;

    expect(await outcomeOf(harness.kazoo.blackholeUrl, { authorization })).toBe(expected);
  },
);

test('a handshake that was taken authenticates the socket for life', async () => {
  await using harness = await SimulatorHarness.start('5');
  harness.kazoo.blackhole.settings.takesBearerHandshakes = true;
  const socket = new WebSocket(harness.kazoo.blackholeUrl, { headers: { authorization: 'Bearer token-a' } });
  await once(socket, 'open');

  socket.send(JSON.stringify({ action: 'subscribe', data: { binding: 'call.CHANNEL_CREATE.*' } }));
  const [reply] = await once(socket, 'message');

  expect(JSON.parse(reply.toString())).toMatchObject({ status: 'success' });
});

test('other headers, the path and the query authenticate nobody', async () => {
  await using harness = await SimulatorHarness.start('5');
  const url = `${harness.kazoo.blackholeUrl}/token-a?auth_token=token-a`;
  const socket = new WebSocket(url, { headers: { 'x-auth-token': 'token-a', cookie: 'auth_token=token-a' } });
  await once(socket, 'open');

  socket.send(JSON.stringify({ action: 'ping' }));
  const [reply] = await once(socket, 'message');

  expect(JSON.parse(reply.toString()).data.errors).toEqual(['failed to authenticate token ']);
});

test('connections are counted by X-Forwarded-For, exactly as it was sent', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5', maxBlackholeConnectionsPerIp: 1 });
  const open = (headers: Readonly<Record<string, string>>) => outcomeOf(kazoo.blackholeUrl, headers);

  const outcomes = [
    await open({}),
    await open({}),
    await open({ 'x-forwarded-for': '203.0.113.7' }),
    await open({ 'x-forwarded-for': '203.0.113.7' }),
    await open({ 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }),
  ];

  expect(outcomes).toEqual(['open', '429', 'open', '429', 'open']);
});

test('a subprotocol is refused, any path and Origin are taken', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });

  const withProtocol = await outcomeOf(kazoo.blackholeUrl, {}, ['graphql-ws']);
  const elsewhere = await outcomeOf(`${kazoo.blackholeUrl}/any/path?x=1`, { origin: 'https://evil.example.com' });

  expect([withProtocol, elsewhere]).toEqual(['400', 'open']);
});
