import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';

const calls = 'subscription ($after: String) { callEvents(after: $after) { callId cursor } }';
const creations =
  'subscription ($after: String) { callEvents(after: $after, events: [CHANNEL_CREATE]) { callId binding cursor } }';

interface CallEvents {
  readonly callEvents: { readonly callId: string; readonly cursor: string; readonly binding?: string };
}

const lingering = { settings: { LINGER_MS: '60000' } };

function publish(harness: Harness, ...callIds: readonly string[]): void {
  for (const callId of callIds)
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: callId });
}

/** Watches until `callId`, disconnects, and returns the cursor of that last event. */
async function watchUntil(harness: Harness, callId: string, query = calls): Promise<string> {
  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), query);
  await harness.untilSubscribers(1);
  publish(harness, callId);
  const { data } = await reader.next();
  reader.stop();
  await harness.untilSubscribers(0);
  return data?.callEvents.cursor ?? '';
}

async function readCalls(
  reader: { next(): Promise<{ data?: CallEvents | null | undefined }> },
  count: number,
): Promise<string[]> {
  const callIds: string[] = [];
  while (callIds.length < count) callIds.push((await reader.next()).data?.callEvents.callId ?? '');
  return callIds;
}

for (const version of ['4.3.23', '4.3.142', 'master', '5'] as readonly KazooVersion[]) {
  test(`on ${version} a client that reconnects gets missed events once and in order, then live ones`, async () => {
    await using harness = await startHarness({ ...lingering, kazoo: { version } });
    const after = await watchUntil(harness, 'seen');
    publish(harness, 'missed-1', 'missed-2', 'missed-3');

    const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls, { after });
    await harness.untilSubscribers(1);
    publish(harness, 'live');

    expect(await readCalls(reader, 4)).toEqual(['missed-1', 'missed-2', 'missed-3', 'live']);
    expect(harness.kazoo.subscribeRequests).toHaveLength(1);
  });
}

test('clients that resume at different cursors share their group', async () => {
  await using harness = await startHarness(lingering);
  const after = await watchUntil(harness, 'seen');
  publish(harness, 'missed');

  const early = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls, { after });
  const fresh = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(2);
  publish(harness, 'live');

  expect(harness.gateway.gauges.operationGroups()).toBe(1);
  expect(await readCalls(early, 2)).toEqual(['missed', 'live']);
  expect(await readCalls(fresh, 1)).toEqual(['live']);
});

test('a narrower binding resumes from a wider one', async () => {
  await using harness = await startHarness(lingering);
  const after = await watchUntil(harness, 'seen');
  publish(harness, 'missed');
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_ANSWER', { call_id: 'missed' });

  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), creations, { after });
  await harness.untilSubscribers(1);
  publish(harness, 'live');

  const missed = await reader.next();
  expect(missed.data?.callEvents).toMatchObject({ callId: 'missed', binding: 'call.CHANNEL_CREATE.*' });
  expect(await readCalls(reader, 1)).toEqual(['live']);
});

test('a wider binding does not resume from a narrower one', async () => {
  await using harness = await startHarness(lingering);
  const after = await watchUntil(harness, 'seen', creations);

  const reader = harness.subscribe(harness.clientOf('demo'), calls, { after });

  await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
});

test('many missed events are replayed completely, in portions, while new ones arrive', async () => {
  await using harness = await startHarness(lingering);
  const after = await watchUntil(harness, 'seen');
  const missed = Array.from({ length: 1000 }, (_, index) => `missed-${index}`);
  publish(harness, ...missed);

  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls, { after });
  const got = await readCalls(reader, 10);
  publish(harness, 'during');
  got.push(...(await readCalls(reader, 991)));

  expect(got).toEqual([...missed, 'during']);
  expect(reader.waiting).toBe(0);
});

for (const [what, arrange] of [
  ['its topic was given up', (harness: Harness) => until(() => expect(harness.gateway.gauges.topics()).toBe(0))],
  ['the history does not reach back so far', async (harness: Harness) => publish(harness, 'a', 'b', 'c', 'd')],
] as const) {
  test(`a cursor is CURSOR_EXPIRED when ${what}`, async () => {
    const settings = { LINGER_MS: what === 'its topic was given up' ? '10' : '60000', MAX_HISTORY_EVENTS: '3' };
    await using harness = await startHarness({ settings });
    const after = await watchUntil(harness, 'seen');

    await arrange(harness);
    const reader = harness.subscribe(harness.clientOf('demo'), calls, { after });

    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
  });
}

test('a cursor from before a lost connection is CURSOR_EXPIRED: never a partial recovery', async () => {
  await using harness = await startHarness();
  const stays = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  publish(harness, 'seen');
  const { data } = await stays.next();

  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.kazoo.subscribeRequests).toHaveLength(2));
  await harness.untilSubscribers(1);
  const reader = harness.subscribe(harness.clientOf('demo'), calls, { after: data?.callEvents.cursor });

  await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
});

test('a text that is not a cursor is BAD_USER_INPUT, and Kazoo is not asked', async () => {
  await using harness = await startHarness();

  const nonsense = harness.subscribe(harness.clientOf('demo'), calls, { after: 'nonsense!' });

  await expect(nonsense.next()).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(harness.kazoo.subscribeRequests).toHaveLength(0);
});

test('a cursor of another process is CURSOR_EXPIRED, and one of any snapshot that is taken next is good', async () => {
  await using harness = await startHarness(lingering);
  const client = harness.clientOf('demo', { lazy: false });

  const foreign = harness.subscribe(client, calls, { after: 'abc-123' });
  await expect(foreign.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
  const { value } = await client.iterate<{ users: { cursor: string } }>({ query: '{ users { cursor } }' }).next();
  publish(harness, 'missed');

  const reader = harness.subscribe<CallEvents>(client, calls, { after: value.data?.users.cursor });

  expect(await readCalls(reader, 1)).toEqual(['missed']);
});

test('a cursor is valid in every subscription of an account, and reveals nothing about others', async () => {
  await using harness = await startHarness(lingering);
  const after = await watchUntil(harness, 'seen');
  const other = harness.subscribe(harness.clientOf('other'), calls, { after });

  await expect(other.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
});

test('over SSE Last-Event-ID wins over after', async () => {
  await using harness = await startHarness(lingering);
  const first = await watchUntil(harness, 'first');
  publish(harness, 'second');
  const token = { 'X-Auth-Token': harness.token('demo') };
  const early = await harness.sse({ query: calls, variables: { after: first } }, token);
  const { id } = await early.next();
  publish(harness, 'third');

  const late = await harness.sse(
    { query: calls, variables: { after: first } },
    { ...token, 'Last-Event-ID': id ?? '' },
  );

  expect(await late.next()).toMatchObject({ data: { data: { callEvents: { callId: 'third' } } } });
});

test('over SSE a cursor that is too old is a next with errors, then complete', async () => {
  await using harness = await startHarness();

  const sse = await harness.sse(
    { query: calls, variables: { after: 'abc-123' } },
    { 'X-Auth-Token': harness.token('demo') },
  );

  expect(await sse.next()).toMatchObject({
    event: 'next',
    data: { errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }] },
  });
  expect(await sse.next()).toMatchObject({ event: 'complete' });
});

test('pings of the gateway carry a cursor, from which a quiet client resumes', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000', KEEP_ALIVE_MS: '40' } });
  const cursors: unknown[] = [];
  const client = harness.clientOf('demo', {
    on: { ping: (received, payload) => received && cursors.push(payload?.['cursor']) },
  });
  const reader = harness.subscribe<CallEvents>(client, calls);
  await harness.untilSubscribers(1);
  publish(harness, 'seen');
  await reader.next();
  const before = cursors.length;
  await until(() => expect(cursors.length).toBeGreaterThan(before + 1));
  const after = cursors.at(-1);
  reader.stop();
  publish(harness, 'missed');

  const resumed = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls, { after });

  expect(await readCalls(resumed, 1)).toEqual(['missed']);
});
