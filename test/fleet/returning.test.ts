import { describe, expect, test } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { SlowLog } from './harness/slow-log.ts';
import { startPair } from './harness/watched-pair.ts';

function missedOn({ upstreams }: Instance, cursor: string): readonly number[] | undefined {
  const missed = upstreams.sinceIfKnown(cursor, 'a', [everything]);
  return missed && [...missed].map(({ event }) => Number(event.data['number']));
}

describe('an instance that has served by itself', () => {
  test('serves one who comes from another instance in the order of the fleet', async () => {
    using world = new FleetWorld();
    const { b, owner } = await startPair(world, 500);
    world.engine.stall('i2');
    const cursors: string[] = [];
    for (let count = 0; count < 100; count += 1) {
      // The own order has moments between those of the account.
      world.publish('other');
      world.publish('a');
      await world.pass(100);
      cursors.push(owner.cursor ?? '');
      if (count === 20) expect(b.upstreams.mode).toBe('fleet');
      if (count === 80) expect(b.upstreams.mode).toBe('solo');
    }

    world.engine.resume('i2');
    await world.pass(20_000);

    expect(b.upstreams.mode).toBe('fleet');
    const seen = owner.numbers;
    expect(cursors.map((cursor) => missedOn(b, cursor))).toEqual(cursors.map((_, index) => seen.slice(index + 1)));
  });

  test('brings nothing twice to one who has had it from another that has served by itself', async () => {
    using world = new FleetWorld();
    const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const watcher = new LiveWatcher(b);
    new LiveWatcher(c);
    await world.pass(500);
    world.publish();
    await world.pass(1_000);
    world.kill(a);
    world.engine.refuse(new Error('LOADING'));
    await world.pass(6_000);
    world.engine.refuse(undefined);
    await world.pass(5_000);
    world.publish();
    world.publish();
    while (b.upstreams.mode !== 'fleet' || c.upstreams.mode !== 'fleet') await world.pass(25);

    // Nobody owns the account yet.
    const { cursor } = b.upstreams;
    expect(watcher.numbers).toEqual([1, 2, 3]);
    expect(missedOn(c, cursor) ?? []).toEqual([]);
  });

  test('names no moment where one account lacks what others have', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    for (const accountId of ['a', 'other']) new LiveWatcher(a, accountId);
    await world.pass(500);
    new LiveWatcher(b, 'a');
    await world.pass(500);
    expect(b.upstreams.isBehind).toBe(true);
    world.publish('a');
    await world.pass(100);
    expect(b.upstreams.isBehind).toBe(false);

    new LiveWatcher(b, 'other');
    await world.pass(500);
    world.engine.swallow((instanceId, accountId) => instanceId === 'i2' && accountId === 'other');
    world.publish('other');
    world.publish('a');
    await world.pass(25);
    world.engine.swallow(() => false);
    world.engine.stall('i2');
    world.publish('other');
    await world.pass(100);
    world.engine.resume('i2');

    // It must read what it was not told of: from this cursor what came of the first account would come again.
    const { cursor } = b.upstreams;
    expect([b.upstreams.isBehind, missedOn(b, cursor)]).toEqual([true, [1, 3]]);
    await world.pass(500);
    expect(b.upstreams.isBehind).toBe(false);
  });

  test('names no moment before a new owner has said what the log lacks', async () => {
    using world = new FleetWorld();
    const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);
    new LiveWatcher(a, 'a');
    new LiveWatcher(c, 'other');
    await world.pass(500);
    const watcher = new LiveWatcher(b, 'a');
    new LiveWatcher(b, 'other');
    await world.pass(1_000);
    world.engine.stall('i2');
    await world.pass(8_000);
    const seen = world.publish('a');
    world.kill(a);
    world.engine.resume('i2');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    await world.pass(500);
    world.publish('other');
    await world.pass(100);

    expect([watcher.numbers, b.upstreams.isBehind]).toEqual([[seen], true]);
    await world.pass(10_000);
    world.publish('other');
    await world.pass(100);
    expect(b.upstreams.isBehind).toBe(false);
  });

  test('names no moment before the owner has written what its clients have had', async () => {
    using world = new FleetWorld();
    const slow = new SlowLog(world.engine, 'i1');
    const [a, b, c] = [world.start('i1', undefined, slow), world.start('i2'), world.start('i3')];
    await world.pass(100);
    new LiveWatcher(a);
    new LiveWatcher(c, 'other');
    await world.pass(500);
    const watcher = new LiveWatcher(b);
    new LiveWatcher(b, 'other');
    const arriving = new LiveWatcher(c);
    await world.pass(1_000);
    world.engine.stall('i2');
    await world.pass(4_000);
    world.engine.resume('i2');
    await world.pass(8_000);
    const write = slow.hold();
    const seen = world.publish();
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    await world.pass(3_000);
    world.publish('other');
    await world.pass(100);

    expect([watcher.numbers, arriving.numbers]).toEqual([[seen], []]);
    expect(b.upstreams.isBehind).toBe(true);
    write();
    await world.pass(6_000);
    expect([watcher.numbers, arriving.numbers]).toEqual([[seen], [seen]]);
    expect(b.upstreams.isBehind).toBe(false);
  });

  test('names moments where it has served an account of which nobody wants anything', async () => {
    using world = new FleetWorld();
    const { b } = await startPair(world, 500);
    b.upstreams.follow('other', undefined);
    world.engine.stall('i2');
    await world.pass(8_000);
    world.engine.resume('i2');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    await world.pass(10_000);
    world.publish();
    await world.pass(100);

    expect(b.upstreams.isBehind).toBe(false);
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

  test('tells those who came with a moment of the fleet what it alone had before', async () => {
    using world = new FleetWorld();
    const { a, b, owner } = await startPair(world, 500);
    const other = new LiveWatcher(b, 'a', parseBinding('call.CHANNEL_CREATE.*'));
    await world.pass(500);
    world.publish();
    await world.pass(500);
    const cursor = owner.cursor ?? '';
    world.engine.refuse(new Error('LOADING'));
    await world.pass(6_000);
    world.kill(a);
    world.engine.refuse(undefined);
    const aloneAt = new Date();
    const alone = world.publish();
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    const told = other.gaps.length;
    const newcomer = new LiveWatcher(b);
    await world.pass(500);

    expect([newcomer.isLive, missedOn(b, cursor)]).toEqual([true, []]);
    const held = world.publish();
    await world.pass(10_000);
    const [gap, ...further] = newcomer.seen;
    expect(further).toEqual([held]);
    expect(gap).toMatchObject({ certain: true, reason: 'OWNER_LOST' });
    expect(newcomer.gaps[0]?.from.getTime()).toBeLessThan(aloneAt.getTime());
    expect([other.numbers, other.gaps.length]).toEqual([[1, alone, held], told]);
  });

  test('tells those who came to what it has not served that the log lacks something', async () => {
    using world = new FleetWorld();
    const { a, b } = await startPair(world, 500);
    const answers = parseBinding('call.CHANNEL_ANSWER.*');
    new LiveWatcher(a, 'a', answers);
    await world.pass(500);
    world.engine.refuse(new Error('LOADING'));
    await world.pass(6_000);
    world.kill(a);
    world.engine.refuse(undefined);
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    const newcomer = new LiveWatcher(b, 'a', answers);
    await world.pass(500);
    expect(newcomer.isLive).toBe(true);
    const unservedAt = new Date();
    await world.pass(10_000);

    const [gap] = newcomer.gaps;
    expect(gap).toMatchObject({ certain: true, reason: 'OWNER_LOST' });
    expect(gap?.from.getTime()).toBeLessThan(unservedAt.getTime());
    expect(gap?.to.getTime()).toBeGreaterThan(unservedAt.getTime());
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
