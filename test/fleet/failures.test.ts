import { describe, expect, test, vi } from 'vitest';
import { encodeEntry, type SharedEvent } from '../../src/fleet/entries/account-entry.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { Random } from '../../src/simulator/random.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { memoryLog } from './harness/memory/memory-log.ts';
import { startPair } from './harness/watched-pair.ts';
import { Owner } from './log/owner.ts';
import { RecordedLog } from './log/recorded-log.ts';

const objects = parseBinding('object.*.*');

/** Events of the account 'a', by their numbers. */
type Published = Map<number, Date>;

/** Ten events a second. */
async function publishFor(world: FleetWorld, ms: number, published: Published = new Map()): Promise<Published> {
  for (let left = ms; left > 0; left -= 100) {
    published.set(world.publish(), new Date());
    await world.pass(100);
  }
  return published;
}

/** Numbers that a client lacks, and was told of no gap in which they were. */
function silentlyMissing({ numbers, gaps }: LiveWatcher, published: Published): readonly number[] {
  const isTold = (at: Date): boolean => gaps.some(({ from, to }) => from <= at && at <= to);
  return [...published].filter(([number, at]) => !numbers.includes(number) && !isTold(at)).map(([number]) => number);
}

function inOrder(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((one, other) => one - other);
}

function gauges({ upstreams, source }: Instance): Readonly<Record<string, number>> {
  const { accounts, topics, completeTopics, backlogBytes, historyBytes, roles } = upstreams;
  const { owner, follower, solo } = roles;
  const subscriptions = source.listening.size;
  const { followers } = source;
  return {
    accounts,
    topics,
    completeTopics,
    backlogBytes,
    historyBytes,
    owner,
    follower,
    solo,
    subscriptions,
    followers,
  };
}

describe('a fleet', () => {
  test('whose owner is fenced lets it follow, and tells what is missing', async () => {
    using world = new FleetWorld();
    const { a, b, owner, follower } = await startPair(world, 4_400);
    await using other = new RecordedLog(memoryLog(world.engine, 'other'));
    const published = await publishFor(world, 500);
    const lease = (await other.log.leases(['a'])).get('a');

    const outcome = await other.log.acquire('a', lease, 0);
    await publishFor(world, 1_500, published);
    expect(a.upstreams.roles).toEqual({ owner: 0, follower: 1, solo: 0 });
    expect(a.source.listening.size).toBe(0);
    // The other one does nothing, so that it counts as dead.
    await publishFor(world, 8_000, published);

    expect(outcome.kind).toBe('acquired');
    expect(a.upstreams.roles.owner + b.upstreams.roles.owner).toBe(1);
    for (const watcher of [owner, follower]) {
      expect(silentlyMissing(watcher, published)).toEqual([]);
      expect(watcher.numbers).toEqual(inOrder(watcher.numbers));
      expect(watcher.numbers.at(-1)).toBe(world.number);
      expect(watcher.gaps.map(({ reason }) => reason)).toEqual(['OWNER_LOST']);
    }
  });

  test('whose owner alone is cut off from the engine has another one, and gets the first one back', async () => {
    using world = new FleetWorld();
    const { a, b, owner, follower } = await startPair(world, 4_400);
    const published = await publishFor(world, 500);

    world.engine.stall('i1');
    await publishFor(world, 9_000, published);
    expect(a.upstreams.roles.solo).toBe(1);
    expect(b.upstreams.roles.owner).toBe(1);
    // Its clients have lacked nothing so far.
    expect(owner.seen).toEqual([...published.keys()]);
    world.engine.resume('i1');
    await publishFor(world, 20_000, published);

    expect([a, b].map(({ upstreams }) => upstreams.roles)).toEqual([
      { owner: 0, follower: 1, solo: 0 },
      { owner: 1, follower: 0, solo: 0 },
    ]);
    expect([a, b].map(({ source }) => source.listening.size)).toEqual([0, 1]);
    for (const watcher of [owner, follower]) {
      expect(silentlyMissing(watcher, published)).toEqual([]);
      expect(watcher.numbers).toEqual(inOrder(watcher.numbers));
      expect(watcher.numbers.at(-1)).toBe(world.number);
    }
  });

  test('one of which was forgotten by the others wants again what the owner has given up', async () => {
    using world = new FleetWorld();
    const { b, follower } = await startPair(world, 4_400);
    const watcher = new LiveWatcher(b, 'a', objects);
    await world.pass(1_000);
    await using sameInstance = new RecordedLog(memoryLog(world.engine, 'i2'));
    await world.pass(1_000);

    await sameInstance.log.want('a', [], ['object.*.*']);
    const published = await publishFor(world, 5_000);

    expect(follower.seen).toEqual([...published.keys()]);
    expect(silentlyMissing(watcher, published)).toEqual([]);
    expect(watcher.numbers.at(-1)).toBe(world.number);
    expect(watcher.gaps).toHaveLength(1);
  });

  test('one of which was not told what began, until that was trimmed, gets it all the same', async () => {
    using world = new FleetWorld({ maxLogBytes: 3_000 });
    const { b } = await startPair(world, 4_100);
    world.engine.swallow((instanceId, accountId) => instanceId === 'i2' && accountId !== undefined);
    const watcher = new LiveWatcher(b, 'a', objects);
    await world.pass(200);
    for (let count = 0; count < 50; count += 1) world.publish();
    await world.pass(5_000);
    world.engine.swallow(() => false);
    await world.pass(2_000);
    const number = world.publish();
    await world.pass(100);

    expect(b.upstreams.statuses.get('a').state).toBe('LIVE');
    expect(watcher.numbers.at(-1)).toBe(number);
  });

  test('one of which hears nothing for a while reads it, and tells only what was trimmed', async () => {
    for (const maxLogBytes of [Number.MAX_SAFE_INTEGER, 2_000]) {
      using world = new FleetWorld({ maxLogBytes });
      const { follower, owner } = await startPair(world, 4_400);

      world.engine.swallow((instanceId, accountId) => instanceId === 'i2' && accountId !== undefined);
      const published = await publishFor(world, 900);
      for (let count = 0; count < 30; count += 1) published.set(world.publish(), new Date());
      await world.pass(50);
      world.engine.swallow(() => false);
      await publishFor(world, 2_000, published);

      expect(owner.seen).toEqual([...published.keys()]);
      expect(silentlyMissing(follower, published)).toEqual([]);
      expect(follower.numbers).toEqual(inOrder(follower.numbers));
      expect(follower.numbers.at(-1)).toBe(world.number);
      expect(follower.gaps).toHaveLength(maxLogBytes === 2_000 ? 1 : 0);
    }
  });

  test('whose engine comes back empty begins another order: clients of the owner are told nothing', async () => {
    using world = new FleetWorld();
    const { a, b, owner, follower } = await startPair(world, 4_400);
    const published = await publishFor(world, 500);
    const { cursor = '' } = owner;

    world.engine.restartEmpty();
    await publishFor(world, 8_000, published);

    expect(owner.seen).toEqual([...published.keys()]);
    expect(silentlyMissing(follower, published)).toEqual([]);
    expect(follower.numbers).toEqual(inOrder(follower.numbers));
    expect(follower.numbers.at(-1)).toBe(world.number);
    expect([a, b].map(({ upstreams }) => upstreams.sinceIfKnown(cursor, 'a', [everything]))).toEqual([
      undefined,
      undefined,
    ]);
    expect([...b.upstreams.since(owner.cursor ?? '', 'a', [everything])]).toEqual([]);
  });

  test('whose clocks go back an hour tells nothing, and cursors stay good', async () => {
    using world = new FleetWorld();
    const { a, b, owner, follower } = await startPair(world, 4_400);
    const published = await publishFor(world, 500);
    const { cursor = '' } = owner;

    vi.setSystemTime(Date.now() - 3_600_000);
    await publishFor(world, 8_000, published);

    const numbers = [...published.keys()];
    expect([owner.seen, follower.seen]).toEqual([numbers, numbers]);
    expect([a, b].map(({ upstreams }) => upstreams.roles.owner)).toEqual([1, 0]);
    const missed = [...b.upstreams.since(cursor, 'a', [everything])].map(({ event }) => event.data['number']);
    expect(missed).toEqual(numbers.slice(5));
  });

  test('hears once of a month that has turned, from the owner, and so does who resumes across it', async () => {
    using world = new FleetWorld();
    const { a, b, owner, follower } = await startPair(world, 4_400);
    world.publish();
    await world.pass(100);
    const { cursor = '' } = owner;

    for (const { source } of [a, b]) source.miss('a', new Date(), 'MONTH_TURNED');
    world.publish();
    await world.pass(100);

    for (const watcher of [owner, follower]) {
      expect(watcher.numbers).toEqual([1, 2]);
      expect(watcher.gaps.map(({ reason, certain }) => ({ reason, certain }))).toEqual([
        { reason: 'MONTH_TURNED', certain: false },
      ]);
    }
    const missed = [...b.upstreams.since(cursor, 'a', [everything])];
    expect(missed.map(({ event, gap }) => [event.data['number'], gap?.reason])).toEqual([[2, 'MONTH_TURNED']]);
  });

  test('leaves out what only a later version knows, and what no instance writes, and nothing else', async () => {
    using world = new FleetWorld();
    const a = world.start('i1');
    await using later = new RecordedLog(memoryLog(world.engine, 'later'));
    await world.pass(100);
    const owner = await Owner.of(later.log, 'a');
    const binding = everything.text;
    await owner.append({ body: encodeEntry({ kind: 'begin', binding }), begins: [binding] });
    const watcher = new LiveWatcher(a);
    await world.pass(100);

    const event = (number: number): string => {
      const routing = ['call', 'a', 'CHANNEL_CREATE', `c${number}`];
      const shared = { id: `${number}`, name: 'CHANNEL_CREATE', accountId: 'a', binding, family: 'call', routing };
      const rest = { receivedAt: new Date(), data: { number }, owners: [], size: 100 };
      return encodeEntry({ kind: 'event', event: { ...shared, ...rest } as SharedEvent, bindings: [binding] });
    };
    const strange = ['null', '{"kind":"event"}', `{"kind":"gap","binding":"${binding}"}`, '{"kind":"status"}'];
    await owner.append(event(1), '{"kind":"forecast","of":"rain"}', 'no JSON', ...strange, event(2));
    await world.pass(100);

    expect(watcher.seen).toEqual([1, 2]);
    expect(world.faults.map((fault) => (fault as Error).name)).toEqual(Array(5).fill('SyntaxError'));
  });

  test('has nothing left when all clients are gone, whatever has happened', async () => {
    using world = new FleetWorld();
    const { a, b, owner, follower } = await startPair(world, 4_400);
    await publishFor(world, 500);
    world.engine.stall('i1');
    await publishFor(world, 9_000);
    world.engine.resume('i1');
    await publishFor(world, 15_000);
    expect(gauges(b)).toMatchObject({ accounts: 1, topics: 1, completeTopics: 1, owner: 1, subscriptions: 1 });
    expect(gauges(b)['historyBytes']).toBeGreaterThan(0);

    owner.unsubscribe();
    follower.unsubscribe();
    await world.pass(10_000);

    for (const instance of [a, b]) {
      expect(Object.entries(gauges(instance)).filter(([, value]) => value !== 0)).toEqual([]);
    }
  });

  test.each([1, 2, 3])('ends with nothing at Kazoo however its instances want and let go (seed %i)', async (seed) => {
    using world = new FleetWorld();
    const random = new Random(seed);
    const instances = [world.start('i1'), world.start('i2'), world.start('i3')];
    const bindings = ['call.*.*', 'object.*.*', 'call.CHANNEL_CREATE.*'].map((text) => parseBinding(text));
    await world.pass(100);
    const watchers = new Set<LiveWatcher>();
    for (let step = 0; step < 200; step += 1) {
      const [first] = watchers;
      if (first !== undefined && random.integer(0, watchers.size) > 4) {
        first.unsubscribe();
        watchers.delete(first);
      } else watchers.add(new LiveWatcher(random.pick(instances), random.pick(['a', 'b']), random.pick(bindings)));
      await world.pass(random.pick([0, 1, 25, 300]));
    }

    await world.pass(5_000);
    expect([...watchers].filter(({ isLive }) => !isLive)).toEqual([]);
    for (const watcher of watchers) watcher.unsubscribe();
    await world.pass(10_000);

    expect(world.faults).toEqual([]);
    for (const instance of instances) {
      expect(Object.entries(gauges(instance)).filter(([, value]) => value !== 0)).toEqual([]);
    }
  });
});
