import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import { RawClient } from '../harness/raw-client.ts';
import { accountA, SimulatorHarness } from '../harness/simulator-harness.ts';

const ping = { action: 'ping', auth_token: 'token-a', request_id: 'p' };
const createOfA = { account_id: accountA, binding: 'call.CHANNEL_CREATE.*' };
const subscribe = { action: 'subscribe', auth_token: 'token-a', request_id: 's', data: createOfA };

test('any path is accepted, without compression', async () => {
  await using harness = await SimulatorHarness.start('master');

  await using client = await RawClient.open(`${harness.kazoo.blackholeUrl}/anything/at/all?auth_token=token-a`);

  expect(client.socket.extensions).toBe('');
});

test('a subprotocol is answered with HTTP 400', async () => {
  await using harness = await SimulatorHarness.start('master');

  const error = await handshakeError(new WebSocket(harness.kazoo.blackholeUrl, 'graphql-ws'));

  expect(error).toBe('Unexpected server response: 400');
});

test.each(['GET', 'POST'])('a plain %s is answered with 426', async (method) => {
  await using harness = await SimulatorHarness.start('master');

  const sent = request(harness.kazoo.blackholeUrl.replace('ws:', 'http:'), { method }).end();
  const [response] = await once(sent, 'response');
  response.resume();

  expect(response.statusCode).toBe(426);
  expect(response.headers.upgrade).toBe('websocket');
  expect(response.headers['content-length']).toBe('0');
});

test.each(['master', '4.3.142'] as const)(
  'on %s one connection too many from an IP is answered with 429',
  async (version) => {
    await using kazoo = await KazooSimulator.start({ version, maxBlackholeConnectionsPerIp: 2 });
    await using first = await RawClient.open(kazoo.blackholeUrl);
    await using second = await RawClient.open(kazoo.blackholeUrl);

    const error = await handshakeError(new WebSocket(kazoo.blackholeUrl));
    await first[Symbol.asyncDispose]();
    await kazoo.waitFor(() => kazoo.openSockets === 1);
    await using third = await RawClient.open(kazoo.blackholeUrl);

    expect(error).toBe('Unexpected server response: 429');
    expect([second.isOpen, third.isOpen]).toEqual([true, true]);
  },
);

test('on 4.3.23 the connections of an IP are not limited', async () => {
  await using kazoo = await KazooSimulator.start({ version: '4.3.23', maxBlackholeConnectionsPerIp: 1 });
  await using first = await RawClient.open(kazoo.blackholeUrl);
  await using second = await RawClient.open(kazoo.blackholeUrl);

  expect([first.isOpen, second.isOpen]).toEqual([true, true]);
});

test('binary frames are ignored and cost nothing, pings are answered', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  client.socket.send(Buffer.from(JSON.stringify(subscribe)));
  client.socket.ping('hello');
  const [pong] = await once(client.socket, 'pong');

  expect(pong.toString()).toBe('hello');
  expect(client.waiting).toEqual([]);
  expect(harness.kazoo.blackhole.commands).toEqual([]);
});

test('bad UTF-8 in a text frame closes with 1007', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  client.socket.send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), { binary: false });

  expect(await client.next()).toBe('[close code=1007 reason=""]');
});

test('a fragmented message is one message', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');
  const text = JSON.stringify(subscribe);

  client.socket.send(text.slice(0, 40), { fin: false });
  client.socket.send(text.slice(40), { fin: true });

  expect(await client.next()).toBe(
    '{"action":"reply","request_id":"s","status":"success","data":{"subscribed":["call.CHANNEL_CREATE.*"]}}',
  );
});

test('messages that were pipelined after one that crashes are never read', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  client.sendText('{"action":');
  client.send(subscribe);

  expect(await client.next()).toBe('[close code=1011 reason=""]');
  expect(harness.kazoo.subscribeRequests).toEqual([]);
});

test('a message of a million characters is served', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const reply = await client.ask({ ...ping, data: { x: 'y'.repeat(1_000_000) } });

  expect(reply).toMatchObject({ request_id: 'p', status: 'success' });
});

test.each(['q\u0000\n é"\\/<', 'k'.repeat(3_000)])('the request id %j comes back as it was', async (requestId) => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const reply = await client.ask({ ...ping, request_id: requestId });

  expect(reply).toMatchObject({ request_id: requestId });
});

test('a close code is echoed', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  client.socket.close(3001);

  expect(await client.next()).toBe('[close code=3001 reason=""]');
});

test('pipelined subscribes are answered in order, each with all bindings so far', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  for (const id of ['p0', 'p1', 'p2']) {
    const data = { account_id: accountA, binding: `call.CHANNEL_CREATE.${id}` };
    client.send({ ...subscribe, request_id: id, data });
  }

  expect((await client.take(3)).map((reply) => JSON.parse(reply))).toMatchObject([
    { request_id: 'p0', data: { subscribed: ['call.CHANNEL_CREATE.p0'] } },
    { request_id: 'p1', data: { subscribed: ['call.CHANNEL_CREATE.p0', 'call.CHANNEL_CREATE.p1'] } },
    {
      request_id: 'p2',
      data: { subscribed: ['call.CHANNEL_CREATE.p0', 'call.CHANNEL_CREATE.p1', 'call.CHANNEL_CREATE.p2'] },
    },
  ]);
});

test('a socket has a hundred messages, and ten more each second', async () => {
  const clock = new ManualClock(0);
  await using kazoo = await KazooSimulator.start({ now: clock.now, after: clock.after });
  kazoo.registerToken('token-a', { accountId: accountA });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const errors = [`rate limiting threshold hit for ${client.localAddress}!`];
  const refusal = JSON.stringify({ action: 'reply', request_id: 'p', status: 'error', data: { errors } });
  const success = '{"action":"reply","request_id":"p","status":"success","data":{}}';

  for (let count = 0; count < 102; count += 1) client.send(ping);
  const first = await client.take(102);
  clock.advance(999);
  client.send(ping);
  const early = await client.next();
  clock.advance(1);
  for (let count = 0; count < 11; count += 1) client.send(ping);
  const later = await client.take(11);

  expect(first).toEqual([...Array(100).fill(success), refusal, refusal]);
  expect(early).toBe(refusal);
  expect(later).toEqual([...Array(10).fill(success), refusal]);
});

test('a refused message is dropped while identity and bindings stay', async () => {
  await using kazoo = await KazooSimulator.start({ now: () => 0, blackholeBucketTokens: 1 });
  const demo = kazoo.directory.account('demo');
  kazoo.registerToken('token-a', { accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const data = { account_id: demo.id, binding: 'call.CHANNEL_CREATE.*' };

  await client.ask({ ...subscribe, data });
  await client.ask({ ...subscribe, data: { ...data, binding: 'call.CHANNEL_ANSWER.*' } });
  const framesOfAnswer = kazoo.publishCall(demo.id, 'CHANNEL_ANSWER');
  const framesOfCreate = kazoo.publishCall(demo.id, 'CHANNEL_CREATE', { call_id: 'c1' });

  expect(framesOfAnswer).toBe(0);
  expect(framesOfCreate).toBe(1);
  expect(JSON.parse(await client.next())).toMatchObject({ data: { call_id: 'c1' } });
});

test('a client that is silent for an hour is closed, one that pings is not', async () => {
  const clock = new ManualClock(0);
  await using kazoo = await KazooSimulator.start({ now: clock.now, after: clock.after });
  await using silent = await RawClient.open(kazoo.blackholeUrl);
  await using lively = await RawClient.open(kazoo.blackholeUrl);
  const halfAnHourMs = 1_800_000;

  clock.advance(halfAnHourMs);
  await lively.settle();
  clock.advance(halfAnHourMs);

  expect(await silent.next()).toBe('[close code=1000 reason=""]');
  await lively.settle();
  expect(lively.isOpen).toBe(true);
});

test('a peer that vanishes in the handshake affects no other client', async () => {
  await using harness = await SimulatorHarness.start('master');
  const { port } = new URL(harness.kazoo.blackholeUrl);
  const peer = connect(Number(port), '127.0.0.1');
  await once(peer, 'connect');

  peer.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
  peer.resetAndDestroy();
  const client = await harness.client('a');

  expect(client.isOpen).toBe(true);
});

async function handshakeError(socket: WebSocket): Promise<string> {
  const [error] = await once(socket, 'error');
  return error.message;
}
