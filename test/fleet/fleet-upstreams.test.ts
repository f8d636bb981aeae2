import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { SlowLog } from './harness/slow-log.ts';

const objects = parseBinding('object.*.*');

function watch(instance: Instance, accountId = 'a'): LiveWatcher {
  return new LiveWatcher(instance, accountId);
}

describe('a fleet', () => {
  test('subscribes an account once for the clients of all its instances', async () => {
    using world = new FleetWorld();
    const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);

    const watchers = [watch(a), watch(b), watch(c)];
    await world.pass(500);
    world.publish();
    world.publish();
    await world.pass(100);

    expect(world.faults).toEqual([]);
    expect(watchers.map(({ isLive }) => isLive)).toEqual([true, true, true]);
    expect(watchers.map(({ seen }) => seen)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(world.instances.map(({ source }) => source.listening.size).sort()).toEqual([0, 0, 1]);
    expect(watchers[0]?.cursor).toBe(watchers[2]?.cursor);
  });

  test('resumes a cursor of one instance on another, which nobody used before', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    const first = watch(a);
    await world.pass(500);
    for (let count = 0; count < 5; count += 1) world.publish();
    await world.pass(100);
    const cursor = first.cursor ?? '';
    world.publish();
    world.publish();
    await world.pass(100);

    const resumed = watch(b);
    await world.pass(500);

    const missed = [...b.upstreams.since(cursor, 'a', [everything])].map(({ event }) => event.data['number']);
    expect(missed).toEqual([6, 7]);
    world.publish();
    await world.pass(100);
    expect(resumed.seen).toEqual([8]);
    expect(first.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('tells a gap where the owner died, and goes on within eight seconds', async () => {
    using world = new FleetWorld();
    const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);
    const owner = watch(a);
    await world.pass(500);
    const [second, third] = [watch(b), watch(c)];
    await world.pass(500);
    world.publish();
    await world.pass(100);

    world.kill(a);
    const lost = world.publish();
    await world.pass(8_000);
    const next = world.publish();
    await world.pass(100);

    expect(owner.numbers).toEqual([1]);
    for (const watcher of [second, third]) {
      expect(watcher.numbers).toEqual([1, next]);
      expect(watcher.gaps.map(({ reason, certain }) => ({ reason, certain }))).toEqual([
        { reason: 'OWNER_LOST', certain: true },
      ]);
    }
    expect(lost).toBe(2);
    expect([...b.source.listening, ...c.source.listening]).toHaveLength(1);
  });

  test('tells since when events are missing where the engine goes away before a new owner gets them', async () => {
    for (const isWritten of [false, true]) {
      using world = new FleetWorld();
      const a = world.start('i1');
      const log = new SlowLog(world.engine, 'i2');
      const b = world.start('i2', undefined, log);
      await world.pass(100);
      watch(a);
      await world.pass(500);
      const follower = watch(b);
      await world.pass(3_000);
      log.holdWants();
      if (!isWritten) log.hold();
      const diedAt = new Date();
      world.kill(a);
      while (b.upstreams.roles.owner === 0) await world.pass(25);
      await world.pass(500);

      world.engine.refuse(new Error('LOADING'));
      await world.pass(4_000);
      const next = world.publish();
      await world.pass(100);

      expect([b.upstreams.mode, follower.numbers]).toEqual(['solo', [next]]);
      expect(follower.gaps.map(({ from, certain }) => [from <= diedAt, certain])).toEqual([[true, true]]);
    }
  });

  test('serves by itself while the engine is away, without a gap at the owner, and forms again', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    const owner = watch(a);
    await world.pass(500);
    const follower = watch(b);
    await world.pass(500);
    world.publish();
    await world.pass(100);

    world.engine.refuse(new Error('LOADING'));
    for (let count = 0; count < 20; count += 1) {
      world.publish();
      await world.pass(500);
    }
    expect(a.upstreams.mode).toBe('solo');
    world.engine.refuse(undefined);
    for (let count = 0; count < 60; count += 1) {
      world.publish();
      await world.pass(500);
    }

    expect([a.upstreams.mode, b.upstreams.mode]).toEqual(['fleet', 'fleet']);
    expect(owner.numbers).toEqual(Array.from({ length: 81 }, (_, index) => index + 1));
    expect(owner.gaps).toEqual([]);
    expect(follower.gaps.length).toBeGreaterThan(0);
    expect(new Set(follower.numbers).size).toBe(follower.numbers.length);
    expect(follower.numbers.at(-1)).toBe(81);
    expect([...a.source.listening, ...b.source.listening]).toHaveLength(1);
  });

  test('brings or tells of what its owner had written and not heard of when the engine went away', async () => {
    // More than the second is not kept for an engine that loses what it was told.
    for (const eventsPerTurn of [1, 700]) {
      using world = new FleetWorld();
      const [a, b] = [world.start('i1'), world.start('i2')];
      await world.pass(100);
      const owner = watch(a);
      await world.pass(500);
      const follower = watch(b);
      await world.pass(3_450);

      world.engine.swallow(() => true);
      for (let turn = 0; turn < 5; turn += 1) {
        for (let count = 0; count < eventsPerTurn; count += 1) world.publish();
        await world.pass(100);
      }
      const lostAt = Date.now();
      world.engine.refuse(new Error('LOADING'));
      world.engine.disconnect();
      await world.pass(3_000);
      world.engine.swallow(() => false);
      world.engine.refuse(undefined);
      for (let count = 0; count < 40; count += 1) {
        world.publish();
        await world.pass(500);
      }

      const all = Array.from({ length: world.number }, (_, index) => index + 1);
      expect([a.upstreams.mode, b.upstreams.mode]).toEqual(['fleet', 'fleet']);
      for (const { numbers, gaps } of [owner, follower]) {
        expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
        expect(numbers.slice(-10)).toEqual(all.slice(-10));
        const [gap] = gaps;
        const isTold = gap !== undefined && gap.from.getTime() <= lostAt - 500 && gap.to.getTime() >= lostAt;
        expect(numbers.length === all.length || isTold).toBe(true);
      }
      expect(owner.gaps).toHaveLength(eventsPerTurn === 1 ? 0 : 1);
    }
  });

  test('gives an account up when nobody wants it any more', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    const [first, second] = [watch(a), watch(b)];
    await world.pass(500);

    first.unsubscribe();
    await world.pass(5_000);
    world.publish();
    await world.pass(100);
    expect(second.seen).toEqual([1]);
    second.unsubscribe();
    await world.pass(8_000);

    expect(
      world.instances.map(({ upstreams, source }) => [upstreams.accounts, source.listening.size, source.followers]),
    ).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test('forgets after a while what a dead instance wanted, also of an account whose wants do not change', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    watch(a);
    await world.pass(500);
    new LiveWatcher(b, 'a', objects);
    await world.pass(1_000);
    const bindings = (): readonly string[] => [...a.source.listening.values()].map(({ binding }) => binding.text);
    const before = bindings();

    world.kill(b);
    await world.pass(75_000);

    expect(before).toContain(objects.text);
    expect(bindings()).toEqual([everything.text]);
  });

  test('replaces all its instances, one after the other, without a gap and without a copy', async () => {
    using world = new FleetWorld();
    const replaced = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);
    const accounts = ['a', 'b', 'c', 'd'];
    const clients = accounts.map((accountId, index) => watch(replaced[index % 3] as Instance, accountId));
    const watcher = world.start('i4');
    const last = accounts.map((accountId) => watch(watcher, accountId));
    await world.pass(1_000);

    const draining = (async () => {
      for (const instance of replaced) {
        await instance.upstreams.drain();
        instance.upstreams.close(new GatewayError('SHUTTING_DOWN', 'It is replaced.'));
        instance.source.isDead = true;
        world.start(`${instance.id}'`);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
      }
    })();
    const published: Record<string, number[]> = { a: [], b: [], c: [], d: [] };
    for (let count = 0; count < 400; count += 1) {
      const accountId = accounts[count % 4] ?? 'a';
      published[accountId]?.push(world.publish(accountId));
      await world.pass(50);
    }
    await draining;
    await world.pass(1_000);

    expect(world.faults).toEqual([]);
    expect(last.map(({ seen }) => seen)).toEqual(accounts.map((accountId) => published[accountId]));
    expect(clients.map(({ ended }) => ended?.code)).toEqual(Array(4).fill('SHUTTING_DOWN'));
  });
});
