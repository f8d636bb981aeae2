import { describe, expect, test } from 'vitest';
import { type Reader, startHarness, until } from '../../harness/gateway-harness.ts';
import {
  follow,
  nextUpdate,
  type PolledUpdate,
  polledList,
  pollsOf,
  quickPolls,
  registrations,
} from './polled-lists.ts';

describe('a list that Kazoo is polled for', () => {
  test("whose rows are nobody's is refused to who may see their own only", async () => {
    await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true' } });
    const account = harness.kazoo.directory.account('demo');
    const user = account.users.find(({ privLevel }) => privLevel === 'user');
    const authToken = harness.kazoo.issueToken({ accountId: account.id, ownerId: user?.id ?? '' });
    const client = harness.client({ connectionParams: { authToken } });

    for (const list of ['queues', 'queueBoard', 'parkedCalls'])
      await expect(harness.subscribe(client, polledList(list, 'id')).next()).rejects.toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ]);
    expect(pollsOf(harness, 'queues') + pollsOf(harness, 'parked_calls')).toBe(0);
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
});
