import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import type { Gap } from '../../src/upstream/history/gap.ts';
import { FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { memoryLog } from './harness/memory/memory-log.ts';
import { startPair } from './harness/watched-pair.ts';
import { RecordedLog } from './log/recorded-log.ts';

const objects = parseBinding('object.*.*');

function covers(gaps: readonly Gap[], at: Date): boolean {
  return gaps.some(({ from, to }) => from <= at && at <= to);
}

describe('an account that changes hands', () => {
  test('goes without a gap, as a hundred do within the few seconds that an instance has to stop', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    await world.pass(100);
    const accountIds = Array.from({ length: 100 }, (_, index) => `a${index}`);
    for (const accountId of accountIds) new LiveWatcher(a, accountId);
    await world.pass(1_000);
    const b = world.start('i2');
    await world.pass(100);
    const watchers = accountIds.map((accountId) => new LiveWatcher(b, accountId));
    await world.pass(1_000);

    void a.upstreams.drain();
    await world.pass(4_500);

    expect([a, b].map(({ upstreams }) => upstreams.roles.owner)).toEqual([0, accountIds.length]);
    expect(watchers.flatMap(({ gaps }) => gaps)).toEqual([]);
  });

  test('is taken at once, with a gap, where its owner gives it up before its successor is ready', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await startPair(world);

    const drained = a.upstreams.drain();
    await world.pass(200);
    await a.upstreams.resign();
    const lostAt = new Date();
    world.publish();
    await world.pass(500);
    const next = world.publish();
    await world.pass(100);
    await drained;

    expect(b.upstreams.roles.owner).toBe(1);
    expect(follower.numbers.at(-1)).toBe(next);
    expect(covers(follower.gaps, lostAt)).toBe(true);
  });

  test('is told as a gap where its owner dies before its successor is ready', async () => {
    using world = new FleetWorld();
    const { a, follower } = await startPair(world);
    world.publish();
    await world.pass(100);

    void a.upstreams.drain();
    await world.pass(25);
    world.kill(a);
    const lostAt = new Date();
    world.publish();
    await world.pass(8_000);
    const next = world.publish();
    await world.pass(100);

    expect(follower.numbers).toEqual([1, next]);
    expect(covers(follower.gaps, lostAt)).toBe(true);
  });

  test('is told as a gap by who owned it before, too, where its owner dies before that is ready again', async () => {
    using world = new FleetWorld();
    await using other = new RecordedLog(memoryLog(world.engine, 'other'));
    const { a, b, owner } = await startPair(world, 1_000);
    const taken = await other.log.acquire('a', (await other.log.leases(['a'])).get('a'), 0);
    if (taken.kind === 'acquired') await other.log.transfer('a', taken.head.lease.fence, 'i2');
    await world.pass(5_000);
    expect([a, b].map(({ upstreams }) => upstreams.roles.owner)).toEqual([0, 1]);

    void b.upstreams.drain();
    await world.pass(25);
    world.kill(b);
    const lostAt = new Date();
    world.publish();
    await world.pass(8_000);
    const next = world.publish();
    await world.pass(100);

    expect(owner.numbers).toEqual([next]);
    expect(covers(owner.gaps, lostAt)).toBe(true);
  });

  test('stays where it is, and nobody is told, where its owner does not hand over what it has announced', async () => {
    using world = new FleetWorld();
    await using other = new RecordedLog(memoryLog(world.engine, 'other'));
    const { b, follower } = await startPair(world);
    // More than an instance holds.
    b.source.eventSize = 200_000;

    await other.log.send('i2', JSON.stringify({ kind: 'prepare', accountId: 'a' }));
    for (let count = 0; count < 200; count += 1) {
      world.publish();
      await world.pass(100);
    }

    expect(follower.seen).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect([b.upstreams.mode, b.source.listening.size]).toEqual(['fleet', 0]);
  });

  test('is waited for no longer when its owner is closed', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    const other = new RecordedLog(memoryLog(world.engine, 'other'));
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(2_000);

    void a.upstreams.drain();
    await world.pass(100);
    const asked = other.of('onMessage').map(([from, text]) => [from, JSON.parse(text)]);
    a.upstreams.close(new GatewayError('SHUTTING_DOWN', 'It is replaced.'));
    await Promise.all([a.upstreams.withdrawn, other.log.close()]);
    await world.pass(25);

    expect(asked).toEqual([['i1', { kind: 'prepare', accountId: 'a' }]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('goes to another instance without a gap also where more comes meanwhile than that holds', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const watcher = new LiveWatcher(b);
    await world.pass(5_000);
    for (const { source } of [a, b]) source.eventSize = 200_000;

    const drained = a.upstreams.drain();
    for (let count = 0; count < 40; count += 1) {
      world.publish();
      await world.pass(100);
    }
    await drained;

    expect(b.upstreams.roles.owner).toBe(1);
    expect(watcher.seen).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  test('goes to an instance that has just come', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const b = world.start('i2');
    await world.pass(50);
    const watcher = new LiveWatcher(b);
    await world.pass(100);

    const drained = a.upstreams.drain();
    for (let count = 0; count < 40; count += 1) {
      world.publish();
      await world.pass(100);
    }
    await drained;

    expect(watcher.seen).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(b.upstreams.roles.owner).toBe(1);
  });

  test('goes to no instance that serves by itself', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const [b, c] = [world.start('i2'), world.start('i3')];
    await world.pass(500);
    const watcher = new LiveWatcher(c);
    await world.pass(500);
    world.engine.stall('i2');
    await world.pass(8_000);
    world.engine.resume('i2');
    await world.pass(3_000);
    expect(b.upstreams.mode).toBe('solo');

    void a.upstreams.drain();
    for (let count = 0; count < 100; count += 1) {
      world.publish();
      await world.pass(100);
    }

    expect(c.upstreams.roles.owner).toBe(1);
    expect(watcher.seen).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  test('is told as a gap where the engine goes away before its successor is ready', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await startPair(world);

    void a.upstreams.drain();
    await world.pass(25);
    world.engine.refuse(new Error('LOADING'));
    const lostAt = new Date();
    world.publish();
    await world.pass(6_000);
    world.publish();
    await world.pass(100);

    expect(b.upstreams.mode).toBe('solo');
    expect(follower.numbers).toEqual([2]);
    expect(covers(follower.gaps, lostAt)).toBe(true);
  });

  test('goes to an instance that has clients for it when its owner has none any more, and nobody is told', async () => {
    using world = new FleetWorld();
    const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
    await world.pass(100);
    const first = new LiveWatcher(a);
    await world.pass(500);
    const watcher = new LiveWatcher(c);
    await world.pass(500);
    first.unsubscribe();

    for (let count = 0; count < 250; count += 1) {
      world.publish();
      await world.pass(100);
    }

    expect([a, b, c].map(({ upstreams }) => upstreams.roles.owner)).toEqual([0, 0, 1]);
    expect([a, b, c].map(({ source }) => source.listening.size)).toEqual([0, 0, 1]);
    expect(watcher.seen).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
    expect(a.upstreams.accounts).toBe(0);
  });

  test('keeps a binding that was wanted while it was handed over', async () => {
    using world = new FleetWorld();
    const { a, b, follower } = await startPair(world);

    void a.upstreams.drain();
    await world.pass(300);
    const late = new LiveWatcher(b, 'a', objects);
    const at: Date[] = [];
    for (let count = 0; count < 100; count += 1) {
      await world.pass(25);
      if (!late.isLive) continue;
      at.push(new Date());
      world.publish();
    }
    await world.pass(500);

    const first = world.number - at.length + 1;
    expect(at.length).toBeGreaterThan(50);
    expect(follower.seen).toEqual(at.map((_, index) => first + index));
    expect(late.seen).toEqual(follower.seen);
  });

  test.each(['null', 'no JSON', '[]', '{"kind":"prepare"}', '{"kind":"prepare","accountId":7}', '{"kind":"ready"}'])(
    'is not one of which an instance says %s',
    async (text) => {
      using world = new FleetWorld();
      const a = world.start('i1');
      await using other = new RecordedLog(memoryLog(world.engine, 'other'));
      await world.pass(100);

      await other.log.send('i1', text);
      await world.pass(2_000);

      expect([a.upstreams.mode, a.upstreams.accounts, world.faults]).toEqual(['fleet', 0, []]);
    },
  );
});
