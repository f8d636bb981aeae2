import { describe, expect, test } from 'vitest';
import { Bridge } from '../../../src/fleet/reading/bridge.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { eventOf, oneTopic } from '../harness/bridge-parts.ts';
import { everything, FleetWorld, Watcher } from '../harness/fleet-world.ts';
import { LiveWatcher } from '../harness/live-watcher.ts';
import { missedOn } from '../harness/missed-on.ts';
import { startPair } from '../harness/watched-pair.ts';

describe('an instance whose clients come from its own connection to the log', () => {
  test('gives what a new owner writes its place in the log, also where it had that itself', async () => {
    using world = new FleetWorld();
    const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const watchers = [b, c].map((instance) => new LiveWatcher(instance));
    await world.pass(1_000);
    world.kill(a);
    world.engine.refuse(new Error('LOADING'));
    await world.pass(6_000);
    world.engine.refuse(undefined);
    while (b.upstreams.mode !== 'fleet' || c.upstreams.mode !== 'fleet') await world.pass(25);
    const held = world.publish();
    await world.pass(10_000);

    for (const { numbers, cursor = '' } of watchers) {
      expect(numbers).toEqual([held]);
      expect([b, c].map((instance) => missedOn(instance, cursor))).toEqual([[], []]);
    }
  });

  test('brings what only its own connection had before what only the owner has', async () => {
    using world = new FleetWorld();
    const { b, owner, follower } = await startPair(world, 500);
    for (const id of ['i1', 'i2']) world.engine.stall(id);
    await world.pass(8_000);
    world.engine.resume('i2');
    await world.pass(1_000);
    world.engine.resume('i1');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    // The owner serves by itself still: the log lacks this one.
    const unwritten = world.publish();
    while (world.instances.some(({ upstreams }) => upstreams.mode !== 'fleet')) await world.pass(25);
    await world.pass(25);
    b.source.isDead = true;

    const written = world.publish();
    await world.pass(5_000);

    expect(follower.numbers).toEqual([unwritten, written]);
    expect(owner.numbers).toEqual([unwritten, written]);
  });

  test('tells of a gap, and nothing late, where a new owner writes what its own connection lacked', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const [standby, watcher] = [new LiveWatcher(b), new LiveWatcher(c)];
    await world.pass(8_000);
    world.engine.stall('i3');
    while (c.upstreams.mode !== 'solo') await world.pass(25);
    world.engine.resume('i3');
    await world.pass(8_000);
    expect([b.upstreams.standbys.ready, c.upstreams.mode]).toEqual([1, 'solo']);
    const told = watcher.seen.length;
    world.kill(a);
    c.source.isDead = true;
    const unbroughtAt = new Date();
    const unbrought = world.publish();
    await world.pass(100);
    c.source.isDead = false;
    const brought = world.publish();
    await world.pass(20_000);
    const last = world.publish();
    await world.pass(100);

    expect(c.upstreams.mode).toBe('fleet');
    expect(standby.numbers).toEqual([unbrought, brought, last]);
    const [first, gap, ...further] = watcher.seen.slice(told);
    expect([first, ...further]).toEqual([brought, last]);
    expect(gap).toMatchObject({ from: unbroughtAt, certain: true });
  });

  test('leaves to the log what the owner has not written yet', async () => {
    const untilClosed = async (world: FleetWorld, stallsAt: number) => {
      const [a, c] = [world.start('i1'), world.start('i3')];
      // Its ticks are not those of the owner.
      await world.pass(300);
      const b = world.start('i2');
      new LiveWatcher(a);
      await world.pass(500);
      const watcher = new LiveWatcher(b);
      new LiveWatcher(c);
      await world.pass(500);
      world.engine.stall('i2');
      await world.pass(8_000);
      world.engine.resume('i2');
      while (b.upstreams.mode !== 'fleet') await world.pass(25);
      while (b.source.listening.size > 0) {
        if (world.number === stallsAt) world.engine.stall('i1');
        world.publish();
        await world.pass(25);
      }
      return { b, c, watcher };
    };
    const { number } = await (async () => {
      using world = new FleetWorld();
      await untilClosed(world, Number.POSITIVE_INFINITY);
      return world;
    })();

    using world = new FleetWorld();
    // The owner has raised the beat that is seen last, and cannot write.
    const { b, c, watcher } = await untilClosed(world, number - 2);
    const [{ cursor }, seen] = [b.upstreams, [...watcher.numbers]];
    world.engine.resume('i1');
    await world.pass(1_000);

    expect(world.number).toBe(number);
    expect(missedOn(c, cursor)?.filter((missed) => seen.includes(missed))).toEqual([]);
    expect(watcher.numbers).toEqual(Array.from({ length: number }, (_, index) => index + 1));
  });
});

test('what the log brings too late is told once more where somebody has gone on since it was told', () => {
  const topics = oneTopic();
  const told: Gap[] = [];
  const bridge = new Bridge(topics, { knows: () => true }, { bring: () => false }, (gap) => told.push(gap));
  topics.listen(everything, new Watcher(), 'client');
  const [topic] = topics;
  const receivedAt = Date.now() - 1_000;
  const bringLate = (number: number): void => {
    const event = eventOf(number, new Date(receivedAt + number));
    if (topic !== undefined) bridge.withholds(event, topic, number, true);
  };
  topic?.complete(1);

  bringLate(2);
  expect(told).toHaveLength(0);
  topics.noteResumed([everything]);
  bringLate(3);
  bringLate(4);
  expect(told).toHaveLength(1);
  topics.noteResumed([everything]);
  bringLate(5);
  expect(told).toHaveLength(2);
  // Before the gap that was told.
  bringLate(1);
  expect(told).toHaveLength(3);
});
