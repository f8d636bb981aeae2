import { afterEach, describe, expect, test, vi } from 'vitest';
import { readCursor } from '../../src/upstream/history/event-clock.ts';
import { givesCursor, type Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { startPair } from './harness/watched-pair.ts';

afterEach(() => {
  vi.useRealTimers();
});

function epochOf({ upstreams }: Instance): string | undefined {
  return readCursor(upstreams.cursor)?.epoch;
}

/** An owner, one who follows, and ten events that both have had. */
async function fleetOfTwo(world: FleetWorld) {
  const pair = await startPair(world);
  for (let count = 0; count < 10; count += 1) {
    world.publish();
    await world.pass(25);
  }
  return pair;
}

describe('an engine that comes back without the last writes', () => {
  test('has no client told a moment by which it would have what is still to be put back', async () => {
    using world = new FleetWorld();
    const { b } = await fleetOfTwo(world);
    new LiveWatcher(b, 'other');
    await world.pass(1_000);
    const c = world.start('i3');
    await world.pass(5_000);
    const last = world.publish();
    await world.pass(25);

    world.engine.failOver(1);
    world.engine.stall('i1');
    await world.pass(200);
    const [late, other] = [new LiveWatcher(c), new LiveWatcher(c, 'other')];
    await world.pass(300);
    world.publish('other');
    await world.pass(100);
    const before = givesCursor(c, 'a');
    world.engine.resume('i1');
    await world.pass(5_000);

    expect([late, other].map(({ numbers }) => numbers)).toEqual([[last], [last + 1]]);
    expect([before, givesCursor(c, 'a')]).toEqual([false, true]);
  });

  test('gets them again from the owner: no client is told anything, and cursors stay good', async () => {
    using world = new FleetWorld();
    const { a, b, owner, follower } = await fleetOfTwo(world);
    const [epoch, cursor] = [epochOf(a), follower.cursor ?? ''];

    world.engine.failOver(6);
    world.publish();
    await world.pass(5_000);
    world.publish();
    await world.pass(100);
    const c = world.start('i3');
    await world.pass(100);
    new LiveWatcher(c);
    await world.pass(500);

    const all = Array.from({ length: 12 }, (_, index) => index + 1);
    expect([owner.seen, follower.seen]).toEqual([all, all]);
    expect([a, b, c].map(epochOf)).toEqual([epoch, epoch, epoch]);
    expect([...c.upstreams.since(cursor, 'a', [everything])].map(({ event }) => event.data['number'])).toEqual([
      11, 12,
    ]);
  });

  test('gets them again also where nothing new happens, from an owner that comes back after others', async () => {
    using world = new FleetWorld();
    const { a, follower } = await fleetOfTwo(world);
    const [epoch, cursor] = [epochOf(a), follower.cursor ?? ''];

    world.engine.failOver(6);
    world.engine.stall('i1');
    await world.pass(800);
    world.engine.resume('i1');
    await world.pass(3_000);
    const c = world.start('i3');
    await world.pass(100);
    new LiveWatcher(c);
    await world.pass(500);

    expect(epochOf(c)).toBe(epoch);
    expect([...c.upstreams.since(cursor, 'a', [everything])]).toEqual([]);
  });

  test('begins another order where the owner is gone, too: who saw more tells the gap', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await fleetOfTwo(world);
    const [epoch, cursor] = [epochOf(b), follower.cursor ?? ''];

    world.kill(a);
    world.engine.failOver(6);
    const lostAt = new Date();
    world.publish();
    await world.pass(9_000);
    const next = world.publish();
    await world.pass(100);

    expect(follower.numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, next]);
    expect(follower.gaps.some(({ from, to }) => from <= lostAt && lostAt <= to)).toBe(true);
    expect(epochOf(b)).not.toBe(epoch);
    expect(b.upstreams.sinceIfKnown(cursor, 'a', [everything])).toBeUndefined();
  });

  test('begins another order where one who has seen less took the account over, and its clock went back', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await fleetOfTwo(world);
    const epoch = epochOf(b);
    // It may not take the account itself.
    await b.upstreams.drain();
    const cursor = follower.cursor ?? '';

    world.kill(a);
    world.engine.failOver(6);
    vi.setSystemTime(new Date('2026-03-01T11:00:00Z'));
    const c = world.start('i3');
    await world.pass(1_200);
    const other = new LiveWatcher(c);
    await world.pass(9_000);
    const next = world.publish();
    await world.pass(100);

    expect(other.numbers).toEqual([next]);
    expect(follower.numbers.at(-1)).toBe(next);
    expect(follower.gaps).toHaveLength(1);
    expect(epochOf(b)).not.toBe(epoch);
    expect(b.upstreams.sinceIfKnown(cursor, 'a', [everything])).toBeUndefined();
  });
});

describe('an account that has expired', () => {
  test('begins no new order of the fleet where an instance comes back that had followed it', async () => {
    using world = new FleetWorld({ keepMs: 20_000 });
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    const [own, other] = [new LiveWatcher(a, 'a'), new LiveWatcher(b, 'b')];
    await world.pass(500);
    world.publish('a');
    world.publish('b');
    await world.pass(100);
    const [epoch, cursor] = [epochOf(b), other.cursor ?? ''];

    world.engine.stall('i1');
    await world.pass(30_000);
    world.engine.resume('i1');
    await world.pass(15_000);
    const next = [world.publish('a'), world.publish('b')];
    await world.pass(100);

    expect([a, b].map(epochOf)).toEqual([epoch, epoch]);
    expect(own.seen).toEqual([1, next[0]]);
    expect(other.seen).toEqual([2, next[1]]);
    expect([...b.upstreams.since(cursor, 'b', [everything])]).toHaveLength(1);
    expect(a.upstreams.roles.owner).toBe(1);
  });

  test('begins no new order of the fleet where an instance wants it again', async () => {
    using world = new FleetWorld({ keepMs: 20_000 });
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    a.upstreams.follow('a', undefined);
    const [first, other] = [new LiveWatcher(a, 'a'), new LiveWatcher(b, 'b')];
    await world.pass(500);
    world.publish('a');
    world.publish('b');
    await world.pass(100);
    const epoch = epochOf(b);

    first.unsubscribe();
    await world.pass(40_000);
    expect(a.upstreams.accounts).toBe(1);
    const again = new LiveWatcher(a, 'a');
    await world.pass(3_000);
    const next = [world.publish('a'), world.publish('b')];
    await world.pass(100);

    expect([a, b].map(epochOf)).toEqual([epoch, epoch]);
    expect(again.seen).toEqual([next[0]]);
    expect(other.seen).toEqual([2, next[1]]);
  });
});
