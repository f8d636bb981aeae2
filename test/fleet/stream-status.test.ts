import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import type { UpstreamStatus } from '../../src/upstream/upstream-status.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { memoryLog } from './harness/memory/memory-log.ts';
import { startPair } from './harness/watched-pair.ts';
import { RecordedLog } from './log/recorded-log.ts';

const objects = parseBinding('object.*.*');

function statusesOf({ upstreams }: Instance): UpstreamStatus[] {
  const statuses: UpstreamStatus[] = [];
  upstreams.statuses.watch('a', (status) => statuses.push(status));
  return statuses;
}

test('clients of a follower are told that something they listen to is not bound at an owner that is live', async () => {
  using world = new FleetWorld();
  const { a, b } = await startPair(world);
  const watcher = new LiveWatcher(b, 'a', objects);
  await world.pass(1_000);
  await using sameInstance = new RecordedLog(memoryLog(world.engine, 'i2'));
  await world.pass(1_000);
  const [owners, followers] = [statusesOf(a), statusesOf(b)];

  await sameInstance.log.want('a', [], [objects.text]);
  await world.pass(5_000);

  expect(followers.map(({ state }) => state)).toEqual(['RECONNECTING', 'LIVE']);
  expect(followers.at(-1)?.gap).toEqual(watcher.gaps[0]);
  expect(watcher.gaps).toHaveLength(1);
  expect(owners).toEqual([]);
});

test('clients are told by the status of each gap once, whatever they listen to, on all instances', async () => {
  using world = new FleetWorld();
  const { a, b } = await startPair(world);
  new LiveWatcher(b, 'a', objects);
  await world.pass(1_000);
  const statuses = [statusesOf(a), statusesOf(b)];

  const from = new Date();
  a.source.miss('a', from);
  await world.pass(500);

  for (const told of statuses)
    expect(told).toMatchObject([{ state: 'LIVE', gap: { from, reason: 'UPSTREAM_DISCONNECTED' } }]);
});

test('who stops to listen to what is missing is told that all is well', async () => {
  using world = new FleetWorld();
  const { a, b } = await startPair(world);
  const watcher = new LiveWatcher(b, 'a', objects);
  await world.pass(1_000);
  a.source.failures.set(objects.text, new GatewayError('UPSTREAM_TIMEOUT', 'No answer.'));
  await using sameInstance = new RecordedLog(memoryLog(world.engine, 'i2'));
  await world.pass(1_000);
  await sameInstance.log.want('a', [], [objects.text]);
  await world.pass(2_000);
  const before = b.upstreams.statuses.get('a').state;

  watcher.unsubscribe();
  await world.pass(2_000);

  expect([before, b.upstreams.statuses.get('a').state]).toEqual(['RECONNECTING', 'LIVE']);
});

test('clients who come when the log has forgotten when their owner became live are told that it is', async () => {
  using world = new FleetWorld();
  const a = world.start('i1');
  await world.pass(100);
  new LiveWatcher(a);
  for (let count = 0; count < 12; count += 1) {
    await world.pass(60_000);
    world.publish();
  }
  const b = world.start('i2');
  await world.pass(500);

  new LiveWatcher(b);
  await world.pass(1_000);

  expect([a, b].map(({ upstreams }) => upstreams.statuses.get('a').state)).toEqual(['LIVE', 'LIVE']);
});
