import { expect, test } from 'vitest';
import type { FleetMode } from '../../src/fleet/fleet-mode.ts';
import { cursorText, readCursor } from '../../src/upstream/history/event-clock.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { SlowLog } from './harness/slow-log.ts';
import { startPair } from './harness/watched-pair.ts';

/** What a client missed that resumes after a cursor; undefined: it must load afresh. */
async function resume(world: FleetWorld, { upstreams }: Instance, cursor: string) {
  const reached = upstreams.reach(cursor, 'a');
  await world.pass(2_000);
  await reached;
  const missed = upstreams.sinceIfKnown(cursor, 'a', [everything]);
  return missed && [...missed].map(({ event }) => event.data['number']);
}

async function untilMode(world: FleetWorld, { upstreams }: Instance, mode: FleetMode['name']): Promise<void> {
  while (upstreams.mode !== mode) await world.pass(25);
}

/** The cursor of a moment so much later. */
function later(cursor: string, microseconds: number): string {
  const { epoch = '', time = 0 } = readCursor(cursor) ?? {};
  return cursorText(epoch, time + microseconds);
}

test('a cursor of a moment to which the order has not come, as nobody issues it, is expired everywhere', async () => {
  using world = new FleetWorld();
  const { a, b, owner } = await startPair(world);
  world.publish();
  await world.pass(100);
  const { cursor = '' } = owner;

  for (const instance of [a, b]) {
    expect(await resume(world, instance, cursor)).toEqual([]);
    expect(await resume(world, instance, later(cursor, 1))).toBeUndefined();
    expect(await resume(world, instance, later(cursor, 60_000_000))).toBeUndefined();
  }
});

test('a cursor of another account whose entry was not heard here is good', async () => {
  using world = new FleetWorld();
  const { a, b } = await startPair(world);
  const other = new LiveWatcher(a, 'b');
  await world.pass(1_000);
  world.publish('a');
  world.publish('b');
  await world.pass(100);

  expect(await resume(world, b, other.cursor ?? '')).toEqual([]);
});

test('a cursor that an engine does not know any more is good as soon as its owner has put that back', async () => {
  using world = new FleetWorld();
  const { b, owner } = await startPair(world);
  world.publish();
  await world.pass(100);
  const { cursor = '' } = owner;
  const reached: (readonly unknown[] | undefined)[] = [];

  world.engine.failOver(1);
  await world.pass(25);
  reached.push(await resume(world, b, cursor));

  expect(reached).toEqual([[]]);
});

test('a ping of an instance that serves by itself is good there, and a later moment is not', async () => {
  using world = new FleetWorld();
  const { a } = await startPair(world);
  world.engine.refuse(new Error('LOADING'));
  await world.pass(5_000);
  world.publish();
  await world.pass(500);
  const ping = a.upstreams.cursor;
  world.publish();
  await world.pass(100);

  expect(a.upstreams.mode).toBe('solo');
  expect(await resume(world, a, ping)).toEqual([2]);
  expect(await resume(world, a, a.upstreams.cursor)).toEqual([]);
  expect(await resume(world, a, later(ping, 60_000_000))).toBeUndefined();
});

test('a cursor is no moment of the order in which an instance served that comes back from solo', async () => {
  using world = new FleetWorld();
  const log = new SlowLog(world.engine, 'i1');
  const [a, b] = [world.start('i1', undefined, log), world.start('i2')];
  await world.pass(100);
  const owner = new LiveWatcher(a);
  await world.pass(500);
  new LiveWatcher(b);
  await world.pass(5_000);
  world.engine.stall('i2');
  await untilMode(world, b, 'solo');
  world.engine.resume('i2');
  await world.pass(9_000);
  // Its own connection has both before the log has the first.
  const pass = log.hold();
  world.publish();
  world.publish();
  await world.pass(500);
  const cursors: string[] = [];
  owner.onEvent = ({ cursor }) => void cursors.push(cursor);
  pass();
  await world.pass(25);
  const [first = ''] = cursors;
  world.publish();
  await world.pass(25);
  world.engine.stall('i2');
  await untilMode(world, b, 'fleet');

  expect(b.upstreams.sinceIfKnown(first, 'a', [everything])).toBeUndefined();
  const reached = b.upstreams.reach(first, 'a');
  world.engine.resume('i2');
  await world.pass(1_000);
  await reached;

  const missed = b.upstreams.sinceIfKnown(first, 'a', [everything]);
  expect(missed && [...missed].map(({ event }) => event.data['number'])).toEqual([2, 3]);
});
