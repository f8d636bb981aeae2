import { expect, test } from 'vitest';
import { startHarness } from '../../harness/gateway-harness.ts';

interface DialogEvents {
  readonly dialogEvents: { readonly callId: string; readonly gap: { readonly reason: string } | null };
}

test('presence follows a changed realm with a gap, and never delivers events of its next owner', async () => {
  await using harness = await startHarness({ kazoo: { version: 'master' }, settings: { RECHECK_INTERVAL_MS: '100' } });
  const { kazoo, accountId, subscribe, clientOf } = harness;
  const [demo, other] = ['demo', 'other'].map((name) => kazoo.directory.account(name));
  if (demo === undefined || other === undefined) throw new Error('the accounts are not there');
  const reader = subscribe<DialogEvents>(clientOf('demo'), 'subscription { dialogEvents { callId gap { reason } } }');
  await harness.untilSubscribers(1);
  const publish = (name: string, callId: string): number =>
    kazoo.publishDialog(accountId(name), { call_id: callId, presence_id: '1001', state: 'early' });
  publish('demo', 'before');
  expect((await reader.next()).data?.dialogEvents).toEqual({ callId: 'before', gap: null });

  const socket = kazoo.blackhole.totalConnections;
  [demo.realm, other.realm] = ['new.example.net', demo.realm];
  await expect.poll(() => kazoo.blackhole.totalConnections, { timeout: 15_000 }).toBe(socket + 1);
  await harness.untilSubscribers(1);
  publish('other', 'not ours');
  publish('demo', 'after');

  expect((await reader.next()).data?.dialogEvents).toEqual({
    callId: 'after',
    gap: { reason: 'UPSTREAM_DISCONNECTED' },
  });
});
