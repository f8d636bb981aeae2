import { describe, expect, test } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { FleetWorld } from '../harness/fleet-world.ts';
import { LiveWatcher } from '../harness/live-watcher.ts';
import { missedOn } from '../harness/missed-on.ts';
import { SlowLog } from '../harness/slow-log.ts';
import { startPair } from '../harness/watched-pair.ts';

/**
 * An owner dies while an instance serves by itself, which comes back then: somebody who watched the
 * dead one goes on there, before anybody says what the log lacks.
 */
async function comeBackAlone(world: FleetWorld) {
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
  return { newcomer, other, aloneAt, alone, told };
}

describe('an instance that has served by itself', () => {
  test('tells those who came with a moment of the fleet what it alone had before', async () => {
    using world = new FleetWorld();
    const { newcomer, other, aloneAt, alone, told } = await comeBackAlone(world);
    const held = world.publish();
    await world.pass(10_000);
    const [gap, ...further] = newcomer.seen;
    expect(further).toEqual([held]);
    expect(gap).toMatchObject({ certain: true, reason: 'OWNER_LOST' });
    expect(newcomer.gaps[0]?.from.getTime()).toBeLessThan(aloneAt.getTime());
    expect([other.numbers, other.gaps.length]).toEqual([[1, alone, held], told]);
  });

  test('tells those who came with a moment of the fleet what it alone had where it is by itself again', async () => {
    using world = new FleetWorld();
    const { newcomer, other, aloneAt, alone, told } = await comeBackAlone(world);
    world.engine.refuse(new Error('LOADING'));
    await world.pass(6_000);
    const again = world.publish();
    await world.pass(500);

    const [gap, ...further] = newcomer.seen;
    expect(further).toEqual([again]);
    expect(gap).toMatchObject({ certain: true, reason: 'OWNER_LOST' });
    expect(newcomer.gaps[0]?.from.getTime()).toBeLessThan(aloneAt.getTime());
    expect([other.numbers, other.gaps.length]).toEqual([[1, alone, again], told]);
  });

  test('tells those who came to what it has not served of a gap where the engine comes back empty then', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const served = new LiveWatcher(b);
    await world.pass(1_000);
    world.engine.stall('i2');
    await world.pass(6_000);
    world.engine.resume('i2');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    const told = served.gaps.length;
    const newcomer = new LiveWatcher(b, 'a', parseBinding('object.*.*'));
    await world.pass(500);
    expect([newcomer.isLive, b.source.listening.size > 0]).toEqual([true, true]);

    const lostAt = new Date();
    world.engine.restartEmpty();
    await world.pass(10_000);
    world.publish();
    await world.pass(500);

    expect(newcomer.gaps.some(({ from, to }) => from <= lostAt && lostAt <= to)).toBe(true);
    expect([served.numbers, served.gaps.length]).toEqual([[1], told]);
  });

  test('tells those who came with a moment of the fleet of one gap for all that was written too late', async () => {
    using world = new FleetWorld();
    const slow = new SlowLog(world.engine, 'i1');
    const [a, b, c] = [world.start('i1', undefined, slow), world.start('i2'), world.start('i3')];
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const [watcher, elsewhere] = [new LiveWatcher(b), new LiveWatcher(c)];
    world.publish();
    await world.pass(1_000);
    world.engine.stall('i2');
    await world.pass(4_000);
    world.engine.resume('i2');
    await world.pass(8_000);
    const write = slow.hold();
    const seenAt: Date[] = [];
    for (let count = 0; count < 50; count += 1) {
      seenAt.push(new Date());
      world.publish();
      await world.pass(25);
    }
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    await world.pass(500);
    const newcomers = [new LiveWatcher(b), new LiveWatcher(b)];
    await world.pass(100);
    expect(missedOn(b, elsewhere.cursor ?? '')).toEqual([]);
    let told = 0;
    const unwatch = b.upstreams.statuses.watch('a', () => {
      told += 1;
    });
    write();
    await world.pass(6_000);
    unwatch();

    expect(watcher.numbers).toHaveLength(51);
    for (const { seen, gaps } of newcomers) {
      expect([seen.length, gaps[0]?.from]).toEqual([1, seenAt[0]]);
      expect(gaps[0]?.to.getTime()).toBeGreaterThanOrEqual(seenAt.at(-1)?.getTime() ?? 0);
    }
    expect(told).toBeLessThan(5);
  });

  test('tells of nothing where it has owned the account, whoever came meanwhile', async () => {
    using world = new FleetWorld();
    const { a, b, owner } = await startPair(world, 500);
    world.publish();
    await world.pass(500);
    const newcomer = new LiveWatcher(a);
    await world.pass(500);
    expect([newcomer.isLive, missedOn(a, owner.cursor ?? '')]).toEqual([true, []]);

    world.engine.refuse(new Error('LOADING'));
    await world.pass(6_000);
    const alone = world.publish();
    await world.pass(500);

    expect([a, b].map(({ upstreams }) => upstreams.mode)).toEqual(['solo', 'solo']);
    expect([owner.seen, newcomer.seen]).toEqual([[1, alone], [alone]]);
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
});
