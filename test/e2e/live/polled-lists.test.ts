import { describe, expect, test } from 'vitest';
import { type Harness, type Reader, startHarness, until } from '../../harness/gateway-harness.ts';
import { nextUpdate, type PolledUpdate, polledList, pollsOf, quickPolls } from './polled-lists.ts';

const registrations = polledList('registrations', 'id username ownerId');

function follow(harness: Harness, list: string, document: string, variables = {}) {
  const reader: Reader<Record<string, PolledUpdate>> = harness.subscribe(harness.clientOf('demo'), document, variables);
  return { reader, next: () => nextUpdate(reader, list) };
}

describe.each(['4.3.142', '5'] as const)('on %s', (version) => {
  test('registrations begin with all of them, and tell which came and which are gone', async () => {
    await using harness = await startHarness({ kazoo: { version }, settings: quickPolls });
    const { devices } = harness.kazoo.directory.account('demo');
    const [phone] = devices;
    const { next } = follow(harness, 'registrations', registrations);

    const first = await next();
    harness.kazoo.live.unregister(phone?.id ?? '');
    const gone = await next();
    harness.kazoo.live.register(phone?.id ?? '');
    const back = await next();

    const rows = devices.map(({ sipUsername, ownerId }) => ({
      id: expect.any(String),
      username: sipUsername,
      ownerId,
    }));
    expect(first).toMatchObject({ kind: 'SNAPSHOT', registrations: rows, removed: [], gap: null });
    expect(gone).toMatchObject({ kind: 'CHANGES', registrations: [], removed: [{ reason: 'VANISHED' }], gap: null });
    expect(back).toMatchObject({ kind: 'CHANGES', registrations: [rows[0]], removed: [] });
    expect(back['registrations']).toMatchObject([{ id: gone.removed[0]?.id }]);
    expect(Date.parse(back.takenAt)).toBeGreaterThan(Date.parse(first.takenAt));
  });
});

describe('a list that Kazoo is polled for', () => {
  test('is asked for once, executed once and serialized once for all who show it', async () => {
    await using harness = await startHarness({ settings: { MIN_POLL_INTERVAL_MS: '600000' } });
    const client = harness.clientOf('demo');
    const readers = Array.from({ length: 50 }, () => harness.subscribe(client, registrations));

    for (const reader of readers) await reader.next();

    // One for the token, and one for the rows.
    expect(pollsOf(harness, 'registrations')).toBe(2);
    expect([harness.gateway.gauges.operationGroups(), harness.gateway.gauges.liveTables()]).toEqual([1, 1]);
    expect(harness.kazoo.blackhole.totalConnections).toBe(0);
  });

  test('is not shown to whom Kazoo does not show it, though others see it', async () => {
    await using harness = await startHarness();
    await follow(harness, 'registrations', registrations).next();

    harness.kazoo.crossbar.faults.failWith(403, { path: /\/registrations$/, count: 1 });
    const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo') });
    const refused = harness.subscribe(harness.client({ connectionParams: { authToken } }), registrations);

    await expect(refused.next()).rejects.toMatchObject([
      { path: ['registrations'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  test('ends by itself when Kazoo no longer shows it to its client, who keeps the rest', async () => {
    await using harness = await startHarness({ settings: { RECHECK_INTERVAL_MS: '100' } });
    const client = harness.clientOf('demo');
    const list = harness.subscribe(client, registrations);
    const calls = harness.subscribe(client, 'subscription { calls { kind calls { id } } }');
    await Promise.all([list.next(), calls.next()]);

    harness.kazoo.crossbar.faults.failWith(403, { path: /\/registrations$/ });

    await expect(list.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await harness.untilSubscribers(1);
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c' });
    expect(await calls.next()).toMatchObject({ data: { calls: { kind: 'CHANGES' } } });
  });

  test('shows users who may see their own only their own', async () => {
    await using harness = await startHarness({ settings: { ...quickPolls, RESTRICT_USERS: 'true' } });
    const account = harness.kazoo.directory.account('demo');
    const user = account.users.find(({ privLevel }) => privLevel === 'user');
    const authToken = harness.kazoo.issueToken({ accountId: account.id, ownerId: user?.id ?? '' });
    const own: Reader<Record<string, PolledUpdate>> = harness.subscribe(
      harness.client({ connectionParams: { authToken } }),
      registrations,
    );
    const [ownDevice] = account.devices.filter(({ ownerId }) => ownerId === user?.id);
    const others = account.devices.filter(({ ownerId }) => ownerId !== user?.id);

    const first = await nextUpdate(own, 'registrations');
    for (const { id } of others) harness.kazoo.live.unregister(id);
    await until(() => expect(harness.gateway.gauges.liveRows()).toBe(account.devices.length - others.length));
    harness.kazoo.live.unregister(ownDevice?.id ?? '');
    const next = await nextUpdate(own, 'registrations');

    expect(others.length).toBeGreaterThan(0);
    expect(first['registrations']).toMatchObject([{ ownerId: user?.id }]);
    expect(next).toMatchObject({ registrations: [], removed: [{}] });
  });

  test.each([
    ['owner { id }', {}, /owner is for queries/],
    ['...D', {}, /device is for queries/],
    ['id', { everyMs: 4_999 }, /everyMs must be between 5000 and 60000/],
    ['id', { accountId: '*' }, /of one account/],
  ])('is refused with { %s } and %j, and Kazoo is not asked', async (fields, variables, message) => {
    await using harness = await startHarness();
    const document = `${polledList('registrations', fields)} fragment D on Registration { device { id } }`;
    const { next } = follow(
      harness,
      'registrations',
      fields === '...D' ? document : polledList('registrations', fields),
      variables,
    );

    await expect(next()).rejects.toMatchObject([{ message: expect.stringMatching(message) }]);
    expect(pollsOf(harness, 'registrations')).toBe(0);
  });

  test('is asked for again while Kazoo fails, for those who wait for it', async () => {
    await using harness = await startHarness();
    const client = harness.clientOf('demo');
    const reader = harness.subscribe(client, registrations);
    await reader.next();
    reader.stop();
    await until(() => expect(harness.gateway.gauges.liveTables()).toBe(0));
    // The token is known: what fails is the list.
    harness.kazoo.crossbar.faults.failWith(503, { path: /\/registrations$/, count: 2 });

    const again: Reader<Record<string, PolledUpdate>> = harness.subscribe(client, registrations);
    expect(await nextUpdate(again, 'registrations')).toMatchObject({ kind: 'SNAPSHOT' });
    expect(pollsOf(harness, 'registrations')).toBe(5);
  });
});
