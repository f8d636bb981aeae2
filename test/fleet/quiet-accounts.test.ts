import { describe, expect, test, vi } from 'vitest';
import { entryFormats } from '../../src/fleet/entries/format-choice.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { cursorText, readCursor } from '../../src/upstream/history/event-clock.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { memoryLog } from './harness/memory/memory-log.ts';

/** What a client of `b` missed that resumes after a cursor; undefined: it must load afresh. */
async function resume({ upstreams }: Instance, cursor: string): Promise<readonly unknown[] | undefined> {
  await upstreams.reach(cursor, 'b');
  const missed = upstreams.sinceIfKnown(cursor, 'b', [everything]);
  return missed && [...missed].map(({ event }) => event.data['number']);
}

/** Two instances with clients of `b`, of which the first has some of `a`, too, which is busy. */
async function startQuiet(world: FleetWorld) {
  const [first, second] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  const watchers = [new LiveWatcher(first, 'b'), new LiveWatcher(second, 'b'), new LiveWatcher(first, 'a')];
  await world.pass(1_000);
  world.publish('b');
  await world.pass(100);
  for (let count = 0; count < 3; count += 1) world.publish('a');
  await world.pass(100);
  expect(watchers.map(({ numbers }) => numbers)).toEqual([[1], [1], [2, 3, 4]]);
  // As a ping has it: later than the last event of `b`.
  return { first, second, ping: first.upstreams.cursor };
}

describe('an account whose last event is before a ping', () => {
  test('is resumed after the ping, on the same instance and on one without the events in between', async () => {
    using world = new FleetWorld();
    const { first, second, ping } = await startQuiet(world);

    expect(await resume(first, ping)).toEqual([]);
    expect(await resume(second, ping)).toEqual([]);
    world.publish('b');
    await world.pass(100);

    expect(await resume(first, ping)).toEqual([5]);
    expect(await resume(second, ping)).toEqual([5]);
  });

  test('is resumed after the moment that was reached, however long a cursor of it was written', async () => {
    using world = new FleetWorld();
    const { first, ping } = await startQuiet(world);

    await first.upstreams.reach(ping.replace('-', `-${'0'.repeat(10_000)}`), 'b');

    expect(first.upstreams.sinceIfKnown(ping, 'b', [everything])).toBeDefined();
  });

  test('is resumed by thousands at once, each after another moment', async () => {
    using world = new FleetWorld();
    const { second } = await startQuiet(world);
    const { epoch = '', time = 0 } = readCursor(second.upstreams.cursorOf('b')) ?? {};
    const moments = Array.from({ length: 5_000 }, (_, index) => cursorText(epoch, time + 1 + index));

    await Promise.all(moments.map((moment) => second.upstreams.reach(moment, 'b')));

    const missed = moments.map((moment) => second.upstreams.sinceIfKnown(moment, 'b', [everything]));
    expect(missed.filter((events) => events === undefined)).toEqual([]);
  });

  test('is loaded afresh where the engine cannot say what came until the ping', async () => {
    using world = new FleetWorld();
    const { second, ping } = await startQuiet(world);

    world.engine.disconnect('i2');

    expect(await resume(second, ping)).toBeUndefined();
  });
});

test('a snapshot of an instance that got no entry yet has a cursor after which the account is resumed', async () => {
  using world = new FleetWorld();
  const [a, b] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  new LiveWatcher(a, 'b');
  await world.pass(1_000);
  world.publish('b');
  await world.pass(5_000);

  const watcher = new LiveWatcher(b, 'b');
  await world.pass(1_000);
  const cursor = b.upstreams.cursorOf('b');

  expect(watcher.isLive).toBe(true);
  expect(await resume(b, cursor)).toEqual([]);
  world.publish('b');
  await world.pass(100);
  expect([await resume(b, cursor), await resume(a, cursor)]).toEqual([[2], [2]]);
});

test('what the engine has forgotten that an instance wants is told once more, and served', async () => {
  using world = new FleetWorld();
  const a = world.start('i1');
  const log = memoryLog(world.engine, 'i2');
  const b = world.start('i2', entryFormats, log);
  await world.pass(100);
  new LiveWatcher(a);
  await world.pass(1_000);
  vi.spyOn(log, 'want').mockResolvedValueOnce(1);

  const watcher = new LiveWatcher(b, 'a', parseBinding('call.CHANNEL_CREATE.*'));
  await world.pass(1_000);
  expect(watcher.isLive).toBe(false);
  await world.pass(6_000);

  expect(watcher.isLive).toBe(true);
});
