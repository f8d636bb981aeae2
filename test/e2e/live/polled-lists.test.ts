import { describe, expect, test } from 'vitest';
import { type Harness, type Reader, startHarness, until } from '../../harness/gateway-harness.ts';
import { metric } from '../../harness/metric.ts';
import {
  follow,
  nextUpdate,
  type PolledUpdate,
  polledList,
  pollsOf,
  quickPolls,
  registrations,
} from './polled-lists.ts';

describe.each(['4.3.142', '5'] as const)('on %s', (version) => {
  test('registrations begin with all of them, and tell which came and which are gone', async () => {
    await using harness = await startHarness({ kazoo: { version }, settings: quickPolls });
    const { devices } = harness.kazoo.directory.account('demo');
    const [phone] = devices;
    const { next } = follow(harness, 'registrations', registrations);

    const first = await next();
    harness.kazoo.live.unregister(phone?.id ?? '');
    const gone = await next();
    harness.kazoo.live.register(phone?.id ?? '');
    const back = await next();

    const rows = devices.map(({ sipUsername, ownerId }) => ({
      id: expect.any(String),
      username: sipUsername,
      ownerId,
    }));
    expect(first).toMatchObject({ kind: 'SNAPSHOT', registrations: rows, removed: [], gap: null });
    expect(gone).toMatchObject({ kind: 'CHANGES', registrations: [], removed: [{ reason: 'VANISHED' }], gap: null });
    expect(back).toMatchObject({ kind: 'CHANGES', registrations: [rows[0]], removed: [] });
    expect(back['registrations']).toMatchObject([{ id: gone.removed[0]?.id }]);
    expect(Date.parse(back.takenAt)).toBeGreaterThan(Date.parse(first.takenAt));
  });
});

/** Each list, what is selected of its rows, a row that comes, and how; it returns how it goes. */
const lists: readonly (readonly [string, string, object, (harness: Harness) => () => void])[] = [
  [
    'queues',
    'id name strategy',
    { id: 'new', name: 'New' },
    ({ kazoo }) => {
      const { queues } = kazoo.directory.account('demo');
      queues.push({ id: 'new', name: 'New' });
      return () => void queues.pop();
    },
  ],
  [
    'parkedCalls',
    'id slot callId callerIdNumber',
    { slot: '*07', callId: 'c', callerIdNumber: '1001' },
    ({ kazoo, accountId }) => {
      const call = { slot: '*07', callId: 'c', parkerCallId: 'gone', callerName: 'Ann', callerNumber: '1001' };
      kazoo.live.park(accountId('demo'), call);
      return () => kazoo.live.unpark(accountId('demo'), '*07');
    },
  ],
  [
    'voicemailBoxes',
    'id mailbox messages messagesNew messagesSaved',
    { id: 'new', mailbox: '2099', messages: 3, messagesNew: 1, messagesSaved: 2 },
    ({ kazoo }) => {
      const { voicemailBoxes } = kazoo.directory.account('demo');
      voicemailBoxes.push({ id: 'new', name: 'New', number: '2099', ownerId: 'nobody' });
      return () => void voicemailBoxes.pop();
    },
  ],
  [
    'devices',
    'id name enabled deviceType ownerId',
    { id: 'new', name: 'New', ownerId: 'nobody' },
    ({ kazoo }) => {
      const { devices } = kazoo.directory.account('demo');
      const [device] = devices;
      if (device === undefined) throw new Error('There is no device');
      devices.push({ ...device, id: 'new', name: 'New', ownerId: 'nobody' });
      return () => void devices.pop();
    },
  ],
];

describe.each([
  ['4.3.142', lists],
  ['5', lists],
] as const)('on %s', (version, listed) => {
  test.each(listed)('%s tell which rows came and went', async (list, fields, row, add) => {
    const hasQueues = true;
    await using harness = await startHarness({ kazoo: { version, hasQueues }, settings: quickPolls });
    const { next } = follow(harness, list, polledList(list, fields));

    const first = await next();
    const remove = add(harness);
    const came = await next();
    remove();
    const gone = await next();

    expect(first).toMatchObject({ kind: 'SNAPSHOT', [list]: expect.any(Array) });
    expect(came).toMatchObject({ kind: 'CHANGES', [list]: [row], removed: [] });
    const [{ id } = { id: undefined }] = came[list] as { id: string }[];
    expect(gone).toMatchObject({ kind: 'CHANGES', [list]: [], removed: [{ id, reason: 'VANISHED' }] });
  });
});

test('the board of queues counts calls and agents, as a subscription and as a query', async () => {
  await using harness = await startHarness({ settings: quickPolls });
  const { kazoo } = harness;
  const account = kazoo.directory.account('demo');
  const [queue] = account.queues;
  const [first, second] = account.users;
  const { next } = follow(
    harness,
    'queueBoard',
    polledList(
      'queueBoard',
      'id queueId name waiting longestWaitSince averageWaitSeconds handled agentsReady agentsTalking',
    ),
  );

  const idle = await next();
  kazoo.live.setQueueCalls(account.id, [
    { id: 'a', queue_id: queue?.id ?? '', status: 'waiting', entered_timestamp: 63_877_485_845 },
    { id: 'b', queue_id: queue?.id ?? '', status: 'processed', wait_time: 7 },
  ]);
  const waiting = await next();
  kazoo.live.setAgentStatus(account.id, first?.id ?? '', 'ready');
  await next();
  kazoo.live.setAgentStatus(account.id, second?.id ?? '', 'connected');
  const talking = await next();
  const { body } = await harness.post(
    { query: '{ queueBoard { takenAt nodes { queueId waiting agentsReady agentsTalking } } }' },
    { 'X-Auth-Token': harness.token('demo') },
  );

  const idleAgents = { agentsReady: 0, agentsTalking: 0 };
  expect(idle).toMatchObject({ queueBoard: [{ queueId: queue?.id, name: queue?.name, waiting: 0, ...idleAgents }] });
  expect(waiting).toMatchObject({
    kind: 'CHANGES',
    queueBoard: [{ waiting: 1, longestWaitSince: '2024-03-12T18:04:05.000Z', averageWaitSeconds: 7, handled: 1 }],
  });
  expect(talking).toMatchObject({ queueBoard: [{ agentsReady: 1, agentsTalking: 1 }] });
  expect(body).toMatchObject({
    data: { queueBoard: { nodes: [{ queueId: queue?.id, waiting: 1, agentsReady: 1, agentsTalking: 1 }] } },
  });
});

describe('a list that Kazoo is polled for', () => {
  test('costs a request per interval and a serialization per change, whatever the number of its clients', async () => {
    const intervalMs = 200;
    await using harness = await startHarness({ settings: { MIN_POLL_INTERVAL_MS: String(intervalMs) } });
    const authToken = harness.token('demo');
    const clients = Array.from({ length: 20 }, () => harness.client({ connectionParams: { authToken } }));
    const readers: Reader<Record<string, PolledUpdate>>[] = clients.flatMap((client) =>
      Array.from({ length: 50 }, () => harness.subscribe(client, registrations)),
    );
    const sinceMs = performance.now();
    for (const reader of readers) await nextUpdate(reader, 'registrations');
    const before = await metric(harness, 'event_executions_total');

    const [phone] = harness.kazoo.directory.account('demo').devices;
    for (const change of ['unregister', 'register'] as const) {
      harness.kazoo.live[change](phone?.id ?? '');
      for (const reader of readers) await nextUpdate(reader, 'registrations');
    }

    expect(readers).toHaveLength(1_000);
    expect(await metric(harness, 'event_executions_total')).toBe(before + 2);
    const intervals = (performance.now() - sinceMs) / intervalMs;
    // One more for the token, one for the first rows.
    expect(pollsOf(harness, 'registrations')).toBeLessThanOrEqual(Math.ceil(intervals) + 2);
  });

  test('is asked for once, executed once and serialized once for all who show it', async () => {
    await using harness = await startHarness({ settings: { MIN_POLL_INTERVAL_MS: '600000' } });
    const client = harness.clientOf('demo');
    const readers = Array.from({ length: 50 }, () => harness.subscribe(client, registrations));

    for (const reader of readers) await reader.next();

    // One for the token, and one for the rows.
    expect(pollsOf(harness, 'registrations')).toBe(2);
    expect([harness.gateway.gauges.operationGroups(), harness.gateway.gauges.liveTables()]).toEqual([1, 1]);
    expect(harness.kazoo.blackhole.totalConnections).toBe(0);
  });

  test('counts for its client as a topic does, so that nobody can have all that are kept', async () => {
    await using harness = await startHarness({ settings: { MAX_TOPICS_PER_TOKEN: '2' } });
    const client = harness.clientOf('demo');
    for (const list of ['registrations', 'devices', 'registrations'])
      await harness.subscribe(client, polledList(list, 'id')).next();

    const third = harness.subscribe(client, polledList('queues', 'id'));

    await expect(third.next()).rejects.toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
    expect(pollsOf(harness, 'queues')).toBeLessThanOrEqual(1);
  });

  test.each([
    ['owner { id }', {}, /owner is for queries/],
    ['...D', {}, /device is for queries/],
    ['id', { everyMs: 4_999 }, /everyMs must be between 5000 and 60000/],
    ['id', { accountId: '*' }, /of one account/],
  ])('is refused with { %s } and %j, and Kazoo is not asked', async (fields, variables, message) => {
    await using harness = await startHarness();
    const document = `${polledList('registrations', fields)} fragment D on Registration { device { id } }`;
    const { next } = follow(
      harness,
      'registrations',
      fields === '...D' ? document : polledList('registrations', fields),
      variables,
    );

    await expect(next()).rejects.toMatchObject([{ message: expect.stringMatching(message) }]);
    expect(pollsOf(harness, 'registrations')).toBe(0);
  });

  test('is asked for again while Kazoo fails, for those who wait for it', async () => {
    await using harness = await startHarness();
    const client = harness.clientOf('demo');
    const reader = harness.subscribe(client, registrations);
    await reader.next();
    reader.stop();
    await until(() => expect(harness.gateway.gauges.liveTables()).toBe(0));
    // The token is known: what fails is the list.
    harness.kazoo.crossbar.faults.failWith(503, { path: /\/registrations$/, count: 2 });

    const again: Reader<Record<string, PolledUpdate>> = harness.subscribe(client, registrations);
    expect(await nextUpdate(again, 'registrations')).toMatchObject({ kind: 'SNAPSHOT' });
    expect(pollsOf(harness, 'registrations')).toBe(5);
  });
});
