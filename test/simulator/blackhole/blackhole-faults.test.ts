import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import { RawClient } from '../harness/raw-client.ts';
import { accountA, SimulatorHarness } from '../harness/simulator-harness.ts';

const data = { account_id: accountA, binding: 'call.CHANNEL_CREATE.*' };
const subscribe = { action: 'subscribe', auth_token: 'token-a', request_id: 's', data };
const ping = { action: 'ping', auth_token: 'token-a', request_id: 'p' };
const subscribed =
  '{"action":"reply","request_id":"s","status":"success","data":{"subscribed":["call.CHANNEL_CREATE.*"]}}';
const ponged = '{"action":"reply","request_id":"p","status":"success","data":{}}';

test('all sockets can be closed with any code', async () => {
  await using harness = await SimulatorHarness.start('master');
  const [one, two] = [await harness.client('1'), await harness.client('2')];

  harness.kazoo.blackhole.dropSockets({ code: 1012 });

  expect([await one.next(), await two.next()]).toEqual(Array(2).fill('[close code=1012 reason=""]'));
});

test('one socket can be closed while the other stays open', async () => {
  await using harness = await SimulatorHarness.start('master');
  const [one, two] = [await harness.client('1'), await harness.client('2')];

  harness.kazoo.blackhole.dropSockets({ socketId: one.localAddress });

  expect(await one.next()).toBe('[close code=1006 reason=""]');
  await two.settle();
  expect(two.isOpen).toBe(true);
});

test('a stopped blackhole cuts its sockets, and restarts on the same port without any state', async () => {
  await using harness = await SimulatorHarness.start('master');
  const { kazoo } = harness;
  const client = await harness.client('a');
  await client.ask(subscribe);
  const url = kazoo.blackholeUrl;

  kazoo.blackhole.stop();
  const closed = await client.next();
  const refused = await handshakeError(url);
  await kazoo.blackhole.start();
  await using fresh = await RawClient.open(url);
  const frames = kazoo.publishCall(accountA, 'CHANNEL_CREATE');
  const reply = await fresh.ask({ action: 'ping', request_id: 'p' });

  expect(closed).toBe('[close code=1006 reason=""]');
  expect(refused).toMatch('ECONNREFUSED');
  expect(frames).toBe(0);
  expect(reply).toMatchObject({ status: 'error', data: { errors: ['authentication token required'] } });
});

test('connections can be refused while the sockets that exist go on', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const accept = harness.kazoo.blackhole.refuseConnections();
  const refused = await handshakeError(harness.kazoo.blackholeUrl);
  const reply = await client.ask(ping);
  await accept();
  await using fresh = await RawClient.open(harness.kazoo.blackholeUrl);

  expect(refused).toMatch('ECONNREFUSED');
  expect(reply).toMatchObject({ status: 'success' });
  expect(fresh.isOpen).toBe(true);
});

test('an upgrade can be answered with any status', async () => {
  await using harness = await SimulatorHarness.start('master');

  const undo = harness.kazoo.blackhole.faults.rejectUpgrades(503);
  const rejected = await handshakeError(harness.kazoo.blackholeUrl);
  undo();
  await using client = await RawClient.open(harness.kazoo.blackholeUrl);

  expect(rejected).toBe('Unexpected server response: 503');
  expect(client.isOpen).toBe(true);
});

test('a rate limit can be forced', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const undo = harness.kazoo.blackhole.faults.forceRateLimit();
  const limited = await client.ask(ping);
  undo();
  const served = await client.ask(ping);

  const errors = [`rate limiting threshold hit for ${client.localAddress}!`];
  expect(limited).toMatchObject({ status: 'error', data: { errors } });
  expect(served).toMatchObject({ status: 'success' });
  expect(harness.kazoo.blackhole.rateLimitedCommands).toBe(1);
});

test('a swallowed reply is lost while its command takes effect', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  harness.kazoo.blackhole.faults.swallowReplies({ count: 1 });
  client.send(subscribe);
  client.send(ping);

  expect(await client.next()).toBe(ponged.replace('{}', '{"subscribed":["call.CHANNEL_CREATE.*"]}'));
  expect(harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE')).toBe(1);
});

test('a command can be ignored completely, chosen by its content', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const undo = harness.kazoo.blackhole.faults.swallowReplies({
    matching: ({ action }) => action === 'subscribe',
    takesEffect: false,
  });
  client.send(subscribe);
  client.send(ping);
  const first = await client.next();
  const frames = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');
  undo();
  client.send(subscribe);

  expect(first).toBe(ponged);
  expect(frames).toBe(0);
  expect(await client.next()).toBe(subscribed);
});

test('replies can be delayed', async () => {
  const clock = new ManualClock(0);
  await using kazoo = await KazooSimulator.start({ now: clock.now, after: clock.after });
  kazoo.registerToken('token-a', { accountId: kazoo.directory.account('demo').id });
  await using client = await RawClient.open(kazoo.blackholeUrl);

  kazoo.blackhole.faults.delayReplies(250);
  const arrived = kazoo.blackhole.nextCommand();
  client.send(ping);
  await arrived;
  clock.advance(249);
  await client.settle();
  const early = [...client.waiting];
  clock.advance(1);

  expect(early).toEqual([]);
  expect(await client.next()).toBe(ponged);
});

test('replies can be held while events pass', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const release = harness.kazoo.blackhole.holdReplies();
  client.send(subscribe);
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length === 1);
  harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');
  const event = await client.next();
  release();

  expect(JSON.parse(event)).toMatchObject({ action: 'event' });
  expect(await client.next()).toBe(subscribed);
});

test('a subscribe can be confirmed before its listener exists', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const release = harness.kazoo.blackhole.holdListeners();
  const reply = await client.ask(subscribe);
  const framesTooEarly = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');
  release();
  const framesAfterwards = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');

  expect(reply).toMatchObject({ status: 'success' });
  expect([framesTooEarly, framesAfterwards]).toEqual([0, 1]);
});

test('a listener that is given up before it exists is never counted', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');

  const release = harness.kazoo.blackhole.holdListeners();
  await client.ask(subscribe);
  await client.ask({ ...subscribe, action: 'unsubscribe' });
  release();

  expect(harness.kazoo.blackhole.listeners.size).toBe(0);
});

test('a stalled blackhole neither reads nor writes, and catches up afterwards', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');
  await client.ask(subscribe);

  const resume = harness.kazoo.blackhole.stall();
  client.send(ping);
  for (let count = 0; count < 60; count += 1) harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');
  const duringStall = [...client.waiting];
  resume();

  const frames = await client.take(61);
  expect(duringStall).toEqual([]);
  expect(frames.filter((frame) => frame.includes('"action":"event"'))).toHaveLength(60);
});

test('a handshake waits while blackhole is stalled', async () => {
  await using harness = await SimulatorHarness.start('master');
  const { blackhole } = harness.kazoo;

  const resume = blackhole.stall();
  const opening = RawClient.open(harness.kazoo.blackholeUrl);
  // An answered request on the same server shows that the handshake, which was sent before it, has arrived.
  await fetch(harness.kazoo.blackholeUrl.replace('ws:', 'http:'));
  const duringStall = blackhole.totalConnections;
  resume();
  await using client = await opening;

  expect(duringStall).toBe(0);
  expect(client.isOpen).toBe(true);
});

async function handshakeError(url: string): Promise<string> {
  const [error] = await once(new WebSocket(url), 'error');
  return error.message;
}
