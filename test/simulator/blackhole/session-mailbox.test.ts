import { once } from 'node:events';
import { expect, test } from 'vitest';
import { TimedKazoo5 } from '../harness/timed-kazoo-5.ts';

const callIdOf = (frame: string): unknown => JSON.parse(frame).data.call_id;

test('a session that is stuck for a while sends what waited, and has lost the rest', async () => {
  await using harness = await TimedKazoo5.start();
  const [socket] = harness.kazoo.blackhole.sockets;
  const sentBefore = socket?.framesSent;

  socket?.stallFor(300);
  harness.publishCalls(100);
  harness.clock.advance(299);
  const sentMeanwhile = socket?.framesSent;
  harness.clock.advance(1);

  expect(sentMeanwhile).toBe(sentBefore);
  expect((await harness.client.take(51)).map(callIdOf)).toEqual(Array.from({ length: 51 }, (_, index) => `c${index}`));
  expect(socket?.framesDropped).toBe(49);
});

test('a session drops what comes faster than it gets to', async () => {
  await using harness = await TimedKazoo5.start();
  harness.kazoo.blackhole.settings.sessionPace = 1_000;
  const [socket] = harness.kazoo.blackhole.sockets;

  for (let millisecond = 0; millisecond < 1_000; millisecond += 1) {
    harness.publishCalls(2);
    harness.clock.advance(1);
  }
  harness.clock.advance(1_000);

  // Each millisecond one frame leaves and two come; what waits at the end is sent too.
  expect(socket?.framesDropped).toBe(2_000 - 1_000 - 51 + 1);
  expect((await harness.client.take(1_050)).length).toBe(1_050);
});

test('a session that keeps up drops nothing', async () => {
  await using harness = await TimedKazoo5.start();
  harness.kazoo.blackhole.settings.sessionPace = 2_000;

  for (let millisecond = 0; millisecond < 100; millisecond += 1) {
    harness.publishCalls(2);
    harness.clock.advance(1);
  }

  expect(harness.kazoo.blackhole.sockets[0]?.framesDropped).toBe(0);
});

test('the pong to a ping waits behind the frames that were there before', async () => {
  await using harness = await TimedKazoo5.start();
  harness.kazoo.blackhole.settings.sessionPace = 1_000;
  harness.publishCalls(50);

  let isAnswered = false;
  harness.client.socket.ping();
  void once(harness.client.socket, 'pong').then(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    harness.clock.advance(1);
    await new Promise(setImmediate);
  }

  expect(harness.client.waiting).toHaveLength(50);
});

test('commands take effect although their replies are dropped', async () => {
  await using harness = await TimedKazoo5.start();
  const [socket] = harness.kazoo.blackhole.sockets;
  harness.kazoo.blackhole.settings.sessionPace = 1_000;

  for (let index = 0; index < 90; index += 1) {
    harness.client.send({ action: 'subscribe', data: { binding: `call.CHANNEL_CREATE.c${index}` } });
  }
  while (socket?.bindings.length !== 91) {
    harness.clock.advance(1);
    await new Promise(setImmediate);
  }
  harness.clock.advance(1_000);
  await harness.client.take(90 - socket.framesDropped);

  expect(socket.framesDropped).toBeGreaterThan(0);
});

test('events overtake each other where they are told to, the same ones for the same seed', async () => {
  const orders = await Promise.all(
    [1, 1, 2].map(async (seed) => {
      await using harness = await TimedKazoo5.start({ eventDelays: { seed, chance: 0.5, atMostMs: 20 } });
      harness.publishCalls(20);
      harness.clock.advance(20);
      return (await harness.client.take(20)).map(callIdOf);
    }),
  );

  const inOrder = Array.from({ length: 20 }, (_, index) => `c${index}`);
  expect(orders[0]).not.toEqual(inOrder);
  expect(orders[0]?.toSorted()).toEqual(inOrder.toSorted());
  expect(orders[1]).toEqual(orders[0]);
  expect(orders[2]).not.toEqual(orders[0]);
});

test('a socket of Kazoo 5 has a hundred frames, whatever they hold, and ten more each second', async () => {
  await using harness = await TimedKazoo5.start();
  const { client, clock } = harness;
  const pings = async (count: number) => {
    for (let index = 0; index < count; index += 1) client.send({ action: 'ping' });
    return (await client.take(count)).filter((reply) => reply.includes('pong')).length;
  };

  // The subscribe of the start was the first.
  const atOnce = await pings(120);
  clock.advance(1_000);

  expect([atOnce, await pings(20)]).toEqual([99, 10]);
});
