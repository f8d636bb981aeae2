import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { describeFleet, FleetHarness, type Instance, metric, page, type Watcher } from './fleet-harness.ts';

/** Resolves when each of the instances has a subscription, and misses nothing. */
async function untilLive(...instances: readonly Instance[]): Promise<void> {
  await until(async () => {
    for (const instance of instances) {
      expect(await metric(instance, 'subscribers')).toBeGreaterThan(0);
      expect(await metric(instance, 'live_topics')).toBeGreaterThan(0);
      expect(await metric(instance, 'live_topics')).toBe(await metric(instance, 'topics'));
    }
  });
}

async function callIds(watcher: Watcher, count: number): Promise<readonly string[]> {
  return (await watcher.take(count)).map(({ callId }) => callId);
}

describeFleet('a fleet of gateways', () => {
  test('subscribes an account once at Kazoo, and brings its events to the clients of all', async () => {
    await using fleet = await FleetHarness.start();
    const instances = [await fleet.instance(), await fleet.instance(), await fleet.instance()];
    const watchers = [];
    for (const instance of instances) watchers.push(await fleet.watch(instance));
    await untilLive(...instances);

    fleet.publish('c1', 'c2', 'c3');
    const seen = await Promise.all(watchers.map((watcher) => watcher.take(3)));

    expect(fleet.kazoo.blackhole.sockets).toHaveLength(1);
    expect(seen[0]?.map(({ callId, gap }) => [callId, gap])).toEqual([
      ['c1', null],
      ['c2', null],
      ['c3', null],
    ]);
    expect([seen[1], seen[2]]).toEqual([seen[0], seen[0]]);
    const owners = await Promise.all(instances.map((each) => metric(each, 'fleet_accounts{role="owner"}')));
    expect(owners.sort()).toEqual([0, 0, 1]);
    const appended = await Promise.all(instances.map((each) => metric(each, 'fleet_appended_entries_total')));
    const read = await Promise.all(instances.map((each) => metric(each, 'fleet_read_entries_total')));
    const written = appended.reduce((sum, entries) => sum + entries, 0);
    expect(written).toBeGreaterThanOrEqual(3);
    for (const entries of read) expect(entries).toBeGreaterThanOrEqual(3);
    expect(await metric(instances[0] as Instance, 'fleet_mode{mode="fleet"}')).toBe(1);
  });

  test('says nothing of how cursors begin: those of all instances are good at each', async () => {
    await using fleet = await FleetHarness.start();
    const instance = await fleet.instance();
    await using client = await RawClient.open(instance.url.replace('http', 'ws'));

    client.init();

    expect(await client.next()).toEqual({ type: 'connection_ack' });
  });

  test('resumes a client of one instance at another one, and nothing is missing', async () => {
    await using fleet = await FleetHarness.start();
    const [a, b] = [await fleet.instance(), await fleet.instance()];
    const first = await fleet.watch(a);
    await untilLive(a);
    fleet.publish('c1', 'c2');
    const [, last] = await first.take(2);
    fleet.publish('c3', 'c4');
    expect(await callIds(first, 2)).toEqual(['c3', 'c4']);
    await first.client[Symbol.asyncDispose]();
    fleet.publish('c5');

    const moved = await fleet.watch(b, last?.cursor);
    await untilLive(b);
    fleet.publish('c6');

    const seen = await moved.take(4);
    expect(seen.map(({ callId }) => callId)).toEqual(['c3', 'c4', 'c5', 'c6']);
    expect(seen.map(({ gap }) => gap)).toEqual([null, null, null, null]);
  });

  test('lets a client whose program is killed resume at another one, with nothing lost and nothing twice', async () => {
    await using fleet = await FleetHarness.start();
    const [owner, second, third] = await Promise.all([fleet.program(), fleet.program(), fleet.program()]);
    const atOwner = await fleet.watch(owner);
    await untilLive(owner);
    const atSecond = await fleet.watch(second);
    await untilLive(second);
    fleet.publish('c1', 'c2');
    const [, lastAtOwner] = await atOwner.take(2);
    const [, lastAtSecond] = await atSecond.take(2);

    await second.kill();
    fleet.publish('c3');
    const moved = await fleet.watch(third, lastAtSecond?.cursor);
    const missed = await moved.next();
    await untilLive(third);
    const killedAtMs = performance.now();
    await owner.kill();
    const movedTwice = await fleet.watch(third, lastAtOwner?.cursor);
    await until(async () => expect(await metric(third, 'fleet_accounts{role="owner"}')).toBe(1));
    await untilLive(third);
    const tookMs = performance.now() - killedAtMs;
    fleet.publish('c4', 'c5');

    expect(missed).toMatchObject({ callId: 'c3', gap: null });
    const lost = { reason: 'OWNER_LOST' };
    const rest = [await moved.take(2), await movedTwice.take(3)].map((seen) =>
      seen.map(({ callId, gap }) => [callId, gap]),
    );
    expect(rest[0]).toEqual([
      ['c4', lost],
      ['c5', null],
    ]);
    expect(rest[1]?.map(([callId]) => callId)).toEqual(['c3', 'c4', 'c5']);
    expect(rest[1]?.flatMap(([, gap]) => gap ?? [])).toEqual([lost]);
    expect(tookMs).toBeLessThan(8_000);
    expect(await metric(third, 'gaps_total{reason="OWNER_LOST"}')).toBe(1);
  });

  test('with standbys lets nobody miss anything when the program that owns an account is killed', async () => {
    await using fleet = await FleetHarness.start();
    const settings = { FLEET_STANDBY: 'true' };
    const owner = await fleet.program(settings);
    const atOwner = await fleet.watch(owner);
    await untilLive(owner);
    const [standby, third] = await Promise.all([fleet.program(settings), fleet.program(settings)]);
    const [atStandby, atThird] = [await fleet.watch(standby), await fleet.watch(third)];
    await untilLive(standby, third);
    await until(async () => {
      const ready = [standby, third].map((each) => metric(each, 'fleet_standby_accounts{state="ready"}'));
      expect((await Promise.all(ready)).sort()).toEqual([0, 1]);
    });
    expect(fleet.kazoo.blackhole.sockets).toHaveLength(2);
    fleet.publish('c1');
    const [last] = await atOwner.take(1);

    await owner.kill();
    fleet.publish('c2', 'c3');
    const moved = await fleet.watch(third, last?.cursor);

    const seen = await Promise.all([atStandby, atThird].map((watcher) => watcher.take(3)));
    const missed = await moved.take(2);
    expect([...seen, [...missed]].map((all) => all.map(({ callId }) => callId))).toEqual([
      ['c1', 'c2', 'c3'],
      ['c1', 'c2', 'c3'],
      ['c2', 'c3'],
    ]);
    expect([...seen, missed].flat().flatMap(({ gap }) => gap ?? [])).toEqual([]);
  });

  test('without its engine each instance serves by itself, and says so', async () => {
    await using fleet = await FleetHarness.start();
    const [a, b] = [await fleet.instance(), await fleet.instance({ READY_NEEDS_ENGINE: 'true' })];
    const watchers = [await fleet.watch(a), await fleet.watch(b)];
    await untilLive(a, b);
    expect(await page(b, '/health/ready')).toEqual({ status: 200, text: 'ready\n' });

    await fleet.engine.kill();
    await until(async () => {
      for (const instance of [a, b]) expect(await metric(instance, 'fleet_accounts{role="solo"}')).toBe(1);
    });
    await untilLive(a, b);
    fleet.publish('c1');

    for (const watcher of watchers) expect(await watcher.next()).toMatchObject({ callId: 'c1' });
    expect(fleet.kazoo.blackhole.sockets).toHaveLength(2);
    expect(await page(a, '/health/ready')).toEqual({ status: 200, text: 'ready, degraded: solo\n' });
    expect(await page(b, '/health/ready')).toEqual({ status: 503, text: 'not ready: solo\n' });
    expect(await metric(a, 'fleet_mode{mode="solo"}')).toBe(1);
    expect(await metric(a, 'fleet_solo_seconds_total')).toBeGreaterThan(0);
  });

  test('replaces all its instances under events, and no client misses anything, or is told that it may', async () => {
    await using fleet = await FleetHarness.start();
    const stopping = { SHUTDOWN_WINDOW_MS: '15000' };
    let serving = [await fleet.instance(stopping), await fleet.instance(stopping), await fleet.instance(stopping)];
    const followers = serving.map((_, index) => fleet.follow(() => serving[index % serving.length]?.url ?? ''));
    await untilLive(...serving);
    for (const { record } of followers) record.flowsFrom(fleet.journal.next);

    const events = setInterval(() => fleet.journal.call(), 30);
    for (const leaving of serving) {
      const fresh = await fleet.instance(stopping);
      serving = [fresh, ...serving.filter((each) => each !== leaving)];
      await leaving.close();
    }
    clearInterval(events);
    await until(() => expect(followers.every(({ isSubscribed }) => isSubscribed)).toBe(true));
    fleet.journal.call();

    const last = fleet.journal.next - 1;
    await until(() => expect(followers.map(({ record }) => record.last)).toEqual([last, last, last]));
    for (const { record } of followers) {
      expect(record.problems(fleet.journal.entries, {})).toEqual([]);
      expect([record.gaps, record.expiries]).toEqual([[], 0]);
    }
    expect(fleet.kazoo.blackhole.sockets).toHaveLength(1);
    const owners = await Promise.all(serving.map((each) => metric(each, 'fleet_accounts{role="owner"}')));
    expect(owners.sort()).toEqual([0, 0, 1]);
  });

  test('never brings what one instance hides from another that does not hide it', async () => {
    await using fleet = await FleetHarness.start();
    const [open, closed] = [await fleet.instance(), await fleet.instance({ HIDDEN_DATA_KEYS: 'call_id' })];
    const [all, less] = [await fleet.watch(open), await fleet.watch(closed)];
    await untilLive(open, closed);

    fleet.publish('c1');

    expect(await all.next()).toMatchObject({ callId: 'c1' });
    expect(await less.next()).toMatchObject({ callId: null });
  });

  test('tells how many instances meet', async () => {
    await using fleet = await FleetHarness.start();
    const instances = [
      await fleet.instance(),
      await fleet.instance(),
      await fleet.instance({ RESTRICT_USERS: 'true' }),
    ];

    const met = (): Promise<number[]> => Promise.all(instances.map((instance) => metric(instance, 'fleet_instances')));
    await until(async () => expect(await met()).toEqual([2, 2, 1]));

    await fleet.engine.kill();
    await until(async () => expect(await met()).toEqual([0, 0, 0]));
  });

  test('tells why an engine is not used, and never its password', async () => {
    const lines: string[] = [];
    await using fleet = await FleetHarness.start();
    const { port } = fleet.engine;
    const REDIS_URL = `redis://gateway:marked-password@127.0.0.1:${port}`;

    const instance = await fleet.begin({ REDIS_URL }, createLog('trace', { write: (line) => lines.push(line) }));
    await until(async () => expect((await page(instance, '/health/ready')).text).toBe('ready, degraded: solo\n'));

    const told = lines.join('') + (await page(instance, '/metrics')).text;
    expect(told).toContain('serves by itself');
    expect(told).toContain('WRONGPASS');
    expect(told).not.toContain('marked-password');
  });

  test('warns of an instance whose Kazoo may be another one', async () => {
    const lines: string[] = [];
    await using fleet = await FleetHarness.start();
    await fleet.instance();
    const { apiUrl } = fleet.kazoo;

    await fleet.begin({ KAZOO_API_URL: `${apiUrl}/` }, createLog('warn', { write: (line) => lines.push(line) }));

    await until(() => expect(lines.join('')).toContain('have other Kazoo URLs'));
  });
});
