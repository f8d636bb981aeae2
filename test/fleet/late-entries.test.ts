import { expect, test } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import type { Gap } from '../../src/upstream/history/gap.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { missedOn } from './harness/missed-on.ts';
import { SlowLog } from './harness/slow-log.ts';
import { startPair } from './harness/watched-pair.ts';

function covers(gaps: readonly Gap[], at: Date): boolean {
  return gaps.some(({ from, to }) => from <= at && at <= to);
}

/** Lets events happen, ten a second, and returns when each of them did. */
async function publishFor(world: FleetWorld, ms: number): Promise<readonly Date[]> {
  const at: Date[] = [];
  for (let left = ms; left > 0; left -= 100) {
    at.push(new Date());
    world.publish();
    await world.pass(100);
  }
  return at;
}

/** An owner that writes when `log` lets it, and a client of another instance. */
async function startOwner(world: FleetWorld) {
  const log = new SlowLog(world.engine, 'i1');
  const [owner, follower] = [world.start('i1', undefined, log), world.start('i2')];
  await world.pass(100);
  new LiveWatcher(owner);
  await world.pass(500);
  const watcher = new LiveWatcher(follower);
  await world.pass(5_000);
  return { log, owner, watcher };
}

function ownedBy({ instance }: { readonly instance: Instance }): number {
  return instance.upstreams.roles.owner;
}

test('what an owner got and could not write for seconds, though it beat, is told as a gap when it dies', async () => {
  using world = new FleetWorld();
  const { log, owner, watcher } = await startOwner(world);

  log.hold();
  const lost = await publishFor(world, 5_000);
  world.kill(owner);
  await world.pass(8_000);
  const next = world.publish();
  await world.pass(100);

  expect(watcher.numbers).toEqual([next]);
  expect(lost.filter((at) => !covers(watcher.gaps, at))).toEqual([]);
});

test('what came while an owner stood still is told as a gap where it beats, and dies before it wrote', async () => {
  using world = new FleetWorld();
  const { log, owner, watcher } = await startOwner(world);
  // Until right after a beat.
  await world.pass(500);

  log.hold();
  const goOn = log.holdBeats();
  owner.source.isDead = true;
  const lost = await publishFor(world, 3_500);
  owner.source.isDead = false;
  goOn();
  for (const [index] of lost.entries()) owner.source.bring('a', index + 1);
  await world.pass(50);
  expect(owner.upstreams.roles.owner).toBe(1);
  world.kill(owner);
  await world.pass(10_000);
  const next = world.publish();
  await world.pass(100);

  expect(watcher.numbers).toEqual([next]);
  expect(lost.filter((at) => !covers(watcher.gaps, at))).toEqual([]);
});

test('what was written late, before its owner died, is told as no gap', async () => {
  using world = new FleetWorld();
  const { log, owner, watcher } = await startOwner(world);

  const pass = log.hold();
  const late = await publishFor(world, 5_000);
  pass();
  await world.pass(5_000);
  world.kill(owner);
  await world.pass(8_000);
  const next = world.publish();
  await world.pass(100);

  expect(watcher.numbers).toEqual([...late.map((_, index) => index + 1), next]);
  expect(late.filter((at) => covers(watcher.gaps, at))).toEqual([]);
});

test('what was lost with an owner is told as a gap also where its successor dies before it tells that', async () => {
  using world = new FleetWorld();
  const a = world.start('i1');
  await world.pass(100);
  new LiveWatcher(a);
  await world.pass(500);
  const others = ['i2', 'i3'].map((id) => {
    const log = new SlowLog(world.engine, id);
    const instance = world.start(id, undefined, log);
    return { log, instance, watcher: new LiveWatcher(instance) };
  });
  await world.pass(5_000);

  const passes = others.map(({ log }) => log.hold());
  world.kill(a);
  const lost = await publishFor(world, 7_000);
  const [successor, heir] = others.toSorted((one, other) => ownedBy(other) - ownedBy(one));
  expect(others.map(ownedBy).toSorted()).toEqual([0, 1]);
  if (successor !== undefined) world.kill(successor.instance);
  for (const pass of passes) pass();
  await world.pass(8_000);
  const next = world.publish();
  await world.pass(100);

  expect(heir?.watcher.numbers).toEqual([next]);
  expect(lost.filter((at) => !covers(heir?.watcher.gaps ?? [], at))).toEqual([]);
});

test('what was held for a handover that failed comes to nobody after what is later', async () => {
  using world = new FleetWorld();
  const [a, prepared] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  new LiveWatcher(a);
  await world.pass(500);
  void a.upstreams.drain();
  while (prepared.source.listening.size === 0) await world.pass(25);
  world.kill(a);
  const c = world.start('i3');
  await world.pass(100);
  const watcher = new LiveWatcher(c);
  const lostAt = new Date();
  world.publish();
  while (c.upstreams.roles.owner === 0) await world.pass(25);
  await world.pass(500);
  const first = world.publish();
  await world.pass(500);

  void c.upstreams.drain();
  await world.pass(3_000);
  const next = world.publish();
  await world.pass(500);

  expect(lostAt.getTime()).toBeGreaterThan(Date.now() - 15_000);
  expect(prepared.upstreams.roles.owner).toBe(1);
  expect(watcher.numbers).toEqual([first, next]);
});

test('tells all that it lacks where the engine goes away before what the channel did not bring is read', async () => {
  for (const hasFailed of [true, false]) {
    using world = new FleetWorld();
    const a = world.start('i1');
    const log = new SlowLog(world.engine, 'i2');
    const b = world.start('i2', undefined, log);
    await world.pass(100);
    new LiveWatcher(a);
    await world.pass(500);
    const follower = new LiveWatcher(b);
    // So long ago nothing is missing, although nothing has come since.
    await world.pass(20_000);

    const readOn = log.holdReads();
    const lostAtMs = Date.now();
    world.engine.swallow((_, accountId) => accountId !== undefined);
    world.publish();
    await world.pass(25);
    world.engine.swallow(() => false);
    await publishFor(world, 6_000);
    world.engine.refuse(new Error('LOADING'));
    world.engine.disconnect();
    if (hasFailed) readOn();
    await world.pass(3_000);
    const next = world.publish();
    await world.pass(100);

    const [gap] = follower.gaps;
    expect([b.upstreams.mode, follower.numbers]).toEqual(['solo', [next]]);
    expect(gap?.from.getTime()).toBeLessThanOrEqual(lostAtMs);
    expect(gap?.from.getTime()).toBeGreaterThan(lostAtMs - 5_000);
  }
});

test('an owner that cannot read any more what it wrote costs the clients of others nothing', async () => {
  using world = new FleetWorld({ maxLogBytes: 3_000 });
  const { a, b, owner, follower } = await startPair(world, 3_000);
  await publishFor(world, 2_000);
  world.engine.swallow((id, accountId) => id === 'i1' && accountId !== undefined);
  const other = new LiveWatcher(a, 'a', parseBinding('object.*.*'));
  await world.pass(100);
  const unreadAt = new Date();
  for (let count = 0; count < 15; count += 1) {
    world.publish();
    await world.pass(25);
  }
  const { cursor = '' } = follower;
  world.engine.swallow(() => false);

  await publishFor(world, 2_000);

  const all = Array.from({ length: world.number }, (_, index) => index + 1);
  expect([a, b].map(({ upstreams }) => upstreams.roles.owner)).toEqual([1, 0]);
  expect(follower.seen).toEqual(all);
  expect(owner.numbers.length).toBeLessThan(all.length);
  expect(covers(owner.gaps, unreadAt)).toBe(true);
  expect(owner.numbers.slice(-20)).toEqual(all.slice(-20));
  expect(other.isLive).toBe(true);
  expect([cursor, missedOn(b, cursor)]).toEqual([expect.stringMatching(/./), all.slice(-20)]);
});
