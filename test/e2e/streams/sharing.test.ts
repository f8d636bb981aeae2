import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Random } from '../../../src/simulator/random.ts';
import { type Stage, startStage, until } from '../../harness/stage.ts';

const calls = 'subscription { callEvents { name callId accountId } }';

interface CallEvents {
  readonly callEvents: { readonly name: string; readonly callId: string; readonly accountId: string };
}

/** Resolves when nothing is left of any client, topic or socket. */
function untilQuiet({ gateway: { sizes }, kazoo }: Stage): Promise<void> {
  return until(() => {
    expect(Object.entries(sizes).filter(([, size]) => size() !== 0)).toEqual([]);
    expect(kazoo.openSockets).toBe(0);
  });
}

test('a thousand clients of one topic cause one subscribe, and each gets the event', async () => {
  await using stage = await startStage();
  const clients = Array.from({ length: 1000 }, () => stage.clientOf('demo'));

  const readers = clients.map((client) => stage.subscribe<CallEvents>(client, calls));
  await stage.untilSeats(1000);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  const results = await Promise.all(readers.map((reader) => reader.next()));

  expect(results.filter(({ data }) => data?.callEvents.callId === 'c1')).toHaveLength(1000);
  expect(stage.kazoo.subscribeRequests).toMatchObject([{ accountId: stage.accountId('demo'), binding: 'call.*.*' }]);
  expect(stage.kazoo.blackhole.totalConnections).toBe(1);
  expect(stage.gateway.sizes.operationGroups()).toBe(1);
});

test('the first client leaves and the others go on', async () => {
  await using stage = await startStage();
  const first = stage.subscribe(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);
  const others = [1, 2, 3].map(() => stage.subscribe<CallEvents>(stage.clientOf('demo'), calls));
  await stage.untilSeats(4);

  first.stop();
  await stage.untilSeats(3);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_ANSWER', { call_id: 'c1' });

  for (const other of others) expect((await other.next()).data?.callEvents).toMatchObject({ name: 'CHANNEL_ANSWER' });
  expect(stage.kazoo.subscribeRequests).toHaveLength(1);
  expect(stage.kazoo.unsubscribeRequests).toHaveLength(0);
});

test('after the last client left and the linger passed, exactly one unsubscribe goes out and the socket closes', async () => {
  await using stage = await startStage();
  const readers = [1, 2, 3].map(() => stage.subscribe(stage.clientOf('demo'), calls));
  await stage.untilSeats(3);

  for (const reader of readers) reader.stop();
  await stage.kazoo.waitFor(() => stage.kazoo.unsubscribeRequests.length > 0);
  await untilQuiet(stage);

  expect(stage.kazoo.unsubscribeRequests).toMatchObject([{ accountId: stage.accountId('demo'), binding: 'call.*.*' }]);
});

test('a client that comes back within the linger causes no upstream traffic', async () => {
  await using stage = await startStage({ settings: { LINGER_MS: '60000' } });
  const reader = stage.subscribe(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);

  reader.stop();
  await stage.untilSeats(0);
  const again = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c2' });

  expect((await again.next()).data?.callEvents.callId).toBe('c2');
  expect(stage.kazoo.subscribeRequests).toHaveLength(1);
  expect(stage.kazoo.unsubscribeRequests).toHaveLength(0);
});

test('different operations on one binding share the topic but not the execution', async () => {
  await using stage = await startStage();
  const first = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  const second = stage.subscribe<{ events: { __typename: string } }>(
    stage.clientOf('demo'),
    'subscription { events(binding: "call.*.*") { __typename } }',
  );
  await stage.untilSeats(2);

  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await first.next()).data?.callEvents.name).toBe('CHANNEL_CREATE');
  expect((await second.next()).data?.events).toEqual({ __typename: 'CallEvent' });
  expect(stage.kazoo.subscribeRequests).toHaveLength(1);
  expect(stage.gateway.sizes.operationGroups()).toBe(2);
});

test('two accounts with the same binding never mix', async () => {
  await using stage = await startStage();
  const [demo, other] = (['demo', 'other'] as const).map((name) => ({
    id: stage.accountId(name),
    reader: stage.subscribe<CallEvents>(stage.clientOf(name), calls),
  }));
  if (demo === undefined || other === undefined) throw new Error('no accounts');
  await stage.untilSeats(2);

  for (let call = 1; call <= 20; call += 1) {
    stage.kazoo.publishCall(demo.id, 'CHANNEL_CREATE', { call_id: `demo-${call}` });
    stage.kazoo.publishCall(other.id, 'CHANNEL_CREATE', { call_id: `other-${call}` });
  }

  for (let call = 1; call <= 20; call += 1) {
    expect((await demo.reader.next()).data?.callEvents).toMatchObject({ callId: `demo-${call}`, accountId: demo.id });
    expect((await other.reader.next()).data?.callEvents).toMatchObject({
      callId: `other-${call}`,
      accountId: other.id,
    });
  }
  expect(demo.reader.waiting + other.reader.waiting).toBe(0);
  expect(stage.kazoo.blackhole.totalConnections).toBe(2);
});

test('a reseller sees the account it asks for, on the socket that the account already has', async () => {
  await using stage = await startStage();
  const demoId = stage.accountId('demo');
  const own = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);
  const reseller = stage.subscribe<CallEvents>(
    stage.clientOf('reseller'),
    'subscription ($id: ID) { callEvents(accountId: $id) { name callId accountId } }',
    { id: demoId },
  );
  await stage.untilSeats(2);

  stage.kazoo.publishCall(demoId, 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await own.next()).data?.callEvents.accountId).toBe(demoId);
  expect((await reseller.next()).data?.callEvents.accountId).toBe(demoId);
  expect(stage.kazoo.subscribeRequests).toHaveLength(1);
});

for (const accountId of ['of another tenant', 'that does not exist', 'that is no id', '*'] as const) {
  test(`an account ${accountId} is FORBIDDEN, causes no subscribe, and looks the same as any other`, async () => {
    await using stage = await startStage();
    const ids = {
      'of another tenant': stage.accountId('demo'),
      'that does not exist': 'f'.repeat(32),
      'that is no id': 'nonsense',
      '*': '*',
    };

    const reader = stage.subscribe(
      stage.clientOf('other'),
      'subscription ($id: ID) { callEvents(accountId: $id) { name } }',
      { id: ids[accountId] },
    );

    await expect(reader.next()).rejects.toMatchObject([
      { message: 'The account does not exist, or this session may not see it.', extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(stage.kazoo.blackhole.totalConnections).toBe(0);
  });
}

test('fifty clients that come and go at random end with nothing left over', async () => {
  await using stage = await startStage({ settings: { LINGER_MS: '5' } });
  const seed = 20_261_124;
  const random = new Random(seed);
  const operations = [
    calls,
    'subscription { events(binding: "object.*.user") { name } }',
    'subscription { callEvents(events: [CHANNEL_CREATE]) { id } }',
  ];
  const tokens = ['demo', 'other', 'reseller'].map((name) => stage.token(name));

  await Promise.all(
    Array.from({ length: 50 }, async () => {
      let cut = (): void => undefined;
      const client = createClient({
        url: stage.webSocketUrl,
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
        const readers = [1, 2, 3].map(() => stage.subscribe(client, random.pick(operations)));
        if (random.chance(0.5)) await until(() => expect(stage.gateway.sizes.seats()).toBeGreaterThan(0));
        for (const reader of readers) if (random.chance(0.8)) reader.stop();
        if (random.chance(0.3)) cut();
      }
      await Promise.resolve(client.dispose()).catch(() => undefined); // A connection that was cut says so.
    }),
  );

  await untilQuiet(stage);
  const counts = new Map([...stage.kazoo.blackhole.listeners].filter(([, listeners]) => listeners !== 0));
  expect(counts, `seed ${seed}`).toEqual(new Map());
});
