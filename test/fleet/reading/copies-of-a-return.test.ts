import { expect, test } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { everything, FleetWorld } from '../harness/fleet-world.ts';
import { LiveWatcher } from '../harness/live-watcher.ts';

const creations = parseBinding('call.CHANNEL_CREATE.*');

/** An instance that comes back from solo, for which its owner does not have a binding yet. */
async function comesBack(world: FleetWorld, lagMs: number): Promise<LiveWatcher> {
  const [a, b] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  new LiveWatcher(a, 'a', creations);
  await world.pass(500);
  b.source.lagMs = lagMs;
  new LiveWatcher(b, 'a', creations);
  await world.pass(500);
  world.engine.stall('i2');
  await world.pass(8_000);
  // While the instance serves by itself, so that nobody else knows of it.
  const watcher = new LiveWatcher(b, 'a', everything);
  await world.pass(500);
  world.engine.resume('i2');
  while (b.upstreams.mode !== 'fleet') await world.pass(25);
  return watcher;
}

test('brings an event of which the log had the copy of another binding earlier', async () => {
  using world = new FleetWorld();
  const watcher = await comesBack(world, 70);

  const first = world.publish();
  await world.pass(2_000);
  const second = world.publish();
  await world.pass(2_000);

  expect(watcher.seen).toEqual([first, second]);
});

test('tells of a gap where that copy would come after later events', async () => {
  using world = new FleetWorld();
  const watcher = await comesBack(world, 500);

  const at = new Date();
  world.publish();
  await world.pass(100);
  const second = world.publish();
  await world.pass(2_000);
  const third = world.publish();
  await world.pass(2_000);

  expect(watcher.numbers).toEqual([second, third]);
  expect(watcher.gaps.some(({ from, to }) => from <= at && at <= to)).toBe(true);
});
