import { expect, test } from 'vitest';
import { describeEngines } from './engines.ts';
import { Owner } from './owner.ts';

const acme = 'a'.repeat(32);
const globex = 'b'.repeat(32);
const everything = { entries: 1_000, bytes: 1_000_000 };

describeEngines('append', (open) => {
  test('entries reach all who follow, the owner too, each with the position of the one before', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    await Promise.all([a.log.follow(acme), b.log.follow(acme)]);
    const owner = await Owner.of(a.log, acme);

    const [first = 0, second = 0] = await owner.append('one', 'zwölf €');
    const [third = 0] = await owner.append('three');

    const expected = [
      { position: first, previous: 0, body: 'one' },
      { position: second, previous: first, body: 'zwölf €' },
      { position: third, previous: second, body: 'three' },
    ];
    await Promise.all([a, b].map((instance) => instance.until(() => instance.bodiesOf(acme).length === 3)));
    expect(a.entriesOf(acme)).toEqual(expected);
    expect(b.entriesOf(acme)).toEqual(expected);
    const { reachesBackTo } = await b.log.head(acme);
    for (const after of [0, reachesBackTo]) {
      const page = await b.log.read(acme, a.log.epoch ?? '', after, third, everything);
      expect(page).toEqual({ entries: expected, isLast: true });
    }
    const unknown = await b.log.read(acme, a.log.epoch ?? '', 1, third, everything);
    expect(unknown).toEqual({ forgottenUntil: reachesBackTo, entries: expected, isLast: true });
  });

  test('positions rise over all accounts, and all instances are told in their order', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    await Promise.all([acme, globex].flatMap((account) => [a.log.follow(account), b.log.follow(account)]));
    const owners = [await Owner.of(a.log, acme), await Owner.of(b.log, globex)];

    for (let round = 0; round < 20; round += 1) await Promise.all(owners.map((owner) => owner.append(`${round}`)));

    const orders = [a, b].map((instance) => async () => {
      await instance.until(() => instance.of('onEntries').length === 40);
      return instance.of('onEntries').flatMap(([, , entries]) => entries.map(({ position }) => position));
    });
    const [seenByA = [], seenByB = []] = await Promise.all(orders.map((order) => order()));
    expect(seenByA).toEqual([...seenByA].sort((one, other) => one - other));
    expect(seenByB).toEqual(seenByA);
    expect(new Set(seenByA).size).toBe(40);
  });

  test('a batch whose reply was lost is written once, and has its positions again', async () => {
    await using engine = open();
    const a = await engine.instance();
    await a.log.follow(acme);
    const owner = await Owner.of(a.log, acme);
    await owner.append('before');
    const batch = owner.batch(['one', 'two']);

    const outcome = await owner.send(batch);
    const again = await owner.send(batch);

    expect(outcome).toMatchObject({ kind: 'appended' });
    expect(again).toEqual(outcome);
    owner.previous = outcome.kind === 'appended' ? (outcome.positions[1] ?? 0) : 0;
    await owner.append('after');
    await a.until(() => a.bodiesOf(acme).includes('after'));
    expect(a.bodiesOf(acme)).toEqual(['before', 'one', 'two', 'after']);
  });

  test('an earlier owner cannot write, nor can one with another order or another last position', async () => {
    await using engine = open();
    const [a, b] = [await engine.instance(), await engine.instance()];
    const earlier = await Owner.of(a.log, acme);
    const [position = 0] = await earlier.append('one');
    const fence = await a.log.transfer(acme, earlier.fence, b.log.instanceId);
    const owner = new Owner(b.log, acme, fence ?? 0, position);

    expect(await earlier.send(earlier.batch(['late']))).toEqual({ kind: 'fenced' });
    expect(await owner.send(owner.batch(['foreign'], { epoch: 'another' }))).toEqual({ kind: 'epoch' });
    expect(await owner.send(owner.batch(['behind'], { previous: 0 }))).toEqual({ kind: 'lost', position });
    expect(await owner.send(owner.batch(['ahead'], { previous: position + 1 }))).toEqual({ kind: 'lost', position });
    expect((await b.log.head(acme)).position).toBe(position);
  });

  test('a batch is checked before anything of it is written', async () => {
    await using engine = open();
    const a = await engine.instance();
    const owner = await Owner.of(a.log, acme);
    const [position = 0] = await owner.append('one');
    const inDisorder = owner.batch(['new', { body: 'put back too late', position: position + 5 }]);

    await expect(a.log.append([inDisorder])).rejects.toThrow('The engine of the fleet failed.');

    await a.until(() => a.of('onUp').length === 2);
    expect((await a.log.head(acme)).position).toBe(position);
    expect(a.of('onDown')).toEqual([[expect.stringContaining('come first')]]);
  });

  test('one round of batches has an outcome for each', async () => {
    await using engine = open();
    const a = await engine.instance();
    const [owner, other] = [await Owner.of(a.log, acme), await Owner.of(a.log, globex)];

    const outcomes = await a.log.append([
      owner.batch(['one']),
      other.batch(['none'], { fence: 1 }),
      other.batch(['two', 'three']),
    ]);

    expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'fenced', 'appended']);
    expect(await a.log.heads([acme, globex, 'c'])).toEqual(
      new Map([
        [acme, outcomes[0]?.kind === 'appended' ? outcomes[0].positions[0] : 0],
        [globex, outcomes[2]?.kind === 'appended' ? outcomes[2].positions[1] : 0],
        ['c', 0],
      ]),
    );
  });

  test('the latest position is that of the entry that was written last, whatever its account', async () => {
    await using engine = open();
    const a = await engine.instance();
    const owners = [await Owner.of(a.log, acme), await Owner.of(a.log, globex)];

    for (const owner of owners) {
      const [position] = await owner.append('one');
      expect(await a.log.latest()).toBe(position);
    }
  });

  test('a binding is complete from the entry that begins it until the one that ends it', async () => {
    await using engine = open();
    const a = await engine.instance();
    const owner = await Owner.of(a.log, acme);

    const [calls = 0] = await owner.append({ body: 'calls', begins: ['call.*.*', 'object.*.*'] });
    await owner.append({ body: 'calls again', begins: ['call.*.*'] });
    const begun = await a.log.head(acme);
    await owner.append({ body: 'no objects', ends: ['object.*.*'] });
    const [again = 0] = await owner.append({ body: 'anew', begins: ['object.*.*'], ends: ['object.*.*'] });

    expect(begun.completeSince).toEqual(
      new Map([
        ['call.*.*', calls],
        ['object.*.*', calls],
      ]),
    );
    const { completeSince } = await a.log.head(acme);
    expect(completeSince).toEqual(
      new Map([
        ['call.*.*', calls],
        ['object.*.*', again],
      ]),
    );
  });

  test('the last status is known as long as the account is, also when its entry is forgotten', async () => {
    await using engine = open();
    const a = await engine.instance();
    const owner = await Owner.of(a.log, acme);

    const [begun = 0] = await owner.append({ body: 'begun', begins: ['call.*.*'] });
    const before = await a.log.head(acme);
    await owner.append({ body: 'connecting', isStatus: true }, { body: 'live', isStatus: true }, 'an event');
    const [last = 0] = await owner.append('another event');
    await owner.send(owner.batch([], { keepAfter: last }));

    expect(before.status).toBeUndefined();
    expect(await a.log.head(acme)).toMatchObject({
      reachesBackTo: last,
      status: 'live',
      completeSince: new Map([['call.*.*', begun]]),
    });
  });

  test('entries that the engine lost are put back where they were, before new ones', async () => {
    await using engine = open();
    const a = await engine.instance();
    await a.log.follow(acme);
    const owner = await Owner.of(a.log, acme);
    const [first = 0] = await owner.append('one');
    const [second, third] = [first + 1_000_000_000, first + 2_000_000_000];
    const batch = owner.batch([{ body: 'two', position: second }, { body: 'three', position: third }, 'four']);

    const outcome = await owner.send(batch);
    const again = await owner.send(batch);

    expect(outcome).toMatchObject({ kind: 'appended', positions: [second, third, third + 1] });
    expect(again).toEqual(outcome);
    await a.until(() => a.bodiesOf(acme).length === 4);
    expect(a.entriesOf(acme).slice(1)).toEqual([
      { position: second, previous: first, body: 'two' },
      { position: third, previous: second, body: 'three' },
      { position: third + 1, previous: third, body: 'four' },
    ]);
    const [fifth = 0] = await new Owner(a.log, acme, owner.fence, third + 1).append('five');
    expect(fifth).toBe(third + 2);
  });
});
