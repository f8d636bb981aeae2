import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import { RawClient } from '../harness/raw-client.ts';
import { accountA, SimulatorHarness } from '../harness/simulator-harness.ts';

const data = { account_id: accountA, binding: 'call.CHANNEL_CREATE.*' };
const callIdOf = (frame: string): unknown => JSON.parse(frame).data.call_id;
const subscribe = { action: 'subscribe', auth_token: 'token-a', request_id: 's', data };

test.each(['4.3.142', '5'] as const)('%s drops silently what comes while more than 50 frames wait', async (version) => {
  await using harness = await SimulatorHarness.start(version);
  const client = await harness.client('a');
  await client.ask(subscribe);

  const resume = harness.kazoo.blackhole.stall();
  for (let count = 0; count < 500; count += 1) {
    harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE', { call_id: `c${count}` });
  }
  resume();
  harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE', { call_id: 'afterwards' });

  const ids = (await client.take(52)).map(callIdOf);
  expect(ids).toEqual([...Array.from({ length: 51 }, (_, index) => `c${index}`), 'afterwards']);
  expect(harness.kazoo.blackhole.sockets[0]?.framesDropped).toBe(449);
});

test('the limit of waiting frames can be chosen', async () => {
  await using kazoo = await KazooSimulator.start({ maxQueuedFrames: 1 });
  const demo = kazoo.directory.account('demo');
  kazoo.registerToken('token-a', { accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  await client.ask({ ...subscribe, data: { ...data, account_id: demo.id } });

  kazoo.blackhole.stall();
  for (const id of ['c1', 'c2', 'c3']) kazoo.publishCall(demo.id, 'CHANNEL_CREATE', { call_id: id });

  expect(kazoo.blackhole.sockets[0]?.framesDropped).toBe(1);
});

test('a reader that keeps up loses nothing on 4.3.142', async () => {
  await using harness = await SimulatorHarness.start('4.3.142');
  const client = await harness.client('a');
  await client.ask(subscribe);

  for (let count = 0; count < 500; count += 1) harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');

  expect(await client.take(500)).toHaveLength(500);
});

/**
 * Publishes until it is `enough` for a client that does not read, which then reads what there is.
 */
async function readLate(version: '4.3.142' | 'master', enough: (published: number, dropped: number) => boolean) {
  await using harness = await SimulatorHarness.start(version);
  const client = await harness.client('a');
  await client.ask(subscribe);
  const [socket] = harness.kazoo.blackhole.sockets;
  const dropped = (): number => socket?.framesDropped ?? 0;
  const padding = 'x'.repeat(50_000);
  client.socket.pause();

  let published = 0;
  for (; !enough(published, dropped()); published += 1)
    harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE', { padding });
  client.socket.resume();
  const frames = await client.take(published - dropped());
  return { published, received: frames.length };
}

test('on 4.3.142 a reader that does not read loses frames, on master it gets all of them later', async () => {
  const lossy = await readLate('4.3.142', (_, dropped) => dropped === 10);
  const patient = await readLate('master', (published) => published === lossy.published);

  expect(lossy.received).toBe(lossy.published - 10);
  expect(patient.received).toBe(patient.published);
});

test('4.3.142 ends a connection whose frames wait for five seconds', async () => {
  const clock = new ManualClock(0);
  await using kazoo = await KazooSimulator.start({ version: '4.3.142', now: clock.now, after: clock.after });
  const demo = kazoo.directory.account('demo');
  kazoo.registerToken('token-a', { accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  await client.ask({ ...subscribe, data: { ...data, account_id: demo.id } });

  kazoo.blackhole.stall();
  kazoo.publishCall(demo.id, 'CHANNEL_CREATE');
  clock.advance(5_000);

  expect(await client.next()).toBe('[close code=1006 reason=""]');
});
