import { expect, test, vi } from 'vitest';
import { FleetWorld } from '../harness/fleet-world.ts';
import { LiveWatcher } from '../harness/live-watcher.ts';
import { memoryLog } from '../harness/memory/memory-log.ts';
import { SlowLog } from '../harness/slow-log.ts';

test('says that all is well where an owner died while the others served by themselves', async () => {
  using world = new FleetWorld();
  const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
  await world.pass(100);
  new LiveWatcher(a);
  await world.pass(500);
  const watchers = [new LiveWatcher(b), new LiveWatcher(c)];
  await world.pass(500);
  world.publish();
  await world.pass(1_000);
  world.kill(a);
  world.engine.refuse(new Error('LOADING'));
  await world.pass(6_000);
  world.engine.refuse(undefined);
  await world.pass(40_000);
  world.publish();
  await world.pass(1_000);

  expect([b, c].map(({ upstreams }) => upstreams.mode)).toEqual(['fleet', 'fleet']);
  expect([b, c].map(({ upstreams }) => upstreams.roles.owner).sort()).toEqual([0, 1]);
  expect(watchers.map(({ numbers }) => numbers)).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect([b, c].map(({ upstreams }) => upstreams.statuses.get('a').state)).toEqual(['LIVE', 'LIVE']);
});

test('says that all is well where an owner was only taken for dead', async () => {
  using world = new FleetWorld();
  const log = new SlowLog(world.engine, 'i1');
  const logB = memoryLog(world.engine, 'i2');
  const a = world.start('i1', undefined, log);
  await world.pass(100);
  new LiveWatcher(a);
  await world.pass(500);
  const b = world.start('i2', undefined, logB);
  await world.pass(100);
  new LiveWatcher(b);
  await world.pass(5_000);
  const acquire = logB.acquire.bind(logB);
  let asked = 0;
  const pass = log.holdBeats();
  vi.spyOn(logB, 'acquire').mockImplementation(async (...args) => {
    asked += 1;
    pass();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return await acquire(...args);
  });
  await world.pass(30_000);
  world.publish();
  await world.pass(1_000);

  expect([asked, a.upstreams.roles.owner]).toEqual([1, 1]);
  expect([a, b].map(({ upstreams }) => upstreams.statuses.get('a').state)).toEqual(['LIVE', 'LIVE']);
});
