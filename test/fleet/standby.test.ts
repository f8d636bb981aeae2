import { describe, expect, test } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { memoryLog } from './harness/memory/memory-log.ts';
import { acquired, Owner } from './log/owner.ts';
import { RecordedLog } from './log/recorded-log.ts';

const objects = parseBinding('object.*.*');

/** How many instances are connected to Kazoo for the account 'a'. */
function connected({ instances }: FleetWorld): number {
  return instances.filter(({ source }) => !source.isDead && source.listening.size > 0).length;
}

function standbys(instances: readonly Instance[]): readonly number[] {
  return instances.map(({ upstreams }) => upstreams.standbys.ready);
}

/** Ten events a second. */
async function publishFor(world: FleetWorld, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    world.publish();
    await world.pass(100);
  }
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** Three instances, of which the first owns the account and the second is its standby. */
async function fleetOfThree(world: FleetWorld) {
  const [a, b, c] = [world.start('i1'), world.start('i2'), world.start('i3')];
  await world.pass(100);
  const first = new LiveWatcher(a);
  await world.pass(500);
  const [second, third] = [new LiveWatcher(b), new LiveWatcher(c)];
  await world.pass(8_000);
  return { a, b, c, first, second, third };
}

describe('a fleet whose accounts have standbys', () => {
  test('connects each account twice, whichever instances want it', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const { a, b, c } = await fleetOfThree(world);
    await world.pass(60_000);

    expect(connected(world)).toBe(2);
    expect([a, b, c].map(({ upstreams }) => upstreams.roles.owner)).toEqual([1, 0, 0]);
    expect(standbys([a, b, c]).toSorted()).toEqual([0, 0, 1]);
  });

  test('has one within seconds also where the message that named it was lost', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    world.engine.swallow((instanceId, accountId) => instanceId === 'i2' && accountId === undefined);
    new LiveWatcher(a);
    await world.pass(1_500);
    world.engine.swallow(() => false);
    const accountsBefore = b.upstreams.accounts;

    await world.pass(5_000);

    expect([accountsBefore, b.source.listening.size, b.upstreams.mode]).toEqual([0, 1, 'fleet']);
  });

  test('has its standby back as soon as that has served by itself, and is back', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    const watcher = new LiveWatcher(a);
    await world.pass(8_000);

    world.engine.stall('i2');
    await world.pass(6_000);
    const alone = [b.upstreams.mode, b.upstreams.accounts];
    world.engine.resume('i2');
    await world.pass(20_000);
    const back = [b.upstreams.mode, standbys([b])];
    await publishFor(world, 500);
    const { cursor = '' } = watcher;
    const moved = new LiveWatcher(b);
    await world.pass(500);
    world.kill(a);
    await publishFor(world, 8_000);

    expect([alone, back]).toEqual([
      ['solo', 0],
      ['fleet', [1]],
    ]);
    expect(moved.seen).toEqual(upTo(85).slice(5));
    expect([...b.upstreams.since(cursor, 'a', [everything])]).toHaveLength(80);
  });

  test('spreads the accounts of an owner over the other instances', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const a = world.start('i1');
    await world.pass(100);
    for (let index = 0; index < 20; index += 1) new LiveWatcher(a, `a${index}`);
    await world.pass(500);
    const others = [world.start('i2'), world.start('i3')];
    await world.pass(10_000);

    expect(standbys([a, ...others])).toEqual([0, 10, 10]);
    expect(others.map(({ source }) => source.listening.size)).toEqual([10, 10]);
  });

  test('tells no gap when an owner dies, and no event twice', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const { a, second, third } = await fleetOfThree(world);
    await publishFor(world, 500);

    world.kill(a);
    await publishFor(world, 10_000);

    expect(second.seen).toEqual(upTo(105));
    expect(third.seen).toEqual(upTo(105));
    expect(connected(world)).toBe(2);
  });

  test('resumes clients of an owner that dies at another instance, where nobody followed the account', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const a = world.start('i1');
    await world.pass(100);
    const [b] = [world.start('i2'), world.start('i3')];
    const watcher = new LiveWatcher(a);
    await world.pass(8_000);
    await publishFor(world, 500);
    const { cursor = '' } = watcher;

    world.kill(a);
    await publishFor(world, 1_000);
    const moved = new LiveWatcher(b);
    await publishFor(world, 9_000);
    await b.upstreams.reach(cursor, 'a');

    const resumed = [...b.upstreams.since(cursor, 'a', [everything])];
    expect(watcher.seen).toEqual(upTo(5));
    expect(resumed.map(({ event, gap }) => [event.data['number'], gap])).toEqual(
      upTo(105)
        .slice(5)
        .map((number) => [number, null]),
    );
    expect(moved.gaps).toEqual([]);
  });

  test('replaces a standby that dies, and one that stops', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const { a, b, c } = await fleetOfThree(world);
    const standby = [b, c].find(({ upstreams }) => upstreams.standbys.ready === 1) ?? b;
    const other = standby === b ? c : b;

    world.kill(standby);
    await world.pass(15_000);
    expect(standbys([a, other])).toEqual([0, 1]);
    const d = world.start('i4');
    await world.pass(500);
    void other.upstreams.drain();
    await world.pass(8_000);

    expect(standbys([a, other, d])).toEqual([0, 0, 1]);
    expect(connected(world)).toBe(2);
  });

  test('hands an account to its standby when the owner stops, and nobody is told', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const { a, b, c, second, third } = await fleetOfThree(world);
    const standby = [b, c].find(({ upstreams }) => upstreams.standbys.ready === 1);

    void a.upstreams.drain();
    await publishFor(world, 5_000);

    expect(standby?.upstreams.roles.owner).toBe(1);
    expect([second.seen, third.seen]).toEqual([upTo(50), upTo(50)]);
  });

  test('tells a gap of what a standby had not subscribed yet when the owner died, and of nothing else', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const { a, b, c, second } = await fleetOfThree(world);
    const late = new LiveWatcher(c, 'a', objects);
    await world.pass(100);
    world.publish();
    await world.pass(100);

    world.kill(a);
    await publishFor(world, 10_000);

    expect(late.gaps.map(({ reason }) => reason)).toEqual(['OWNER_LOST']);
    expect(second.seen).toEqual(upTo(101));
    expect(b.upstreams.roles.owner + c.upstreams.roles.owner).toBe(1);
  });

  test('connects a standby anew when the owner subscribed presence anew: the realm may be another one', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const [a, b] = [world.start('i1'), world.start('i2')];
    await world.pass(100);
    new LiveWatcher(a, 'a', parseBinding('presence.dialog.*'));
    await world.pass(9_000);
    const before = [standbys([b]), b.source.listening.size];

    a.source.miss('a', new Date());
    await world.pass(100);
    const resting = [standbys([b]), b.source.listening.size];
    await world.pass(12_000);

    expect([before, resting]).toEqual([
      [[1], 1],
      [[0], 0],
    ]);
    expect([standbys([b]), b.source.listening.size]).toEqual([[1], 1]);
  });

  test('has standbys that go on when somebody writes a gap of what is no binding', async () => {
    using world = new FleetWorld();
    await using other = new RecordedLog(memoryLog(world.engine, 'other'));
    const a = world.start('i1');
    await world.pass(100);
    const owner = await Owner.of(other.log, 'a');
    await other.log.want('a', [{ binding: everything.text, via: [] }], []);
    await other.log.appoint('a', owner.fence, 'i1');
    await world.pass(500);
    const gap = { from: 1, to: 2, reason: 'UPSTREAM_DISCONNECTED', certain: true };

    await owner.append(JSON.stringify({ kind: 'gap', binding: '', gap }));
    await world.pass(100);

    expect(a.source.listening.size).toBe(1);
    expect(world.faults).toEqual([]);
  });

  test('tells a gap where owner and standby die at once', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const { a, b, c, second, third } = await fleetOfThree(world);
    const [standby, watcher] = b.upstreams.standbys.ready === 1 ? [b, third] : [c, second];
    world.publish();
    await world.pass(100);

    world.kill(a);
    world.kill(standby);
    world.publish();
    await world.pass(9_000);
    world.publish();
    await world.pass(100);

    expect(watcher.numbers).toEqual([1, 3]);
    expect(watcher.gaps.map(({ reason }) => reason)).toEqual(['OWNER_LOST']);
  });

  test('forgets an account of which an instance was named the standby, and is not by the time it looks', async () => {
    using world = new FleetWorld();
    await using other = new RecordedLog(memoryLog(world.engine, 'other'));
    const a = world.start('i1');
    await world.pass(100);
    const { fence } = await acquired(other.log, 'a');

    await other.log.appoint('a', fence, 'i1');
    const named = a.upstreams.accounts;
    await other.log.appoint('a', fence, undefined);
    await world.pass(1_000);

    expect([named, a.upstreams.accounts]).toEqual([1, 0]);
  });

  test('has nothing left when all clients are gone', async () => {
    using world = new FleetWorld({ keepsStandbys: true });
    const { a, b, c, first, second, third } = await fleetOfThree(world);

    for (const watcher of [first, second, third]) watcher.unsubscribe();
    await world.pass(10_000);

    expect(connected(world)).toBe(0);
    expect([a, b, c].map(({ upstreams }) => upstreams.accounts)).toEqual([0, 0, 0]);
    expect(world.faults).toEqual([]);
  });
});
