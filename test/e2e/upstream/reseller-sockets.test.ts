import { expect, test } from 'vitest';
import { type Harness, type Reader, startHarness, until } from '../../harness/gateway-harness.ts';
import { metric } from '../../harness/metric.ts';

const below = 'subscription { callEvents(scope: DESCENDANTS) { callId gap { accountIds } } }';

interface CallEvents {
  readonly callEvents: { readonly callId: string; readonly gap: { readonly accountIds: readonly string[] } | null };
}

const accountCount = 12;
const settings = { MAX_ACCOUNTS_PER_SOCKET: '5', DESCENDANTS_INTERVAL_MS: '600000', RECONNECT_BASE_MS: '1' };

/** A reseller with so many accounts below it that three sockets carry them. */
async function start(): Promise<Harness & { readonly ids: readonly string[] }> {
  const harness = await startHarness({ settings });
  const { directory } = harness.kazoo;
  const reseller = harness.accountId('reseller');
  while (directory.descendants(reseller).length < accountCount) {
    directory.addAccount({ name: `below ${directory.descendants(reseller).length}`, parentId: reseller });
  }
  return Object.assign(harness, { ids: directory.descendants(reseller).map(({ id }) => id) });
}

function untilFollowed({ gateway }: Harness): Promise<void> {
  return until(() => expect(gateway.gauges.liveTopics()).toBe(accountCount));
}

async function read(reader: Reader<CallEvents>): Promise<CallEvents['callEvents'] | undefined> {
  return (await reader.next()).data?.callEvents;
}

test('the sockets of a reseller and the accounts on them are counted, and a lost socket counts once', async () => {
  await using harness = await start();
  const { kazoo } = harness;
  const reader = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below);
  await untilFollowed(harness);
  expect(await metric(harness, 'upstream_sockets{kind="shared"}')).toBe(3);
  expect(await metric(harness, 'upstream_sockets{kind="own"}')).toBe(0);
  expect(await metric(harness, 'carried_accounts')).toBe(accountCount);

  kazoo.blackhole.dropSockets({ socketId: kazoo.blackhole.sockets[0]?.id ?? '' });
  await until(() => expect(kazoo.blackhole.totalConnections).toBe(4));
  await untilFollowed(harness);
  kazoo.publishCall(harness.ids.at(-1) ?? '', 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await read(reader))?.gap?.accountIds).toHaveLength(5);
  expect(await metric(harness, 'upstream_disconnects_total{kind="closed"}')).toBe(1);
});

test('streamStatus tells how the calls of an account are doing that shares a socket', async () => {
  await using harness = await start();
  const { kazoo, ids } = harness;
  const [id = ''] = ids;
  harness.subscribe<CallEvents>(harness.clientOf('reseller'), below);
  await untilFollowed(harness);
  const status = harness.subscribe<{ readonly streamStatus: { readonly state: string; readonly reason: string } }>(
    harness.clientOf('reseller'),
    'subscription ($id: ID) { streamStatus(accountId: $id) { state reason } }',
    { id },
  );
  expect((await status.next()).data?.streamStatus).toEqual({ state: 'LIVE', reason: null });
  const carrier = kazoo.subscribeRequests.find(({ accountId }) => accountId === id);

  kazoo.blackhole.dropSockets({ socketId: carrier?.socketId ?? '' });

  const { state, reason } = (await status.next()).data?.streamStatus ?? {};
  expect([state, reason]).toEqual(['RECONNECTING', expect.stringContaining('1006')]);
  while ((await status.next()).data?.streamStatus.state !== 'LIVE');
});

test("a reseller's revoked token ends its stream when its sockets are lost; another token carries on", async () => {
  await using harness = await start();
  const { kazoo, ids } = harness;
  const accountId = harness.accountId('reseller');
  // Of those that may open the sockets the one that expires last is taken first.
  const revoked = harness.token('reseller', 7_200);
  const good = kazoo.issueToken({ accountId });
  const [reader, other] = [revoked, good].map((authToken) =>
    harness.subscribe<CallEvents>(harness.client({ connectionParams: { authToken } }), below),
  );
  await harness.untilSubscribers(2);
  await untilFollowed(harness);

  kazoo.revokeTokens({ accountId, ownerId: kazoo.directory.user('reseller', 'reseller').id });
  kazoo.blackhole.dropSockets();

  await expect(reader?.next()).rejects.toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
  await untilFollowed(harness);
  kazoo.publishCall(ids[0] ?? '', 'CHANNEL_CREATE', { call_id: 'c1' });
  expect(other && (await read(other))).toMatchObject({ callId: 'c1', gap: { accountIds: expect.any(Array) } });
  expect(kazoo.openSockets).toBe(3);
});
