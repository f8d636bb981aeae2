import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Random } from '../../../src/simulator/random.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { gaugeTotals } from '../../harness/gauge-totals.ts';

const calls = 'subscription { callEvents { name callId accountId } }';

interface CallEvents {
  readonly callEvents: { readonly name: string; readonly callId: string; readonly accountId: string };
}

/** Resolves when no client, topic or socket is left. */
function untilQuiet({ gateway: { gauges }, kazoo }: Harness): Promise<void> {
  return until(() => {
    expect(Object.entries(gaugeTotals(gauges)).filter(([, size]) => size !== 0)).toEqual([]);
    expect(kazoo.openSockets).toBe(0);
  });
}

test('a thousand clients of one topic cause one subscribe, and each gets the event', async () => {
  await using harness = await startHarness();
  // One token: to sign and to verify a thousand is most of the work, and another test's matter.
  const authToken = harness.token('demo');
  const clients = Array.from({ length: 1000 }, () => harness.client({ connectionParams: { authToken } }));

  const readers = clients.map((client) => harness.subscribe<CallEvents>(client, calls));
  await harness.untilSubscribers(1000);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  const results = await Promise.all(readers.map((reader) => reader.next()));

  expect(results.filter(({ data }) => data?.callEvents.callId === 'c1')).toHaveLength(1000);
  expect(harness.kazoo.subscribeRequests).toMatchObject([
    { accountId: harness.accountId('demo'), binding: 'call.*.*' },
  ]);
  expect(harness.kazoo.blackhole.totalConnections).toBe(1);
  expect(harness.gateway.gauges.operationGroups()).toBe(1);
});

test('when the first client leaves the others continue', async () => {
  await using harness = await startHarness();
  const first = harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  const others = [1, 2, 3].map(() => harness.subscribe<CallEvents>(harness.clientOf('demo'), calls));
  await harness.untilSubscribers(4);

  first.stop();
  await harness.untilSubscribers(3);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_ANSWER', { call_id: 'c1' });

  for (const other of others) expect((await other.next()).data?.callEvents).toMatchObject({ name: 'CHANNEL_ANSWER' });
  expect(harness.kazoo.subscribeRequests).toHaveLength(1);
  expect(harness.kazoo.unsubscribeRequests).toHaveLength(0);
});

test('a linger after the last client left, exactly one unsubscribe is sent and the socket closes', async () => {
  await using harness = await startHarness();
  const readers = [1, 2, 3].map(() => harness.subscribe(harness.clientOf('demo'), calls));
  await harness.untilSubscribers(3);

  for (const reader of readers) reader.stop();
  await harness.kazoo.waitFor(() => harness.kazoo.unsubscribeRequests.length > 0);
  await untilQuiet(harness);

  expect(harness.kazoo.unsubscribeRequests).toMatchObject([
    { accountId: harness.accountId('demo'), binding: 'call.*.*' },
  ]);
});

test('a client that returns within the linger causes no upstream traffic', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
  const reader = harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  reader.stop();
  await harness.untilSubscribers(0);
  const again = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c2' });

  expect((await again.next()).data?.callEvents.callId).toBe('c2');
  expect(harness.kazoo.subscribeRequests).toHaveLength(1);
  expect(harness.kazoo.unsubscribeRequests).toHaveLength(0);
});

test('different operations on one binding share the topic but not the execution', async () => {
  await using harness = await startHarness();
  const first = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  const second = harness.subscribe<{ events: { __typename: string } }>(
    harness.clientOf('demo'),
    'subscription { events(binding: "call.*.*") { __typename } }',
  );
  await harness.untilSubscribers(2);

  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await first.next()).data?.callEvents.name).toBe('CHANNEL_CREATE');
  expect((await second.next()).data?.events).toEqual({ __typename: 'CallEvent' });
  expect(harness.kazoo.subscribeRequests).toHaveLength(1);
  expect(harness.gateway.gauges.operationGroups()).toBe(2);
});

test('two accounts with the same binding never mix', async () => {
  await using harness = await startHarness();
  const [demo, other] = (['demo', 'other'] as const).map((name) => ({
    id: harness.accountId(name),
    reader: harness.subscribe<CallEvents>(harness.clientOf(name), calls),
  }));
  if (demo === undefined || other === undefined) throw new Error('no accounts');
  await harness.untilSubscribers(2);

  for (let call = 1; call <= 20; call += 1) {
    harness.kazoo.publishCall(demo.id, 'CHANNEL_CREATE', { call_id: `demo-${call}` });
    harness.kazoo.publishCall(other.id, 'CHANNEL_CREATE', { call_id: `other-${call}` });
  }

  for (let call = 1; call <= 20; call += 1) {
    expect((await demo.reader.next()).data?.callEvents).toMatchObject({ callId: `demo-${call}`, accountId: demo.id });
    expect((await other.reader.next()).data?.callEvents).toMatchObject({
      callId: `other-${call}`,
      accountId: other.id,
    });
  }
  expect(demo.reader.waiting + other.reader.waiting).toBe(0);
  expect(harness.kazoo.blackhole.totalConnections).toBe(2);
});

test('a reseller sees the account it asks for, on the socket that the account already has', async () => {
  await using harness = await startHarness();
  const demoId = harness.accountId('demo');
  const own = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  const reseller = harness.subscribe<CallEvents>(
    harness.clientOf('reseller'),
    'subscription ($id: ID) { callEvents(accountId: $id) { name callId accountId } }',
    { id: demoId },
  );
  await harness.untilSubscribers(2);

  harness.kazoo.publishCall(demoId, 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await own.next()).data?.callEvents.accountId).toBe(demoId);
  expect((await reseller.next()).data?.callEvents.accountId).toBe(demoId);
  expect(harness.kazoo.subscribeRequests).toHaveLength(1);
});

for (const accountId of ['of another tenant', 'that does not exist', 'that is no id', '*'] as const) {
  test(`an account ${accountId} is FORBIDDEN, causes no subscribe, and looks the same as all others`, async () => {
    await using harness = await startHarness();
    const ids = {
      'of another tenant': harness.accountId('demo'),
      'that does not exist': 'f'.repeat(32),
      'that is no id': 'nonsense',
      '*': '*',
    };

    const reader = harness.subscribe(
      harness.clientOf('other'),
      'subscription ($id: ID) { callEvents(accountId: $id) { name } }',
      { id: ids[accountId] },
    );

    await expect(reader.next()).rejects.toMatchObject([
      { message: 'The account does not exist, or this session may not see it.', extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(harness.kazoo.blackhole.totalConnections).toBe(0);
  });
}

test('fifty clients that connect and disconnect at random leave nothing behind', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '5' } });
  const seed = 20_261_124;
  const random = new Random(seed);
  const operations = [
    calls,
    'subscription { events(binding: "object.*.user") { name } }',
    'subscription { callEvents(events: [CHANNEL_CREATE]) { id } }',
  ];
  const tokens = ['demo', 'other', 'reseller'].map((name) => harness.token(name));

  await Promise.all(
    Array.from({ length: 50 }, async () => {
      let cut = (): void => undefined;
      const client = createClient({
        url: harness.webSocketUrl,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authToken: random.pick(tokens) },
        on: {
          opened: (socket) => {
            if (socket instanceof WebSocket) cut = () => socket.terminate();
          },
        },
      });
      for (let visit = 0; visit < 4; visit += 1) {
        const readers = [1, 2, 3].map(() => harness.subscribe(client, random.pick(operations)));
        if (random.chance(0.5)) await until(() => expect(harness.gateway.gauges.subscribers()).toBeGreaterThan(0));
        for (const reader of readers) if (random.chance(0.8)) reader.stop();
        if (random.chance(0.3)) cut();
      }
      await Promise.resolve(client.dispose()).catch(() => undefined); // A connection that was cut says so.
    }),
  );

  await untilQuiet(harness);
  const counts = new Map([...harness.kazoo.blackhole.listeners].filter(([, listeners]) => listeners !== 0));
  expect(counts, `seed ${seed}`).toEqual(new Map());
});
