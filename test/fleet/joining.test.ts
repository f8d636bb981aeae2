import { describe, expect, test } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { memoryLog } from './harness/memory/memory-log.ts';
import { missedOn } from './harness/missed-on.ts';
import { SlowLog } from './harness/slow-log.ts';
import { startPair } from './harness/watched-pair.ts';
import { RecordedLog } from './log/recorded-log.ts';

const objects = parseBinding('object.*.*');

describe('an instance that takes its place in the order of a fleet', () => {
  test('is not solo where it takes nine seconds to connect at the start, as on a busy machine', async () => {
    using world = new FleetWorld();
    const instance = world.start('i1', undefined, new SlowLog(world.engine, 'i1', 9_000));
    const watcher = new LiveWatcher(instance);

    await world.pass(9_500);
    world.publish();
    await world.pass(100);

    expect(world.modes).toEqual(['i1 fleet']);
    expect(watcher.seen).toEqual([1]);
  });

  test('serves who came when nothing was known of the account, also where it reads before it is told', async () => {
    for (const messageDelayMs of [300, 600, 900, 1_200]) {
      using world = new FleetWorld({ messageDelayMs });
      const instances = [world.start('i1'), world.start('i2')];
      await world.pass(2_000);
      const watchers = instances.map((instance) => new LiveWatcher(instance));
      await world.pass(6_000);
      world.publish();
      await world.pass(2_000);

      const states = instances.map(({ upstreams }) => upstreams.statuses.get('a').state);
      expect(watchers.map(({ seen }) => seen)).toEqual([[1], [1]]);
      expect(states).toEqual(['LIVE', 'LIVE']);
    }
  });

  test('knows all that the log keeps, also where some of it is forgotten while it begins to read', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    await world.pass(100);
    const owner = new LiveWatcher(a);
    await world.pass(500);
    for (let passedMs = 0; passedMs < 310_000; passedMs += 2_000) {
      world.publish();
      await world.pass(2_000);
    }
    const { cursor = '' } = owner;
    const last = world.publish();
    await world.pass(100);
    const log = new SlowLog(world.engine, 'i2');
    const b = world.start('i2', undefined, log);
    await world.pass(500);
    const pass = log.holdReads();
    new LiveWatcher(b);
    await world.pass(5_000);
    const next = world.publish();
    await world.pass(100);
    pass();
    await world.pass(100);

    expect(missedOn(b, cursor)).toEqual([last, next]);
  });

  test('knows what began meanwhile where the log fails at the past, and that is read later', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(1_000);
    world.publish();
    const log = new SlowLog(world.engine, 'i2');
    const b = world.start('i2', undefined, log);
    await world.pass(2_000);
    const pass = log.holdReads();
    const watchers = [everything, objects].map((binding) => new LiveWatcher(b, 'a', binding));
    await world.pass(300);

    world.engine.disconnect('i2');
    pass();
    await world.pass(3_000);
    const number = world.publish();
    await world.pass(100);

    expect(world.modes.filter((mode) => mode.includes('solo'))).toEqual([]);
    expect(watchers.map(({ isLive, numbers }) => [isLive, numbers])).toEqual([
      [true, [number]],
      [true, [number]],
    ]);
  });

  test('knows what it skips where that is forgotten before it begins to read', async () => {
    using world = new FleetWorld({ maxLogBytes: 3_000 });
    const a = world.start('i1');
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(4_000);
    const log = new SlowLog(world.engine, 'i2');
    const b = world.start('i2', undefined, log);
    await world.pass(500);
    const pass = log.holdReads();
    const watcher = new LiveWatcher(b, 'a', objects);
    await world.pass(300);
    for (let count = 0; count < 50; count += 1) {
      world.publish();
      await world.pass(25);
    }
    pass();
    await world.pass(3_000);
    const number = world.publish();
    await world.pass(100);

    expect([watcher.isLive, watcher.numbers.at(-1)]).toEqual([true, number]);
  });

  test('tells what is missing since the owner died, also where one order follows another', async () => {
    using world = new FleetWorld();
    await using other = new RecordedLog(memoryLog(world.engine, 'other'));
    const { a, follower } = await startPair(world);

    world.kill(a);
    const killedAt = new Date();
    world.publish();
    await world.pass(3_000);
    // It hears of both at once.
    world.engine.stall('i2');
    await other.log.renewEpoch(await other.log.renewEpoch(other.log.epoch ?? ''));
    await world.pass(100);
    world.engine.resume('i2');
    await world.pass(8_000);
    world.publish();
    await world.pass(100);

    expect(follower.numbers).toEqual([2]);
    expect(follower.gaps.filter(({ from, to }) => from <= killedAt && killedAt <= to)).toHaveLength(1);
  });

  test('tells what is missing since it saw the owner alive, which died while it could not look', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await startPair(world);

    world.engine.stall('i2');
    await world.pass(600);
    world.kill(a);
    const killedAt = new Date();
    world.publish();
    while (b.upstreams.mode === 'fleet') await world.pass(25);
    world.engine.resume('i2');
    await world.pass(8_000);
    world.publish();
    await world.pass(100);

    expect(b.upstreams.mode).toBe('fleet');
    expect(follower.numbers).toEqual([2]);
    expect(follower.gaps.filter(({ from, to }) => from <= killedAt && killedAt <= to)).toHaveLength(1);
  });

  test('takes it all the same where the engine was away for a moment meanwhile', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    await world.pass(100);

    const watcher = new LiveWatcher(a);
    world.engine.disconnect('i1');
    await world.pass(5_000);
    world.publish();
    await world.pass(100);

    expect(world.modes).toEqual(['i1 fleet', 'i1 waiting: the connection was closed', 'i1 fleet']);
    expect(watcher.seen).toEqual([1]);
  });

  test('brings nothing after what is later where its own connection and the log bring it', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await startPair(world, 500);

    world.engine.refuse(new Error('LOADING'));
    await world.pass(6_000);
    world.engine.refuse(undefined);
    // The owner comes back two seconds after the other one.
    world.engine.stall('i1');
    await world.pass(2_000);
    world.engine.resume('i1');
    for (let count = 0; count < 150; count += 1) {
      world.publish();
      await world.pass(100);
    }

    expect([a, b].map(({ upstreams }) => upstreams.mode)).toEqual(['fleet', 'fleet']);
    expect(b.source.listening.size).toBe(0);
    expect(follower.numbers).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
  });

  test('tells of what its own connection brought and had no place for', async () => {
    using world = new FleetWorld();
    const { b, follower } = await startPair(world, 500);
    world.engine.stall('i2');
    await world.pass(7_000);
    world.engine.resume('i2');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    follower.seen.length = 0;

    // It has a place again, and still its own connection, whose events wait for what the owner wrote meanwhile.
    world.engine.refuse(new Error('LOADING'));
    const lostAt = new Date();
    for (let count = 0; count < 11_000; count += 1) world.publish();
    await world.pass(6_000);
    const next = world.publish();
    await world.pass(100);

    expect(b.upstreams.mode).toBe('solo');
    expect(follower.numbers).toEqual([next]);
    expect(follower.gaps.some(({ from, to }) => from <= lostAt && lostAt <= to)).toBe(true);
  });
});
