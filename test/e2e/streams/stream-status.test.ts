import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';

const status =
  'subscription { streamStatus { accountId state reason attempt retryAt cursor gap { from to reason accountIds } } }';
const calls = 'subscription { callEvents { callId } }';

interface StreamStatus {
  readonly streamStatus: { readonly state: string; readonly gap: object | null; readonly reason: string | null };
}

test('streamStatus starts with the current state and follows the connection', async () => {
  await using harness = await startHarness();
  const reader = harness.subscribe<StreamStatus>(harness.clientOf('demo'), status);
  expect((await reader.next()).data?.streamStatus).toMatchObject({
    accountId: harness.accountId('demo'),
    state: 'IDLE',
    attempt: 0,
    gap: null,
  });

  harness.subscribe(harness.clientOf('demo'), calls);
  expect((await reader.next()).data?.streamStatus).toMatchObject({ state: 'CONNECTING' });
  expect((await reader.next()).data?.streamStatus).toMatchObject({ state: 'LIVE', reason: null, attempt: 0 });

  harness.kazoo.blackhole.dropSockets();
  const lost = (await reader.next()).data?.streamStatus;
  expect(lost).toMatchObject({ state: 'RECONNECTING', reason: expect.any(String), retryAt: expect.any(String) });
  let latest = lost;
  while (latest?.state !== 'LIVE') latest = (await reader.next()).data?.streamStatus;
  expect(latest).toMatchObject({
    gap: {
      from: expect.any(String),
      to: expect.any(String),
      reason: 'UPSTREAM_DISCONNECTED',
      accountIds: [harness.accountId('demo')],
    },
  });
});

test('a client that subscribes later starts with the current state', async () => {
  await using harness = await startHarness();
  harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  const reader = harness.subscribe<StreamStatus>(harness.clientOf('demo'), status);

  expect((await reader.next()).data?.streamStatus).toMatchObject({ state: 'LIVE' });
});

test('a Kazoo that allows no more connections is RATE_LIMITED, and says why', async () => {
  await using harness = await startHarness();
  const reader = harness.subscribe<StreamStatus>(harness.clientOf('demo'), status);
  harness.kazoo.blackhole.faults.rejectUpgrades(429);

  harness.subscribe(harness.clientOf('demo'), calls);
  let latest = (await reader.next()).data?.streamStatus;
  while (latest?.state !== 'RATE_LIMITED') latest = (await reader.next()).data?.streamStatus;

  expect(latest.reason).toContain('429');
});

test('a host name that cannot be resolved has its own reason in the status, the log and the metrics', async () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  // A label of more than 63 characters fails in the resolver itself (RFC 1035, section 2.3.4): no query leaves the
  // machine.
  await using harness = await startHarness({
    log,
    settings: { KAZOO_BLACKHOLE_URL: `ws://${'x'.repeat(64)}.invalid:5555` },
  });
  const reader = harness.subscribe<StreamStatus>(harness.clientOf('demo'), status);

  harness.subscribe(harness.clientOf('demo'), calls);
  let latest = (await reader.next()).data?.streamStatus;
  while (latest?.reason === null) latest = (await reader.next()).data?.streamStatus;

  expect(latest?.reason).toMatch(/^the name of Kazoo's host cannot be resolved/);
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ msg: 'upstream lost', kind: 'dns', reason: latest?.reason }),
  );
  const metrics = await (await fetch(harness.url.replace('/graphql', '/metrics'))).text();
  expect(metrics).toMatch(/upstream_disconnects_total\{kind="dns"\} [1-9]/);
});

test('watching opens no connection and leaves nothing behind', async () => {
  await using harness = await startHarness();
  const reader = harness.subscribe(harness.clientOf('demo'), status);
  await reader.next();

  expect(harness.kazoo.blackhole.totalConnections).toBe(0);
  reader.stop();

  await until(() => expect(harness.gateway.gauges.subscribers()).toBe(0));
  expect(harness.gateway.gauges.operationGroups()).toBe(0);
});

test("another tenant's status is FORBIDDEN", async () => {
  await using harness = await startHarness();

  const reader = harness.subscribe(
    harness.clientOf('other'),
    'subscription ($id: ID) { streamStatus(accountId: $id) { state } }',
    {
      id: harness.accountId('demo'),
    },
  );

  await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});
