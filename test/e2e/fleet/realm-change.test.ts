import { expect, test } from 'vitest';
import { until } from '../../harness/gateway-harness.ts';
import { describeFleet, FleetHarness, type Instance, metric, Watcher } from './fleet-harness.ts';

const dialogs = 'subscription { callEvents: dialogEvents { callId cursor gap { reason } } }';

/** A client of an instance that follows the presence of the account `demo`. */
async function watchDialogs(fleet: FleetHarness, instance: Instance): Promise<Watcher> {
  const client = await fleet.client(instance, fleet.kazoo.issueToken(fleet.identity));
  client.subscribe('1', dialogs);
  return new Watcher(client);
}

async function untilLive(...instances: readonly Instance[]): Promise<void> {
  await until(async () => {
    for (const instance of instances) expect(await metric(instance, 'live_topics')).toBe(1);
  });
}

describeFleet('a realm that changes', () => {
  test('is seen by the owner of the account, and told to the clients of those who follow it', async () => {
    await using fleet = await FleetHarness.start({ version: 'master' });
    const owner = await fleet.instance({ RECHECK_INTERVAL_MS: '100' });
    const watchers = [await watchDialogs(fleet, owner)];
    await untilLive(owner);
    const follower = await fleet.instance();
    watchers.push(await watchDialogs(fleet, follower));
    await untilLive(owner, follower);
    const [demo, other] = ['demo', 'other'].map((name) => fleet.kazoo.directory.account(name));
    if (demo === undefined || other === undefined) throw new Error('the accounts are not there');
    const publish = ({ id }: { readonly id: string }, callId: string): number =>
      fleet.kazoo.publishDialog(id, { call_id: callId, presence_id: '1001', state: 'early' });
    publish(demo, 'before');
    for (const watcher of watchers) expect(await watcher.next()).toMatchObject({ callId: 'before', gap: null });

    const sockets = fleet.kazoo.blackhole.totalConnections;
    [demo.realm, other.realm] = ['new.example.net', demo.realm];
    await expect.poll(() => fleet.kazoo.blackhole.totalConnections, { timeout: 15_000 }).toBe(sockets + 1);
    await until(async () => {
      for (const instance of [owner, follower]) expect(await metric(instance, 'live_topics')).toBe(1);
      expect(await metric(owner, 'gaps_total{reason="UPSTREAM_DISCONNECTED"}')).toBe(1);
    });
    publish(other, 'not ours');
    publish(demo, 'after');

    const gap = { reason: 'UPSTREAM_DISCONNECTED' };
    for (const watcher of watchers) expect(await watcher.next()).toMatchObject({ callId: 'after', gap });
    expect(fleet.kazoo.blackhole.sockets).toHaveLength(1);
  });

  test('makes the standby of the account connect anew, too', async () => {
    await using fleet = await FleetHarness.start({ version: 'master' });
    const settings = { FLEET_STANDBY: 'true' };
    const owner = await fleet.instance({ ...settings, RECHECK_INTERVAL_MS: '100' });
    await watchDialogs(fleet, owner);
    await untilLive(owner);
    const standby = await fleet.instance(settings);
    // Its token is what the standby connects with.
    await fleet.watch(standby);
    const { blackhole, directory } = fleet.kazoo;
    const subscribed = (): readonly string[] =>
      blackhole.sockets.flatMap(({ id, bindings }) => (bindings.length > 1 ? [id] : []));
    await expect.poll(subscribed, { timeout: 15_000 }).toHaveLength(2);
    const former = subscribed();

    directory.account('demo').realm = 'new.example.net';

    const fresh = (): readonly string[] => subscribed().filter((id) => !former.includes(id));
    await expect.poll(fresh, { timeout: 30_000 }).toHaveLength(2);
  });
});
