import { expect, test } from 'vitest';
import { madeBinding, readBinding } from '../../../src/fleet/made-binding.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { EventClock } from '../../../src/upstream/history/event-clock.ts';
import { closeGap, type Gap } from '../../../src/upstream/history/gap.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';
import type { Instance } from '../harness/fleet-instance.ts';
import { everything, FleetWorld } from '../harness/fleet-world.ts';

const doubles = madeBinding('doubles');

/** Makes an event of each other event of an account: its number, and when it happened. */
class Maker implements TopicListener {
  readonly listener: TopicListener;
  readonly #clock: EventClock;
  /** The event of which a double is to be made. */
  first: string | undefined;

  constructor(listener: TopicListener, clock: EventClock) {
    this.listener = listener;
    this.#clock = clock;
  }

  onEvent(event: KazooEvent): void {
    const { number } = event.data;
    this.first = this.first === undefined ? `${number}` : undefined;
    if (this.first !== undefined) return;
    const content = { number, at: new Date(1_000 * Number(number)), parties: [{ since: new Date(7) }, null] };
    const made = { id: `double ${number}`, cursor: this.#clock.cursorOf(this.#clock.next()), routing: [], data: {} };
    this.listener.onEvent(Object.assign({ ...event, ...made }, { content }));
  }

  onGap(gap: Gap): void {
    this.listener.onGap(gap);
  }

  onEnd(): void {}
}

/** Lets an instance make doubles; returns those that it makes now. */
function makeDoubles({ upstreams, source }: Instance): Set<Maker> {
  const makers = new Set<Maker>();
  const make = (accountId: string, listener: TopicListener) => {
    const maker = new Maker(listener, source.clock);
    makers.add(maker);
    const { live, unsubscribe } = source.listenForFollowers(accountId, everything, maker);
    return {
      live,
      unsubscribe() {
        makers.delete(maker);
        unsubscribe();
      },
    };
  };
  const begun = (): readonly string[] => [...makers].flatMap(({ first }) => first ?? []);
  upstreams.made.provide(doubles, { make, unfinished: begun, follows: (_, id) => begun().includes(id) });
  return makers;
}

class Reader implements TopicListener {
  readonly told: unknown[] = [];
  readonly cursors: string[] = [];

  constructor({ upstreams }: Instance, accountId = 'a') {
    upstreams.listen(accountId, doubles, this, 'client').live.catch(() => this.told.push('refused'));
  }

  onEvent(event: KazooEvent): void {
    this.told.push(contentOf(event));
    this.cursors.push(event.cursor);
  }

  onGap({ reason, certain }: Gap): void {
    this.told.push([reason, certain]);
  }

  onEnd(): void {
    this.told.push('end');
  }
}

function contentOf(event: KazooEvent): unknown {
  return 'content' in event ? event.content : undefined;
}

function double(number: number): unknown {
  return { number, at: new Date(1_000 * number), parties: [{ since: new Date(7) }, null] };
}

/** Three instances whose clients follow what is made. */
async function setUp(world: FleetWorld) {
  const instances = ['i1', 'i2', 'i3'].map((id) => world.start(id));
  const makers = instances.map(makeDoubles);
  await world.pass(100);
  const readers = instances.map((instance) => new Reader(instance));
  await world.pass(500);
  return { instances, makers, readers };
}

async function publish(world: FleetWorld, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) world.publish();
  await world.pass(100);
}

test('what is made of events is made once for the fleet, and told at one place in the order of all', async () => {
  using world = new FleetWorld();
  const { makers, readers } = await setUp(world);

  await publish(world, 4);

  expect(makers.map(({ size }) => size).sort()).toEqual([0, 0, 1]);
  for (const { told } of readers) expect(told).toEqual([double(2), double(4)]);
  expect(readers[1]?.cursors).toEqual(readers[0]?.cursors);
  expect(world.faults).toEqual([]);
});

test('a cursor of a ping, or of what was made, resumes it at another instance, which nobody used before', async () => {
  using world = new FleetWorld();
  const { instances, readers } = await setUp(world);
  const fresh = world.start('i4');
  makeDoubles(fresh);
  await publish(world, 2);
  const ping = instances[0]?.upstreams.cursor ?? '';
  await publish(world, 2);

  const resumed = new Reader(fresh);
  await world.pass(500);
  await fresh.upstreams.reach(ping, 'a');
  const since = (cursor: string): readonly unknown[] =>
    [...fresh.upstreams.since(cursor, 'a', [doubles])].map(({ event, gap }) => [contentOf(event), gap]);

  expect(since(ping)).toEqual([[double(4), null]]);
  expect(since(readers[0]?.cursors[0] ?? '')).toEqual([[double(4), null]]);
  expect(since(readers[0]?.cursors[1] ?? '')).toEqual([]);
  await publish(world, 2);
  expect(resumed.told).toEqual([double(6)]);
});

test('a planned handover tells nobody anything where nothing was about to be made, and cursors stay good', async () => {
  using world = new FleetWorld();
  const { instances, makers, readers } = await setUp(world);
  const owner = makers.findIndex(({ size }) => size === 1);
  await publish(world, 2);
  const before = readers[0]?.cursors[0] ?? '';

  await Promise.all([instances[owner]?.upstreams.drain(), world.pass(5_000)]);
  await publish(world, 2);

  expect(makers[owner]?.size).toBe(0);
  for (const { told } of readers) expect(told).toEqual([double(2), double(4)]);
  const [other] = instances.filter((_, index) => index !== owner);
  const since = [...(other?.upstreams.since(before, 'a', [doubles]) ?? [])];
  expect(since.map(({ event, gap }) => [contentOf(event), gap])).toEqual([[double(4), null]]);
});

test('nor where the successor has seen the beginning, too', async () => {
  using world = new FleetWorld();
  const { instances, makers, readers } = await setUp(world);
  const owner = makers.findIndex(({ size }) => size === 1);

  const drained = instances[owner]?.upstreams.drain();
  await world.pass(500);
  world.publish();
  await Promise.all([drained, world.pass(5_000)]);
  await publish(world, 1);

  for (const { told } of readers) expect(told).toEqual([double(2)]);
});

test('a planned handover may lose what was about to be made: it is told, and earlier cursors expire', async () => {
  using world = new FleetWorld();
  const { instances, makers, readers } = await setUp(world);
  const owner = makers.findIndex(({ size }) => size === 1);
  const calls = instances[(owner + 1) % 3]?.upstreams;
  const heard: unknown[] = [];
  calls?.listen('a', everything, { onEvent() {}, onGap: (gap) => heard.push(gap), onEnd() {} }, 'client');
  await world.pass(500);
  await publish(world, 3);
  const before = calls?.cursor ?? '';

  await Promise.all([instances[owner]?.upstreams.drain(), world.pass(5_000)]);
  await publish(world, 4);

  expect(makers[owner]?.size).toBe(0);
  for (const { told } of readers) expect(told.slice(0, 2)).toEqual([double(2), ['OWNER_LOST', false]]);
  for (const { told } of readers) expect(told.slice(2)).toEqual(readers[0]?.told.slice(2));
  expect(() => calls?.since(before, 'a', [doubles])).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  // Who follows events is told of no gap, neither now nor on resuming.
  expect(heard).toEqual([]);
  const gaps = [...(calls?.since(before, 'a', [everything]) ?? [])].map(({ gap }) => gap);
  expect(gaps).toEqual([null, null, null, null]);
});

test('the death of the owner is told as a gap', async () => {
  using world = new FleetWorld();
  const { instances, makers, readers } = await setUp(world);
  const owner = makers.findIndex(({ size }) => size === 1);
  await publish(world, 2);

  const dead = instances[owner];
  if (dead !== undefined) world.kill(dead);
  await world.pass(8_000);
  await publish(world, 2);

  const others = readers.filter((_, index) => index !== owner);
  const numbers = [double(2), ['OWNER_LOST', true], double(4)];
  for (const { told } of others) expect(told).toEqual(numbers);
});

test('what may be missing of it is told to those who listen, and to nobody who listens to events', async () => {
  using world = new FleetWorld();
  const { instances, makers, readers } = await setUp(world);
  await publish(world, 2);
  const before = instances[0]?.upstreams.cursor ?? '';

  const [maker] = makers.flatMap((made) => [...made]);
  maker?.onGap(closeGap({ from: new Date(), reason: 'UPSTREAM_DISCONNECTED', certain: false }));
  await world.pass(100);
  await publish(world, 2);

  for (const { told } of readers) expect(told).toEqual([double(2), ['UPSTREAM_DISCONNECTED', false], double(4)]);
  for (const { upstreams } of instances) {
    expect(() => upstreams.since(before, 'a', [doubles])).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
    expect(upstreams.rememberedLoss(before, 'a')).toBeUndefined();
  }
});

test('an instance that serves by itself makes it by itself', async () => {
  using world = new FleetWorld();
  const { makers, readers } = await setUp(world);

  world.engine.refuse(new Error('away'));
  world.engine.disconnect();
  await world.pass(10_000);
  await publish(world, 4);

  expect(makers.map(({ size }) => size)).toEqual([1, 1, 1]);
  for (const { told } of readers) expect(told.slice(-1)).toEqual([double(4)]);
});

test('what no instance makes is refused, and no client can ask for it by its name', async () => {
  using world = new FleetWorld();
  const instance = world.start('i1');
  await world.pass(100);

  const reader = new Reader(instance);
  await world.pass(500);

  expect(reader.told).toContain('refused');
  expect(() => parseBinding(doubles.text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  expect(readBinding(doubles.text)).toEqual(doubles);
  expect(readBinding(everything.text)).toEqual(everything);
});
