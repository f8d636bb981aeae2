import { expect, test } from 'vitest';
import { until } from '../../harness/gateway-harness.ts';
import type { RawClient } from '../../harness/raw-client.ts';
import { polledList } from '../live/polled-lists.ts';
import { describeFleet, FleetHarness, metric, Watcher } from './fleet-harness.ts';

const registrations = polledList('registrations', 'username');
const minIntervalMs = 500;
const intervals = 6;
const settings = { MIN_POLL_INTERVAL_MS: `${minIntervalMs}` };

interface Update {
  readonly registrations: readonly { readonly username: string }[];
  readonly removed: readonly unknown[];
  readonly takenAt: string;
}

async function nextUpdate(client: RawClient): Promise<Update> {
  for (;;) {
    const { type, payload } = await client.next();
    if (type === 'ping') continue;
    const { data, errors } = payload as { data?: { registrations: Update } | null; errors?: unknown };
    if (type !== 'next' || data == null) throw new Error(JSON.stringify([type, errors ?? payload]));
    return data.registrations;
  }
}

describeFleet('polled lists of a fleet', () => {
  test('cost Kazoo one request an interval, whichever instances show them, and all show one answer', async () => {
    await using fleet = await FleetHarness.start({ keptArrivals: 10_000 });
    const { kazoo } = fleet;
    const instances = [await fleet.instance(settings), await fleet.instance(settings), await fleet.instance(settings)];
    const clients: RawClient[] = [];
    for (const instance of instances) {
      const client = await fleet.client(instance, kazoo.issueToken(fleet.identity));
      clients.push(client);
      client.subscribe('1', registrations);
      await nextUpdate(client);
    }
    const requests = (): number => kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/registrations')).length;

    const before = requests();
    const sinceMs = performance.now();
    await kazoo.waitFor(() => requests() >= before + intervals);

    // The first of them may have been due at once.
    expect(performance.now() - sinceMs).toBeGreaterThan((intervals - 1) * minIntervalMs);
    const [phone] = kazoo.directory.account('demo').devices;
    kazoo.live.unregister(phone?.id ?? '');
    const gone = await Promise.all(clients.map(nextUpdate));
    expect(gone[0]?.removed).toHaveLength(1);
    expect(new Set(gone.map(({ takenAt }) => takenAt)).size).toBe(1);
  });

  test('are those of the accounts below one, too, from which a new one joins at every instance', async () => {
    await using fleet = await FleetHarness.start({ keptArrivals: 10_000 });
    const { kazoo } = fleet;
    const { id: resellerId } = kazoo.directory.account('reseller');
    const below = { ...settings, DESCENDANTS_INTERVAL_MS: `${minIntervalMs}` };
    const instances = [await fleet.instance(below), await fleet.instance(below)];
    const untilFollowed = (accounts: number): Promise<void> =>
      until(async () => {
        for (const instance of instances) expect(await metric(instance, 'live_topics')).toBe(accounts);
      });
    const watchers: Watcher[] = [];
    for (const instance of instances) {
      const client = await fleet.client(instance, kazoo.issueToken({ accountId: resellerId }));
      client.subscribe('1', 'subscription { callEvents(scope: DESCENDANTS) { callId cursor gap { reason } } }');
      watchers.push(new Watcher(client));
    }
    await untilFollowed(2);
    const requests = (): number => kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/descendants')).length;

    const before = requests();
    const sinceMs = performance.now();
    await kazoo.waitFor(() => requests() >= before + intervals);

    expect(performance.now() - sinceMs).toBeGreaterThan((intervals - 1) * minIntervalMs);
    const { id } = kazoo.directory.addAccount({ name: 'new', parentId: resellerId });
    await untilFollowed(3);
    kazoo.publishCall(id, 'CHANNEL_CREATE', { call_id: 'of the new one' });
    for (const watcher of watchers) expect(await watcher.next()).toMatchObject({ callId: 'of the new one' });
  });
});
