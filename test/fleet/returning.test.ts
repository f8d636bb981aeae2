import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { givesCursor } from './harness/fleet-instance.ts';
import { FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { missedOn } from './harness/missed-on.ts';
import { SlowLog } from './harness/slow-log.ts';
import { startPair } from './harness/watched-pair.ts';

const objects = parseBinding('object.*.*');

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
    await world.pass(3_000);
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
    await world.pass(4_200);
    world.publish('other');
    await world.pass(100);

    expect([watcher.numbers, givesCursor(b, 'a')]).toEqual([[seen], false]);
    // Those of other accounts have had nothing but what the log has.
    expect(givesCursor(b, 'other')).toBe(true);
    await world.pass(10_000);
    world.publish('other');
    await world.pass(100);
    expect(givesCursor(b, 'a')).toBe(true);
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
    expect(givesCursor(b, 'a')).toBe(false);
    write();
    await world.pass(6_000);
    expect([watcher.numbers, arriving.numbers]).toEqual([[seen], [seen]]);
    expect(givesCursor(b, 'a')).toBe(true);
  });

  test('tells those who came with a moment of the fleet what the owner has written too late for them', async () => {
    using world = new FleetWorld();
    const slow = new SlowLog(world.engine, 'i1');
    const [a, b, c] = [world.start('i1', undefined, slow), world.start('i2'), world.start('i3')];
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const watcher = new LiveWatcher(b);
    const elsewhere = new LiveWatcher(c);
    const first = world.publish();
    await world.pass(1_000);
    world.engine.stall('i2');
    await world.pass(4_000);
    world.engine.resume('i2');
    await world.pass(8_000);
    const write = slow.hold();
    const seenAt = new Date();
    const seen = world.publish();
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    await world.pass(500);
    const newcomer = new LiveWatcher(b);
    await world.pass(100);

    expect([newcomer.isLive, missedOn(b, elsewhere.cursor ?? '')]).toEqual([true, []]);
    write();
    await world.pass(6_000);
    expect([watcher.numbers, newcomer.numbers]).toEqual([[first, seen], []]);
    const [gap] = newcomer.gaps;
    expect(gap).toMatchObject({ certain: true, reason: 'OWNER_LOST' });
    expect(gap?.from).toEqual(seenAt);
  });

  test('compares no moment of the fleet with those of its own order', async () => {
    using world = new FleetWorld();
    const slow = new SlowLog(world.engine, 'i2');
    const [a, b] = [world.start('i1'), world.start('i2', undefined, slow)];
    await world.pass(100);
    const elsewhere = new LiveWatcher(a);
    await world.pass(500);
    new LiveWatcher(b);
    await world.pass(500);
    world.engine.stall('i2');
    await world.pass(4_000);
    world.engine.resume('i2');
    const ask = slow.holdHeads();
    world.publish();
    await world.pass(100);
    const { cursor = '' } = elsewhere;
    while (b.upstreams.mode !== 'fleet') await world.pass(25);

    expect(missedOn(b, cursor)).toBeUndefined();
    ask();
    await world.pass(1_000);
    expect(missedOn(b, cursor)).toEqual([]);
  });

  test('names moments again soon also where the clock was set back meanwhile', async () => {
    using world = new FleetWorld();
    const { b } = await startPair(world, 500);
    world.engine.stall('i2');
    await world.pass(8_000);
    world.engine.resume('i2');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    expect(givesCursor(b, 'a')).toBe(false);
    vi.setSystemTime(Date.now() - 3_600_000);
    await world.pass(10_000);
    world.publish();
    await world.pass(100);

    expect([givesCursor(b, 'a'), b.source.listening.size]).toEqual([true, 0]);
  });

  test('names moments again where the owner never gets something that its clients had, which it tells', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await startPair(world, 500);
    a.source.failures.set(objects.text, new GatewayError('UPSTREAM_TIMEOUT', 'No answer.'));
    world.engine.stall('i2');
    await world.pass(8_000);
    const documents = new LiveWatcher(b, 'a', objects);
    await world.pass(500);
    expect([b.upstreams.mode, documents.isLive]).toEqual(['solo', true]);
    world.engine.resume('i2');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    const at: Date[] = [];
    for (let count = 0; count < 400; count += 1) {
      at.push(new Date());
      world.publish();
      await world.pass(100);
    }

    expect([givesCursor(b, 'a'), b.source.listening.size]).toEqual([true, 0]);
    expect(b.upstreams.statuses.get('a').state).toBe('RECONNECTING');
    a.source.failures.clear();
    await world.pass(32_000);
    expect(follower.numbers).toEqual(at.map((_, index) => index + 1));
    const [gap] = documents.gaps;
    expect(documents.numbers.length).toBeGreaterThan(250);
    expect(documents.seen).toEqual([...at.slice(0, documents.numbers.length).map((_, index) => index + 1), gap]);
    expect(at.findIndex((moment) => gap !== undefined && moment >= gap.from)).toBe(documents.numbers.length);
  });

  test('stays in the fleet however much its own connections bring of many accounts after the log', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    const accounts = Array.from({ length: 20 }, (_, index) => `a${index}`);
    for (const accountId of accounts) new LiveWatcher(a, accountId);
    await world.pass(500);
    const watchers = accounts.map((accountId) => new LiveWatcher(b, accountId));
    await world.pass(500);
    world.engine.stall('i2');
    await world.pass(8_000);
    world.engine.resume('i2');
    while (b.upstreams.mode !== 'fleet') await world.pass(25);
    for (const { source } of [a, b]) source.eventSize = 100_000;
    for (const source of [a.source, b.source]) {
      for (const [index, accountId] of accounts.entries()) source.bring(accountId, index);
      await world.pass(25);
    }
    expect(b.source.listening.size).toBe(20);
    await world.pass(10_000);

    expect([b.upstreams.mode, b.source.listening.size]).toEqual(['fleet', 0]);
    expect(watchers.map(({ numbers }) => numbers)).toEqual(accounts.map((_, index) => [index]));
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

    expect(givesCursor(b, 'a')).toBe(true);
  });
});
