import { expect, test } from 'vitest';
import type { SharedEvent } from '../../../src/fleet/entries/account-entry.ts';
import { Bridge } from '../../../src/fleet/reading/bridge.ts';
import { eventOf, oneTopic } from '../harness/bridge-parts.ts';
import type { Instance } from '../harness/fleet-instance.ts';
import { everything, FleetWorld, Watcher } from '../harness/fleet-world.ts';
import { startPair } from '../harness/watched-pair.ts';

/** Kazoo is so slow with one instance. */
const lagMs = 500;

/** Lets events happen until an instance is back from solo, and on; returns when each did. */
async function publishOver(world: FleetWorld, { upstreams }: Instance): Promise<readonly Date[]> {
  const at: Date[] = [];
  for (let left = 60; left > 0; left -= upstreams.mode === 'fleet' ? 1 : 0) {
    at.push(new Date());
    world.publish();
    await world.pass(50);
  }
  await world.pass(15_000);
  at.push(new Date());
  world.publish();
  await world.pass(100);
  return at;
}

/** What did not come to a client: `told` as a gap, or in `silence`. */
function missedBy({ numbers, gaps }: Watcher, at: readonly Date[]) {
  const isTold = (moment: Date): boolean =>
    gaps.some(({ from, to }) => from.getTime() - lagMs <= moment.getTime() && moment <= to);
  const missed = at.filter((_, index) => !numbers.includes(index + 1));
  return { told: missed.filter(isTold), silence: missed.filter((moment) => !isTold(moment)) };
}

test('what the log had when it was read, and the own connection brings too late, is told as a gap', async () => {
  using world = new FleetWorld();
  const { b, follower } = await startPair(world);
  b.source.lagMs = lagMs;
  world.engine.stall('i2');
  await world.pass(8_000);
  world.engine.resume('i2');

  const at = await publishOver(world, b);

  expect(follower.numbers).toEqual([...new Set(follower.numbers)].toSorted((one, other) => one - other));
  expect(follower.numbers.at(-1)).toBe(at.length);
  const { told, silence } = missedBy(follower, at);
  expect(silence).toEqual([]);
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThanOrEqual(lagMs / 50);
});

test('what the log lacks, and the own connection brings too late, is told as a gap', async () => {
  using world = new FleetWorld();
  const { a, b, follower } = await startPair(world);
  b.source.lagMs = lagMs;
  world.engine.refuse(new Error('LOADING'));
  await world.pass(8_000);
  world.engine.restartEmpty();
  world.engine.refuse(undefined);

  const at = await publishOver(world, b);

  expect(a.upstreams.roles.owner).toBe(1);
  expect(follower.numbers).toEqual([...new Set(follower.numbers)].toSorted((one, other) => one - other));
  expect(follower.numbers.at(-1)).toBe(at.length);
  const { told, silence } = missedBy(follower, at);
  expect(silence).toEqual([]);
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThanOrEqual(lagMs / 50);
});

/** A bridge with one client, who has what came by the log, as the own connection lacks it. */
function bridgeOfOne() {
  const topics = oneTopic();
  const known = new Set<string>();
  const bridge = new Bridge(topics, { knows: (id) => known.has(id) }, { bring: () => false }, () => undefined);
  const watcher = new Watcher();
  topics.listen(everything, watcher, 'client');
  for (const topic of topics) topic.complete(1);
  const place = { epoch: 'e', time: 2 };
  return {
    bridge,
    watcher,
    log(event: SharedEvent): void {
      bridge.noteLate(event, [everything.text]);
      known.add(event.id);
    },
    own: (event: SharedEvent): void => bridge.bring({ kind: 'event', event, bindings: [everything.text] }, place),
  };
}

test('nothing is late any more when the own connection has brought what the log had first, or lost it', () => {
  const { bridge, watcher, log, own } = bridgeOfOne();
  const at = new Date();
  bridge.begin();

  log(eventOf(2, at));
  own(eventOf(1, at));
  expect([watcher.numbers, watcher.gaps.length]).toEqual([[], 1]);
  own(eventOf(2, at));
  own(eventOf(3, at));
  expect([watcher.numbers, watcher.gaps.length]).toEqual([[3], 1]);

  log(eventOf(4, at));
  own(eventOf(5, new Date(at.getTime() + 1_000)));
  expect([watcher.numbers, watcher.gaps.length]).toEqual([[3, 5], 1]);
});

test('nothing is late because an owner had what it wrote from the log, as it always has', () => {
  const { watcher, log, own } = bridgeOfOne();
  const at = new Date();

  for (let number = 1; number < 100; number += 1) log(eventOf(number, at));
  own(eventOf(100, at));

  expect(watcher.seen).toEqual([100]);
});
