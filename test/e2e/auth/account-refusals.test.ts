import { expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';

const calls = 'subscription { callEvents { callId } }';
const callsOf = 'subscription ($id: ID) { callEvents(accountId: $id) { callId } }';

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

/** Kazoo 5 answers 401 for an account that it cannot load, whoever asks. */
const onKazoo5 = {
  kazoo: { version: '5' },
  settings: { RECHECK_INTERVAL_MS: '200', AUTHORITY_TTL_MS: '1' },
} as const;

/** Resolves when Kazoo has been asked about the account and the token so often again. */
async function untilAskedAgain({ kazoo }: Harness, accountId: string, times: number): Promise<void> {
  const asked = (path: string) => kazoo.crossbar.requests.filter((request) => request.path === path).length;
  const paths = [`/v2/accounts/${accountId}`, '/v2/token_auth'];
  const before = paths.map(asked);
  await until(() => {
    for (const [index, path] of paths.entries()) expect(asked(path)).toBeGreaterThan((before[index] ?? 0) + times);
  });
}

test('a deleted account ends its streams with FORBIDDEN, and logs nobody out', async () => {
  await using harness = await startHarness(onKazoo5);
  const closes: unknown[] = [];
  const client = harness.clientOf('reseller', { on: { closed: (event) => closes.push(event) } });
  const own = harness.subscribe<CallEvents>(client, calls);
  const ofDemo = harness.subscribe(client, callsOf, { id: harness.accountId('demo') });
  await harness.untilSubscribers(2);

  const resellerId = harness.accountId('reseller');
  harness.kazoo.directory.removeAccount(harness.accountId('demo'));

  await expect(ofDemo.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  harness.kazoo.publishCall(resellerId, 'CHANNEL_CREATE', { call_id: 'c1' });
  expect((await own.next()).data?.callEvents.callId).toBe('c1');
  expect(closes).toEqual([]);
});

test('while the databases of accounts fail nobody is logged out, and queries may be tried again', async () => {
  await using harness = await startHarness(onKazoo5);
  const closes: unknown[] = [];
  const client = harness.clientOf('demo', { on: { closed: (event) => closes.push(event) } });
  const reader = harness.subscribe<CallEvents>(client, calls);
  await harness.untilSubscribers(1);
  const accountId = harness.accountId('demo');

  const undo = harness.kazoo.crossbar.faults.failAccountDatabases();
  await untilAskedAgain(harness, accountId, 2);
  const { body } = await harness.post(
    { query: '{ channels { nodes { callId } } }' },
    { 'X-Auth-Token': harness.token('demo') },
  );
  undo();
  harness.kazoo.publishCall(accountId, 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
  expect(closes).toEqual([]);
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
});

test('a revoked token is found all the same', async () => {
  await using harness = await startHarness(onKazoo5);
  const reader = harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  const { id: ownerId } = harness.kazoo.directory.user('demo', 'demo');
  harness.kazoo.revokeTokens({ accountId: harness.accountId('demo'), ownerId });

  await expect(reader.next()).rejects.toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
});
