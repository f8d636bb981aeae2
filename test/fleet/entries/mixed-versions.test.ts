import { describe, expect, test } from 'vitest';
import { everything, FleetWorld } from '../harness/fleet-world.ts';
import { laterFormats } from '../harness/later-format.ts';
import { LiveWatcher } from '../harness/live-watcher.ts';
import { memoryLog } from '../harness/memory/memory-log.ts';
import { facts, RecordedLog } from '../log/recorded-log.ts';

/** Ten events a second. */
async function publishFor(world: FleetWorld, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    world.publish();
    await world.pass(100);
  }
}

/** The bodies that come over the log from now on. */
async function recorded(world: FleetWorld): Promise<RecordedLog> {
  const log = new RecordedLog(memoryLog(world.engine, 'recorder'), { ...facts, entryVersion: 2 });
  await world.pass(100);
  await log.log.follow('a');
  return log;
}

function isLater(body: string | undefined): boolean {
  return body?.startsWith('2 ') === true;
}

describe('a fleet of two versions', () => {
  test('is upgraded without a gap: owners write what the earlier one reads until that is gone', async () => {
    using world = new FleetWorld();
    const earlier = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    await using log = await recorded(world);
    const [first] = earlier.map((instance) => new LiveWatcher(instance));
    await world.pass(2_000);

    const [c, d] = [world.start('i3', laterFormats), world.start('i4', laterFormats)];
    await world.pass(100);
    const [third, fourth] = [new LiveWatcher(c), new LiveWatcher(d)];
    await world.pass(500);
    await publishFor(world, 500);
    void earlier[0]?.upstreams.drain();
    await publishFor(world, 4_000);
    const seenByEarlier = [...(first?.seen ?? [])];
    const written = log.bodiesOf('a').filter(isLater);
    for (const instance of earlier) world.kill(instance);
    await publishFor(world, 20_000);

    expect(seenByEarlier).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
    expect(written).toEqual([]);
    expect(isLater(log.bodiesOf('a').at(-1))).toBe(true);
    for (const { numbers } of [third, fourth]) expect(numbers.at(-1)).toBe(world.number);
  });

  test('writes the later form when all read it', async () => {
    using world = new FleetWorld();
    const [a, b] = [world.start('i1', laterFormats), world.start('i2', laterFormats)];
    await world.pass(100);
    const watchers = [a, b].map((instance) => new LiveWatcher(instance));
    await world.pass(12_000);
    await using log = await recorded(world);

    await publishFor(world, 1_000);

    expect(log.bodiesOf('a').filter((body) => !isLater(body))).toEqual([]);
    expect(log.bodiesOf('a')).toHaveLength(10);
    for (const { seen } of watchers) expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('writes what the earlier one reads also where the engine came back empty and does not know it yet', async () => {
    using world = new FleetWorld();
    const later = world.start('i2', laterFormats);
    await world.pass(100);
    const owner = new LiveWatcher(later);
    await world.pass(500);
    const earlier = world.start('i1');
    await using log = await recorded(world);
    new LiveWatcher(earlier);
    await world.pass(12_000);

    world.engine.stall('i1');
    world.engine.restartEmpty();
    await publishFor(world, 5_000);
    world.engine.resume('i1');
    const { cursor = '' } = owner;
    await publishFor(world, 15_000);

    expect(log.bodiesOf('a').filter(isLater)).toEqual([]);
    const missed = [...earlier.upstreams.since(cursor, 'a', [everything])].map(({ event }) => event.data['number']);
    expect(missed).toEqual(Array.from({ length: 150 }, (_, index) => index + 51));
  });

  test('tells a gap where an earlier version comes back and cannot read what was written, and goes on', async () => {
    using world = new FleetWorld();
    const a = world.start('i1', laterFormats);
    await world.pass(100);
    const owner = new LiveWatcher(a);
    await world.pass(12_000);
    world.publish();
    await world.pass(100);
    const { cursor = '' } = owner;

    const b = world.start('i2');
    const watcher = new LiveWatcher(b);
    await world.pass(100);
    world.publish();
    await publishFor(world, 3_000);

    const first = watcher.numbers[0] ?? 0;
    expect(first).toBeLessThan(15);
    expect(watcher.numbers).toEqual(Array.from({ length: world.number + 1 - first }, (_, index) => first + index));
    expect(watcher.gaps.map(({ reason }) => reason)).toContain('OWNER_LOST');
    expect(b.upstreams.sinceIfKnown(cursor, 'a', [everything])).toBeUndefined();
    expect(world.faults).toEqual([]);
  });
});
