import { expect, test } from 'vitest';
import type { RawClient } from '../../harness/raw-client.ts';
import { polledList } from '../live/polled-lists.ts';
import { describeFleet, FleetHarness } from './fleet-harness.ts';

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
});
