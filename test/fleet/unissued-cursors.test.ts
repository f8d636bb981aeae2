import { expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import type { FleetMode } from '../../src/fleet/fleet-mode.ts';
import { cursorText, readCursor } from '../../src/upstream/history/event-clock.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { missedOn } from './harness/missed-on.ts';
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

/** A client resumes on an instance that came after the engine lost what the owner wrote. */
async function resumeAfterLoss(world: FleetWorld, isPutBack: boolean) {
  const { b, owner } = await startPair(world);
  new LiveWatcher(b, 'other');
  await world.pass(1_000);
  for (let count = 0; count < 4; count += 1) world.publish();
  await world.pass(100);
  const { cursor = '' } = owner;
  world.engine.failOver(3);
  world.engine.stall('i1');
  const c = world.start('i3');
  await world.pass(100);
  const resumed = new LiveWatcher(c);
  await world.pass(200);
  world.publish('other');
  await world.pass(25);

  const reached = c.upstreams.reach(cursor, 'a');
  let missed: readonly number[] | undefined = [];
  const isServed = reached.then(() => {
    missed = missedOn(c, cursor);
    resumed.seen.length = 0;
  });
  await world.pass(300);
  if (isPutBack) world.engine.resume('i1');
  await world.pass(3_000);
  await isServed;
  return { resumed, missed };
}

test('a cursor of what an engine has lost is reached on a new instance when its owner has put that back', async () => {
  using world = new FleetWorld();

  const { resumed, missed } = await resumeAfterLoss(world, true);
  const next = world.publish();
  await world.pass(100);

  expect([missed, resumed.seen]).toEqual([[], [next]]);
});

test('a cursor of what an engine has lost is expired on a new instance where nobody puts that back', async () => {
  using world = new FleetWorld();

  const { missed } = await resumeAfterLoss(world, false);

  expect(missed).toBeUndefined();
});

test('a cursor of what an engine has lost is expired where it was not heard, whatever was reached', async () => {
  using world = new FleetWorld();
  const { b, owner } = await startPair(world);
  const other = new LiveWatcher(b, 'other');
  const c = world.start('i3');
  await world.pass(100);
  for (const accountId of ['a', 'other']) new LiveWatcher(c, accountId);
  await world.pass(1_000);
  for (const accountId of ['a', 'other']) world.publish(accountId);
  await world.pass(100);
  expect(await resume(world, c, other.cursor ?? '')).toEqual([]);

  world.engine.swallow((instanceId, accountId) => instanceId === 'i3' && accountId === 'a');
  world.publish('a');
  await world.pass(25);
  const { cursor = '' } = owner;
  world.engine.failOver(1);
  world.engine.swallow(() => false);
  world.engine.stall('i1');
  await world.pass(200);
  world.publish('other');
  await world.pass(25);

  expect([owner.numbers, c.upstreams.mode]).toEqual([[1, 3], 'fleet']);
  expect(await resume(world, c, cursor)).toBeUndefined();
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

test('many who ask for moments of the future wait with one timer, which ends with the instance', async () => {
  using world = new FleetWorld();
  const { a, owner } = await startPair(world);
  world.publish();
  await world.pass(100);
  const { cursor = '' } = owner;
  const before = vi.getTimerCount();

  const reached = Array.from({ length: 100 }, (_, index) => a.upstreams.reach(later(cursor, 60_000_000 + index), 'a'));
  await world.pass(100);
  const meanwhile = vi.getTimerCount();
  for (const { upstreams } of world.instances) upstreams.close(new GatewayError('SHUTTING_DOWN', 'It is replaced.'));
  await Promise.all([...reached, ...world.instances.map(({ upstreams }) => upstreams.withdrawn)]);

  expect(meanwhile - before).toBe(1);
  expect([vi.getTimerCount(), world.faults]).toEqual([0, []]);
});
