import { expect, test } from 'vitest';
import { describeEngines } from './engines.ts';
import { acquired } from './owner.ts';
import { facts } from './recorded-log.ts';

const acme = 'a'.repeat(32);
const calls = { binding: 'call.*.*', via: [] };
const objects = { binding: 'object.doc_created.user', via: ['reseller', 'other reseller'] };

describeEngines('wants', (open) => {
  test('the owner is told of each change, and reads what every instance wants', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    const { fence } = await acquired(a.log, acme);

    const first = await a.log.want(acme, [calls], []);
    const second = await b.log.want(acme, [calls, objects], []);
    const third = await b.log.want(acme, [{ ...calls, via: ['reseller'] }], [objects.binding, 'never wanted']);

    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
    await a.until(() => a.of('onWants').length === 3);
    expect(a.of('onWants')).toEqual([first, second, third].map((version) => [acme, version]));
    expect(b.of('onWants')).toEqual([]);
    expect(await a.log.wants(acme)).toEqual({
      version: third,
      byInstance: new Map([
        [a.log.instanceId, [calls]],
        [b.log.instanceId, [{ binding: 'call.*.*', via: ['reseller'] }]],
      ]),
    });
    expect(await a.log.beat([{ accountId: acme, fence }])).toEqual({
      lost: [],
      wantVersions: new Map([[acme, third]]),
    });
  });

  test('the wants of an instance that is gone are left out and forgotten, with a version of their own', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    await a.log.want(acme, [calls], []);
    const version = await b.log.want(acme, [objects], []);

    await b.log.close();

    expect((await a.log.instances()).map(({ instanceId }) => instanceId)).toEqual([a.log.instanceId]);
    const wants = await a.log.wants(acme);
    expect(wants.byInstance).toEqual(new Map([[a.log.instanceId, [calls]]]));
    expect(wants.version).toBeGreaterThan(version);
    expect((await a.log.wants(acme)).version).toBe(wants.version);
  });

  test('what an instance wanted outlives it for a while: its clients come back to another one', async () => {
    await using engine = open({ lingerMs: 300 });
    const [a, b] = [await engine.instance(), await engine.instance()];
    await b.log.want(acme, [objects], []);

    await b.log.close();

    expect((await a.log.instances()).map(({ instanceId }) => instanceId)).toEqual([a.log.instanceId]);
    expect((await a.log.wants(acme)).byInstance).toEqual(new Map([[b.log.instanceId, [objects]]]));
    await expect.poll(async () => (await a.log.wants(acme)).byInstance.size, { timeout: 5_000 }).toBe(0);
  });

  test('nobody wants anything of an account that is not known', async () => {
    await using engine = open();
    const { log } = await engine.instance();

    expect(await log.wants(acme)).toEqual({ version: 0, byInstance: new Map() });
  });
});

describeEngines('instances', (open) => {
  test('each knows all that are alive, as they last marked themselves', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance('a'), await engine.instance('b')];

    b.log.mark({ ...facts, ownedAccounts: 7, isReady: false });

    const marked = async () => (await a.log.instances()).find(({ instanceId }) => instanceId === 'b');
    await expect
      .poll(marked, { timeout: 5_000 })
      .toEqual({ ...facts, instanceId: 'b', ownedAccounts: 7, isReady: false });
    expect(await b.log.instances()).toContainEqual({ ...facts, instanceId: 'a' });
  });

  test('a message reaches the one that it is sent to, a broadcast reaches all', async () => {
    await using engine = open();
    const [a, b, c] = [await engine.instance('a'), await engine.instance('b'), await engine.instance('c')];

    await a.log.send('b', 'hello there,\nzwölf');
    await b.log.broadcast('good bye');

    await Promise.all([a, b, c].map((instance) => instance.until(() => instance.of('onBroadcast').length === 1)));
    expect([a, b, c].map((instance) => instance.of('onMessage'))).toEqual([[], [['a', 'hello there,\nzwölf']], []]);
    expect(c.of('onBroadcast')).toEqual([['b', 'good bye']]);
  });

  test('what is published of an account reaches all who follow it, and only them', async () => {
    await using engine = open();
    const [a, b, c] = [await engine.instance('a'), await engine.instance('b'), await engine.instance('c')];
    await Promise.all([a.log.follow(acme), b.log.follow(acme), c.log.follow('another')]);

    await a.log.publish(acme, 'E is no entry,\nL no lease ü');
    await a.log.publish('another', '');

    await Promise.all([a, b, c].map((instance) => instance.until(() => instance.of('onPublished').length === 1)));
    const told = [[acme, 'a', 'E is no entry,\nL no lease ü']];
    expect([a, b, c].map((instance) => instance.of('onPublished'))).toEqual([told, told, [['another', 'a', '']]]);
    expect([a, b].map((instance) => [instance.of('onEntries'), instance.of('onLease')])).toEqual([
      [[], []],
      [[], []],
    ]);
  });

  test('one takes a turn, and the others are told how long they have to wait', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];

    const taken = await Promise.all([a, b, a, b].map(({ log }) => log.takeTurn('a list', 60_000)));
    const other = await b.log.takeTurn('another list', 60_000);

    expect(taken[0]).toBe(0);
    for (const waitMs of taken.slice(1)) {
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(60_000);
    }
    expect(other).toBe(0);
    // Who wants it more often waits less; the turn of then counts, whoever's it was.
    expect(await b.log.takeTurn('a list', 0)).toBe(0);
    expect(await a.log.takeTurn('a list', 10)).toBeLessThanOrEqual(10);
    await expect.poll(() => a.log.takeTurn('a list', 10), { interval: 1 }).toBe(0);
  });

  test('an account is followed until the last who follows it leaves', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    await Promise.all([b.log.follow(acme), b.log.follow(acme)]);
    const { fence } = await acquired(a.log, acme);
    await b.until(() => b.of('onLease').length === 1);

    b.log.unfollow(acme);
    const next = await a.log.transfer(acme, fence, a.log.instanceId);
    await b.until(() => b.of('onLease').length === 2);
    b.log.unfollow(acme);
    await a.log.release(acme, next ?? 0);
    await a.log.send(b.log.instanceId, 'after the release');

    await b.until(() => b.of('onMessage').length === 1);
    expect(b.of('onLease')).toHaveLength(2);
  });

  test('thousands of accounts are followed, taken, looked at and left at once', async () => {
    await using engine = open();
    const instance = await engine.instance();
    const { log } = instance;
    const accounts = Array.from({ length: 3_000 }, (_, index) => `${index}`.padStart(32, 'a'));

    await Promise.all(accounts.map((accountId) => log.follow(accountId)));
    await Promise.all(accounts.map((accountId) => log.acquire(accountId, undefined, 0)));
    await Promise.all(accounts.map((accountId) => log.head(accountId)));
    for (const accountId of accounts) log.unfollow(accountId);
    await log.follow(acme);

    expect(instance.of('onDown')).toEqual([]);
  });

  test('what is followed again at once after it was left is followed', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    await b.log.follow(acme);

    b.log.unfollow(acme);
    await b.log.follow(acme);

    const lease = await acquired(a.log, acme);
    await b.until(() => b.of('onLease').length === 1);
    expect(b.of('onLease')).toEqual([[acme, lease]]);
  });
});
