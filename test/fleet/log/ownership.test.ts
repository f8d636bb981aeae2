import { expect, test } from 'vitest';
import type { AccountLease, HeldLease } from '../../../src/fleet/log/account-lease.ts';
import { describeEngines } from './engines.ts';
import { acquired, Owner } from './owner.ts';

const acme = 'a'.repeat(32);
const globex = 'b'.repeat(32);

describeEngines('ownership', (open) => {
  test('of two who take a free account at once, one has it, and the other is told who', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];

    const outcomes = await Promise.all([a, b].map(({ log }) => log.acquire(acme, undefined, 0)));

    const [winner] = outcomes.flatMap((outcome) => (outcome.kind === 'acquired' ? [outcome.head.lease] : []));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['acquired', 'held']);
    expect(outcomes).toContainEqual({ kind: 'held', lease: winner });
    expect(await a.log.leases([globex, acme])).toEqual(new Map([[acme, winner]]));
  });

  test('a lease is taken over only while its beat stands still', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    const lease = await acquired(a.log, acme);

    await a.log.beat([{ accountId: acme, fence: lease.fence }]);
    const tooLate = await b.log.acquire(acme, lease, 0);
    const beaten = { ...lease, beat: lease.beat + 1 };
    const taken = await b.log.acquire(acme, beaten, 0);

    expect(tooLate).toEqual({ kind: 'held', lease: beaten });
    expect(taken).toMatchObject({ kind: 'acquired', head: { lease: { instanceId: b.log.instanceId, beat: 0 } } });
    const fence = taken.kind === 'acquired' ? taken.head.lease.fence : 0;
    expect(fence).toBeGreaterThan(lease.fence);
    expect(await a.log.beat([{ accountId: acme, fence: lease.fence }])).toMatchObject({ lost: [acme] });
    expect(await b.log.beat([{ accountId: acme, fence }])).toMatchObject({ lost: [] });
  });

  test('who has seen a later entry than the engine finds a hole, and takes nothing', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    const owner = await Owner.of(a.log, acme);
    const [position = 0] = await owner.append('one');
    await a.log.release(acme, owner.fence);

    expect(await b.log.acquire(acme, undefined, position + 1)).toEqual({ kind: 'hole', position });
    expect(await b.log.leases([acme])).toEqual(new Map());
    expect(await b.log.acquire(acme, undefined, position)).toMatchObject({ kind: 'acquired', head: { position } });
  });

  test('what expired leaves no hole', async () => {
    await using engine = open({ keepMs: 100 });
    const { log } = await engine.instance();
    const [position = 0] = await (await Owner.of(log, acme)).append('one');
    await expect.poll(async () => (await log.head(acme)).position, { timeout: 5_000 }).toBe(0);

    const outcome = await log.acquire(acme, undefined, position);

    expect(outcome).toMatchObject({ kind: 'acquired', head: { position: 0, reachesBackTo: position } });
  });

  test('an account is handed over at once, and the successor and all who follow are told', async () => {
    await using engine = open();
    const [a, b, c] = [await engine.instance(), await engine.instance(), await engine.instance()];
    await c.log.follow(acme);
    const { fence } = await acquired(a.log, acme);

    const newFence = (await a.log.transfer(acme, fence, b.log.instanceId)) ?? 0;

    const lease = { instanceId: b.log.instanceId, fence: newFence, beat: 0 };
    expect(newFence).toBeGreaterThan(fence);
    await Promise.all([b.until(() => b.of('onLease').length === 1), c.until(() => c.of('onLease').length === 2)]);
    expect(b.of('onLease')).toEqual([[acme, lease]]);
    expect(c.of('onLease')[1]).toEqual([acme, lease]);
    expect(await a.log.transfer(acme, fence, c.log.instanceId)).toBeUndefined();
    expect(await b.log.leases([acme])).toEqual(new Map([[acme, lease]]));
  });

  test('who is named as the standby of an account is told, as are its followers, until it changes hands', async () => {
    await using engine = open();
    const [a, b, c] = [await engine.instance(), await engine.instance(), await engine.instance()];
    const standbyId = b.log.instanceId;
    await c.log.follow(acme);
    const { instanceId, fence } = await acquired(a.log, acme);

    const outcomes = [await a.log.appoint(acme, fence, standbyId), await c.log.appoint(acme, fence, c.log.instanceId)];
    await a.log.beat([{ accountId: acme, fence }]);

    const lease = { instanceId, fence, beat: 0, standbyId };
    expect(outcomes).toEqual([true, false]);
    await Promise.all([b.until(() => b.of('onLease').length === 1), c.until(() => c.of('onLease').length === 2)]);
    expect(b.of('onLease')).toEqual([[acme, lease]]);
    expect(c.of('onLease')[1]).toEqual([acme, lease]);
    const beaten = { ...lease, beat: 1 };
    expect(await c.log.leases([acme])).toEqual(new Map([[acme, beaten]]));
    expect((await c.log.head(acme)).lease).toEqual(beaten);
    expect(await c.log.acquire(acme, undefined, 0)).toEqual({ kind: 'held', lease: beaten });
    expect(await a.log.appoint(acme, fence, undefined)).toBe(true);
    expect(await c.log.leases([acme])).toEqual(new Map([[acme, { instanceId, fence, beat: 1 }]]));
    await a.log.appoint(acme, fence, standbyId);
    const newFence = await a.log.transfer(acme, fence, c.log.instanceId);
    expect(await c.log.leases([acme])).toEqual(
      new Map([[acme, { instanceId: c.log.instanceId, fence: newFence, beat: 0 }]]),
    );
  });

  test('a beat tells for how long the oldest has waited of what is not written, until the next beat', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    const { instanceId, fence } = await acquired(a.log, acme);
    const others = await acquired(a.log, globex);

    await a.log.beat([
      { accountId: acme, fence, waitingMs: 1_200.3 },
      { accountId: globex, fence: others.fence, waitingMs: 0 },
    ]);

    const lease = { instanceId, fence, beat: 1, waitedMs: 1_201 };
    expect(await b.log.leases([acme, globex])).toEqual(
      new Map<string, AccountLease>([
        [acme, lease],
        [globex, { instanceId, fence: others.fence, beat: 1 }],
      ]),
    );
    expect((await b.log.head(acme)).lease).toEqual(lease);
    expect(await b.log.acquire(acme, undefined, 0)).toEqual({ kind: 'held', lease });
    await a.log.beat([{ accountId: acme, fence, waitingMs: 0 }]);
    expect((await b.log.leases([acme])).get(acme)).toEqual({ instanceId, fence, beat: 2 });
    await a.log.beat([{ accountId: acme, fence, waitingMs: 7 }]);
    const newFence = await a.log.transfer(acme, fence, b.log.instanceId);
    expect((await b.log.leases([acme])).get(acme)).toEqual({ instanceId: b.log.instanceId, fence: newFence, beat: 0 });
  });

  test('who takes an account has what its owner had not written, until the first beat of its own', async () => {
    await using engine = open();
    const [a, b, c] = [await engine.instance(), await engine.instance(), await engine.instance()];
    await c.log.follow(acme);
    const { fence } = await acquired(a.log, acme);
    await a.log.beat([{ accountId: acme, fence, waitingMs: 1_200 }]);
    const dead = (await b.log.leases([acme])).get(acme);

    const outcome = await b.log.acquire(acme, dead, 0);

    const taken = (await b.log.leases([acme])).get(acme);
    expect(taken).toMatchObject({ instanceId: b.log.instanceId, beat: 0, waitedMs: 1_200 });
    expect(outcome).toMatchObject({ kind: 'acquired', head: { lease: taken } });
    expect((await c.log.head(acme)).lease).toEqual(taken);
    await c.until(() => c.of('onLease').length === 2);
    expect(c.of('onLease')[1]).toEqual([acme, taken]);
    await b.log.beat([{ accountId: acme, fence: taken?.fence ?? 0 }]);
    const beaten = { instanceId: b.log.instanceId, fence: taken?.fence, beat: 1 };
    expect((await c.log.leases([acme])).get(acme)).toEqual(beaten);
  });

  test('a released account is free at once, and only its owner can release it', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    await b.log.follow(acme);
    const { fence } = await acquired(a.log, acme);

    await b.log.release(acme, fence);
    const afterForeign = await b.log.leases([acme]);
    await a.log.release(acme, fence);

    expect(afterForeign.get(acme)?.fence).toBe(fence);
    await b.until(() => b.of('onLease').length === 2);
    expect(b.of('onLease')[1]).toEqual([acme, undefined]);
    expect(await a.log.beat([{ accountId: acme, fence }])).toEqual({ lost: [acme], wantVersions: new Map() });
    expect((await acquired(b.log, acme)).fence).toBeGreaterThan(fence);
  });

  test('more accounts than one call may name are beaten, looked up and told apart', async () => {
    await using engine = open();
    const { log } = await engine.instance();
    const accounts = Array.from({ length: 1_203 }, (_, index) => `${index}`);
    const owned: HeldLease[] = [];
    for (const accountId of accounts) owned.push({ accountId, fence: (await acquired(log, accountId)).fence });
    const [first] = owned;

    const { lost, wantVersions } = await log.beat([...owned, { accountId: '1202', fence: first?.fence ?? 0 }]);

    expect(lost).toEqual(['1202']);
    expect(wantVersions.size).toBe(1_203);
    const leases = await log.leases(accounts);
    expect([...leases.values()].filter(({ beat }) => beat === 1)).toHaveLength(1_203);
    expect((await log.heads(accounts)).size).toBe(1_203);
  });

  test("the head of an account is confirmed by its owner's first batch", async () => {
    await using engine = open();
    const { log } = await engine.instance();
    const owner = await Owner.of(log, acme);
    const before = await log.head(acme);

    await owner.send(owner.batch([]));

    expect(before.isConfirmed).toBe(false);
    expect((await log.head(acme)).isConfirmed).toBe(true);
  });

  test('another epoch begins once, everybody is told, and nothing of the earlier one is in the way', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    const epoch = a.log.epoch ?? '';
    const owner = await Owner.of(a.log, acme);
    const [position = 0] = await owner.append({ body: 'one', begins: ['call.*.*'] });

    const [byA = '', byB] = await Promise.all([a.log.renewEpoch(epoch), b.log.renewEpoch(epoch)]);

    expect(byA).toBe(byB);
    expect(byA).not.toBe(epoch);
    await Promise.all([a, b].map((instance) => instance.until(() => instance.log.epoch === byA)));
    expect([a, b].map((instance) => instance.of('onUp'))).toEqual([
      [[epoch], [byA]],
      [[epoch], [byA]],
    ]);
    expect(a.of('onDown')).toEqual([]);
    const head = await a.log.head(acme);
    expect(head).toMatchObject({ epoch: byA, position: 0, completeSince: new Map(), lease: { fence: owner.fence } });
    expect(head.reachesBackTo).toBeGreaterThan(position);
    expect(await owner.send(owner.batch(['two'], { epoch }))).toEqual({ kind: 'epoch' });
    owner.previous = 0;
    const [next = 0] = await owner.append('two');
    expect(next).toBeGreaterThan(head.reachesBackTo);
  });
});
