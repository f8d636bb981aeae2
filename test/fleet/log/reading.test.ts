import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { FleetLog } from '../../../src/fleet/log/fleet-log.ts';
import { describeEngines } from './engines.ts';
import { Owner } from './owner.ts';

const acme = 'a'.repeat(32);
const globex = 'b'.repeat(32);
const everything = { entries: 1_000, bytes: 1_000_000 };

/** What the log keeps after a position; undefined where it does not reach back to that. */
async function bodies(log: FleetLog, accountId: string, after: number): Promise<readonly string[] | undefined> {
  const page = await log.read(accountId, log.epoch ?? '', after, Number.MAX_SAFE_INTEGER, everything);
  return page?.forgottenUntil === undefined ? page?.entries.map(({ body }) => body) : undefined;
}

describeEngines('reading', (open) => {
  test('pages are bounded in entries and in bytes, and hold at least one entry', async () => {
    await using engine = open();
    const { log } = await engine.instance();
    const owner = await Owner.of(log, acme);
    const { reachesBackTo: start } = await log.head(acme);
    const positions = await owner.append(...Array.from({ length: 20 }, (_, index) => `${index}`.padStart(10)));
    const last = positions[19] ?? 0;
    const epoch = log.epoch ?? '';

    const byCount = await log.read(acme, epoch, start, last, { entries: 7, bytes: 1_000 });
    const byBytes = await log.read(acme, epoch, start, last, { entries: 100, bytes: 139 });
    const atLeastOne = await log.read(acme, epoch, start, last, { entries: 100, bytes: 1 });
    const rest = await log.read(acme, epoch, positions[16] ?? 0, positions[18] ?? 0, everything);
    const nothing = await log.read(acme, epoch, last, last, everything);

    expect(byCount?.entries.map(({ position }) => position)).toEqual(positions.slice(0, 7));
    expect(byCount?.isLast).toBe(false);
    expect(byBytes?.entries).toHaveLength(13);
    expect(atLeastOne).toMatchObject({ entries: [{ previous: 0 }], isLast: false });
    expect(rest).toMatchObject({ entries: [{ position: positions[17] }, { position: positions[18] }], isLast: true });
    expect(nothing).toEqual({ entries: [], isLast: true });
  });

  test("what is not after the owner's oldest is forgotten exactly, and told", async () => {
    await using engine = open();
    const { log } = await engine.instance();
    const owner = await Owner.of(log, acme);
    const [first = 0, second = 0] = await owner.append('one', 'two', 'three');

    const outcome = await owner.send(owner.batch(['four'], { keepAfter: second }));

    expect(outcome).toMatchObject({ kind: 'appended', reachesBackTo: second });
    expect(await bodies(log, acme, first)).toBeUndefined();
    expect(await bodies(log, acme, second)).toEqual(['three', 'four']);
    expect(await log.read(acme, log.epoch ?? '', first, second + 1, everything)).toEqual({
      forgottenUntil: second,
      entries: [{ position: second + 1, previous: second, body: 'three' }],
      isLast: true,
    });
    expect((await log.head(acme)).reachesBackTo).toBe(second);
  });

  test('a batch without entries trims, tells nobody, and may forget all', async () => {
    await using engine = open();
    const instance = await engine.instance();
    await instance.log.follow(acme);
    const owner = await Owner.of(instance.log, acme);
    const [, second = 0] = await owner.append('one', 'two');

    const outcome = await owner.send(owner.batch([], { keepAfter: second + 1_000 }));

    expect(outcome).toEqual({ kind: 'appended', positions: [], reachesBackTo: second });
    expect(await bodies(instance.log, acme, second)).toEqual([]);
    expect((await instance.log.head(acme)).position).toBe(second);
    await owner.append('three');
    await instance.until(() => instance.bodiesOf(acme).length === 3);
    expect(instance.of('onEntries')).toHaveLength(2);
  });

  test('an account of which nothing is stored misses nothing after the last position of the fleet', async () => {
    await using engine = open();
    const { log } = await engine.instance();
    const [position = 0] = await (await Owner.of(log, acme)).append('one');

    const unknown = await log.head(globex);
    const owner = await Owner.of(log, globex);
    await owner.append('first of another account');

    expect(unknown).toMatchObject({ position: 0, reachesBackTo: position, lease: undefined });
    expect(await bodies(log, globex, position)).toEqual(['first of another account']);
    expect(await bodies(log, globex, position - 1)).toBeUndefined();
  });

  test('another epoch reads nothing of this one', async () => {
    await using engine = open();
    const { log } = await engine.instance();
    const [position = 0] = await (await Owner.of(log, acme)).append('one');

    expect(await log.read(acme, 'another', position, position, everything)).toBeUndefined();
  });

  test('logs that take too much forget their oldest, those above their share twice as fast, and tell it', async () => {
    await using engine = open({ maxLogBytes: 3_000 });
    const { log } = await engine.instance();
    const [large, small] = [await Owner.of(log, acme), await Owner.of(log, globex)];
    await large.append(...Array.from({ length: 30 }, () => 'x'.repeat(100)));
    const [first = 0, second = 0] = await small.append('y'.repeat(100), 'y'.repeat(100));
    await log.beat([acme, globex].map((accountId, index) => ({ accountId, fence: [large, small][index]?.fence ?? 0 })));

    const bySmall = await small.send(small.batch(['y'.repeat(100)]));
    const byLarge = await large.send(large.batch(['x'.repeat(100)]));

    expect(bySmall).toMatchObject({ kind: 'appended', reachesBackTo: first });
    expect(await bodies(log, globex, first)).toHaveLength(2);
    expect(await bodies(log, globex, first - 1)).toBeUndefined();
    expect(second).toBeGreaterThan(first);
    const reachesBackTo = byLarge.kind === 'appended' ? byLarge.reachesBackTo : 0;
    expect(await bodies(log, acme, reachesBackTo)).toHaveLength(29);
  });

  test('what nobody beats for is forgotten, and takes no bytes any more', async () => {
    await using engine = open({ keepMs: 300, maxLogBytes: 150 });
    const { log } = await engine.instance();
    const forgotten = await Owner.of(log, acme);
    const [position = 0] = await forgotten.append('x'.repeat(200));
    await log.beat([{ accountId: acme, fence: forgotten.fence }]);
    await log.want(acme, [{ binding: 'call.*.*', via: [] }], []);

    // The marks, which count what expired, come once a second.
    await sleep(1_500);

    expect(await log.head(acme)).toMatchObject({ position: 0, reachesBackTo: position, lease: undefined });
    expect(await log.wants(acme)).toEqual({ version: 0, byInstance: new Map() });
    const owner = await Owner.of(log, globex);
    await owner.append('y'.repeat(100));
    await log.beat([{ accountId: globex, fence: owner.fence }]);
    const outcome = await owner.send(owner.batch(['z']));
    expect(outcome).toMatchObject({ kind: 'appended', reachesBackTo: position });
  });
});
