import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { everything, FleetWorld } from '../harness/fleet-world.ts';
import { LiveWatcher } from '../harness/live-watcher.ts';
import { memoryLog } from '../harness/memory/memory-log.ts';
import { startPair } from '../harness/watched-pair.ts';
import { Owner } from '../log/owner.ts';
import { RecordedLog } from '../log/recorded-log.ts';

const objects = parseBinding('object.*.*');

test('an account goes to another instance at once where one takes nothing over', async () => {
  using world = new FleetWorld();
  const a = world.start('i1');
  await using refusing = new RecordedLog(memoryLog(world.engine, 'refusing'));
  await world.pass(100);
  new LiveWatcher(a);
  await world.pass(2_000);
  // Of two that nothing speaks for the first one is asked first.
  const c = world.start('i3');
  await world.pass(100);

  void a.upstreams.drain();
  await world.pass(100);
  const asked = refusing.of('onMessage').map(([, text]) => JSON.parse(text));
  await refusing.log.send('i1', JSON.stringify({ kind: 'refused', accountId: 'a' }));
  await world.pass(1_500);

  expect(asked).toEqual([{ kind: 'prepare', accountId: 'a' }]);
  expect([a, c].map(({ upstreams }) => upstreams.roles.owner)).toEqual([0, 1]);
});

test('an account is refused by an instance that stops', async () => {
  using world = new FleetWorld();
  const b = world.start('i2');
  await using owner = new RecordedLog(memoryLog(world.engine, 'owner'));
  await world.pass(100);

  void b.upstreams.drain();
  await owner.log.send('i2', JSON.stringify({ kind: 'prepare', accountId: 'a' }));
  await world.pass(100);

  expect(owner.of('onMessage').map(([, text]) => JSON.parse(text))).toEqual([{ kind: 'refused', accountId: 'a' }]);
  expect(b.upstreams.accounts).toBe(0);
});

test('whoever asks an instance again to take an account is told once that it is ready', async () => {
  using world = new FleetWorld();
  world.start('i2');
  await using owner = new RecordedLog(memoryLog(world.engine, 'owner'));
  await world.pass(100);
  await Owner.of(owner.log, 'a');
  await owner.log.want('a', [{ binding: everything.text, via: [] }], []);

  for (let count = 0; count < 2; count += 1) {
    await owner.log.send('i2', JSON.stringify({ kind: 'prepare', accountId: 'a' }));
    await world.pass(25);
  }
  await world.pass(100);

  expect(owner.of('onMessage').map(([, text]) => JSON.parse(text))).toEqual([{ kind: 'ready', accountId: 'a' }]);
});

test('what clients want of an account does not wait for a successor that does not get ready', async () => {
  using world = new FleetWorld();
  const [a, b] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  const first = new LiveWatcher(a);
  await world.pass(500);
  new LiveWatcher(b);
  await world.pass(2_000);
  for (const { text } of [everything, objects])
    b.source.failures.set(text, new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo does not answer.'));
  first.unsubscribe();
  while (b.source.asked.length === 0) await world.pass(100);

  const next = new LiveWatcher(b, 'a', objects);
  await world.pass(6_000);

  expect(next.isLive).toBe(true);
  expect(a.upstreams.roles.owner).toBe(1);
});

test('an account goes to no instance that stops when it is ready', async () => {
  using world = new FleetWorld();
  const { a, b } = await startPair(world, 500);
  const c = world.start('i3');
  await world.pass(100);
  const watcher = new LiveWatcher(c);
  await world.pass(2_000);

  void a.upstreams.drain();
  await world.pass(500);
  void b.upstreams.drain();
  for (let count = 0; count < 30; count += 1) {
    world.publish();
    await world.pass(100);
  }

  expect([a, b, c].map(({ upstreams }) => upstreams.roles.owner)).toEqual([0, 0, 1]);
  expect(watcher.seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
});

test('all clients of an instance that stops go on at its successor, one after another', async () => {
  using world = new FleetWorld();
  const [a, b] = [world.start('i1'), world.start('i2')];
  for (const binding of [everything, objects]) new LiveWatcher(a, 'a', binding);
  await world.pass(1_000);
  world.publish();
  await world.pass(100);
  const cursor = a.upstreams.cursorOf('a');
  void a.upstreams.drain();
  await world.pass(3_000);
  a.upstreams.close(new GatewayError('SHUTTING_DOWN', 'It stops.'));

  const resumed: (number | undefined)[] = [];
  for (const binding of [everything, objects]) {
    await world.pass(400);
    new LiveWatcher(b, 'a', binding);
    await world.pass(100);
    const missed = b.upstreams.sinceIfKnown(cursor, 'a', [binding]);
    resumed.push(missed && [...missed].length);
  }

  expect(resumed).toEqual([0, 0]);
});
