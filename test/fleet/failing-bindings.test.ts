import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { startPair } from './harness/watched-pair.ts';

const objects = parseBinding('object.*.*');

/** The account's owner, which dies, and two others, with clients that listen to two things. */
async function threeInstances(world: FleetWorld) {
  const [dying, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
  await world.pass(100);
  new LiveWatcher(dying);
  await world.pass(500);
  const calls = [b, c].map((instance) => new LiveWatcher(instance));
  const documents = [b, c].map((instance) => new LiveWatcher(instance, 'a', objects));
  await world.pass(5_000);
  const failAt = (error: GatewayError | undefined): void => {
    for (const { source } of [b, c]) {
      source.failures.clear();
      if (error !== undefined) source.failures.set(objects.text, error);
    }
  };
  const states = (): readonly string[] => [b, c].map(({ upstreams }) => upstreams.statuses.get('a').state);
  const asked = (): number =>
    [b, c].flatMap(({ source }) => source.asked).filter((text) => text === objects.text).length;
  return { dying, calls, documents, failAt, states, asked };
}

test('clients of all instances go on, reconnecting, where Kazoo never confirms again what they had', async () => {
  using world = new FleetWorld();
  const { dying, calls, documents, failAt, states, asked } = await threeInstances(world);

  failAt(new GatewayError('UPSTREAM_TIMEOUT', 'No answer.'));
  world.kill(dying);
  await world.pass(40_000);
  world.publish();
  await world.pass(100);
  const meanwhile = { states: states(), asked: asked(), told: documents.map(({ seen }) => [...seen]) };
  failAt(undefined);
  await world.pass(32_000);
  world.publish();
  await world.pass(100);

  expect(meanwhile).toEqual({ states: ['RECONNECTING', 'RECONNECTING'], asked: 6, told: [[], []] });
  expect(states()).toEqual(['LIVE', 'LIVE']);
  for (const { numbers } of calls) expect(numbers).toEqual([1, 2]);
  for (const { seen, ended } of documents) {
    expect(seen).toMatchObject([{ reason: 'OWNER_LOST' }, 2]);
    expect(ended).toBeUndefined();
  }
});

test('clients of all instances get the error where Kazoo refuses a new owner what they had', async () => {
  using world = new FleetWorld();
  const { dying, calls, documents, failAt, states, asked } = await threeInstances(world);

  failAt(new GatewayError('BINDING_REJECTED', 'No.'));
  world.kill(dying);
  await world.pass(20_000);
  world.publish();
  await world.pass(100);

  expect(documents.map(({ ended }) => ended?.code)).toEqual(['BINDING_REJECTED', 'BINDING_REJECTED']);
  for (const { numbers } of calls) expect(numbers).toEqual([1]);
  expect([states(), asked()]).toEqual([['LIVE', 'LIVE'], 1]);
});

/** Replaces the owner of an account that another instance wants, and says how long it took. */
async function replaceOwner(world: FleetWorld, owner: Instance): Promise<number> {
  const startedAtMs = performance.now();
  let tookMs: number | undefined;
  void owner.upstreams.drain().then(() => {
    tookMs = performance.now() - startedAtMs;
  });
  for (let count = 0; count < 150; count += 1) {
    world.publish();
    await world.pass(100);
  }
  return tookMs ?? Number.POSITIVE_INFINITY;
}

const failures = {
  answer: new GatewayError('UPSTREAM_TIMEOUT', 'No.'),
  refusal: new GatewayError('BINDING_REJECTED', 'No.'),
};

test('an account is handed over soon, and without a gap, where Kazoo never confirms something of it', async () => {
  using world = new FleetWorld();
  const { a, b, follower } = await startPair(world);
  for (const { source } of [a, b]) source.failures.set(objects.text, failures.answer);
  new LiveWatcher(b, 'a', objects);
  await world.pass(1_000);

  expect(await replaceOwner(world, a)).toBeLessThan(6_000);
  expect(b.upstreams.roles.owner).toBe(1);
  expect(follower.seen).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
});

test.each(['answer', 'refusal'] as const)(
  'only those lack something who want what the successor of an owner does not get (by no %s)',
  async (failure) => {
    using world = new FleetWorld();
    const { a, b, follower } = await startPair(world);
    const documents = new LiveWatcher(b, 'a', objects);
    await world.pass(1_000);
    b.source.failures.set(objects.text, failures[failure]);

    expect(await replaceOwner(world, a)).toBeLessThan(6_000);
    b.source.failures.clear();
    await world.pass(32_000);

    const all = Array.from({ length: 150 }, (_, index) => index + 1);
    expect(follower.seen).toEqual(all);
    const { numbers, gaps, ended } = documents;
    expect([numbers, ended?.code]).toEqual([
      all.slice(0, numbers.length),
      failure === 'answer' ? undefined : 'BINDING_REJECTED',
    ]);
    expect(gaps).toMatchObject(failure === 'answer' ? [{ reason: 'OWNER_LOST' }] : []);
  },
);

test('an account is given up at once where Kazoo has confirmed nothing of it', async () => {
  using world = new FleetWorld();
  const [a, b] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  for (const { source } of [a, b]) source.failures.set(objects.text, failures.answer);
  for (const instance of [a, b]) new LiveWatcher(instance, 'a', objects);
  await world.pass(1_000);
  expect([a, b].map(({ upstreams }) => upstreams.roles.owner)).toEqual([1, 0]);

  expect(await replaceOwner(world, a)).toBeLessThan(1_000);
});
