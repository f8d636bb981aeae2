import { expect, test } from 'vitest';
import { hasCursor, snapshotFields } from '../../harness/every-snapshot-field.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';

const callEvents = 'subscription { callEvents { callId cursor } }';

interface Picture {
  readonly nodes: readonly { readonly callId: string }[];
  readonly cursor: string | null;
}

test('the topic is confirmed before Crossbar is asked', async () => {
  await using harness = await startHarness();
  const letOut = harness.kazoo.blackhole.holdReplies();
  const asked = ask(harness, 'channels { nodes { callId } cursor }');
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length === 1);

  const beforeReply = listRequests(harness);
  letOut();
  const { cursor } = await asked;

  expect(beforeReply).toEqual([]);
  expect(listRequests(harness)).toEqual(['channels']);
  expect(cursor).toEqual(expect.any(String));
  expect(harness.kazoo.subscribeRequests).toMatchObject([
    { accountId: harness.accountId('demo'), binding: 'call.*.*' },
  ]);
});

test.each([
  ['channels', 'call.*.*'],
  ['parkedCalls', 'call.*.*'],
  ['users', 'object.*.user'],
  ['devices', 'object.*.device'],
  ['voicemailBoxes', 'object.*.vmbox'],
  ['faxes(folder: INBOX)', 'object.*.fax'],
  ['faxes(folder: OUTBOX)', 'object.*.fax'],
  ['faxes(folder: OUTGOING)', 'fax.status.*'],
])('%s have a cursor in the stream of %s', async (query, binding) => {
  await using harness = await startHarness();

  const { cursor } = await ask(harness, `${query} { cursor }`);

  expect(cursor).toEqual(expect.any(String));
  expect(harness.kazoo.subscribeRequests).toMatchObject([{ binding }]);
});

test('the lists that no binding covers have no cursor to select', () => {
  expect(snapshotFields.filter((query) => !hasCursor(query)).toSorted()).toEqual([
    'conferences',
    'descendants',
    'queueCalls',
    'queues',
    'registrations',
    'upstreamSockets',
  ]);
});

test('a query that does not select the cursor needs no topic', async () => {
  await using harness = await startHarness();

  await ask(harness, 'channels { nodes { callId } takenAt }');

  expect(harness.kazoo.blackhole.totalConnections).toBe(0);
});

test('a cursor inside fragments is found', async () => {
  await using harness = await startHarness();
  const query = `
    query { channels { ...picture } }
    fragment picture on ChannelSnapshot { ... on ChannelSnapshot { ...position } }
    fragment position on ChannelSnapshot { cursor }
  `;

  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });

  expect(body).toEqual({ data: { channels: { cursor: expect.any(String) } } });
});

test('the subscription that follows finds the topic open, and its events come after the cursor', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '10000' } });
  const demo = harness.accountId('demo');
  const { cursor } = await ask(harness, 'channels { nodes { callId } cursor }');

  const reader = harness.subscribe(harness.clientOf('demo'), callEvents);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'later' });
  const event = await reader.next();

  expect(event).toMatchObject({ data: { callEvents: { callId: 'later' } } });
  const later: { callEvents?: { cursor?: string } } = event.data ?? {};
  expect(later.callEvents?.cursor?.localeCompare(cursor ?? '')).toBe(1);
  expect(harness.kazoo.subscribeRequests).toHaveLength(1);
});

test('events between the snapshot and the subscription are not lost', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '10000' } });
  const demo = harness.accountId('demo');
  harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'before' });
  const { cursor } = await ask(harness, 'channels { nodes { callId } cursor }');

  harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'between' });
  const resumed = 'subscription ($after: String) { callEvents(after: $after) { callId } }';
  const reader = harness.subscribe(harness.clientOf('demo'), resumed, { after: cursor });
  const missed = await reader.next();
  harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'live' });

  expect(missed).toMatchObject({ data: { callEvents: { callId: 'between' } } });
  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'live' } } });
});

test('without blackhole the snapshot is still answered soon, and has no cursor', async () => {
  await using harness = await startHarness({ settings: { SNAPSHOT_TOPIC_TIMEOUT_MS: '100' } });
  harness.kazoo.blackhole.stop();
  harness.kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'up' });

  const picture = await ask(harness, 'channels { nodes { callId } cursor }');

  expect(picture).toEqual({ nodes: [{ callId: 'up' }], cursor: null });
  await until(() => expect(harness.gateway.gauges.topics()).toBe(0));
});

test('a topic that Kazoo refuses leaves the snapshot without a cursor', async () => {
  await using harness = await startHarness({ settings: { SNAPSHOT_TOPIC_TIMEOUT_MS: '100' } });
  const undo = harness.kazoo.blackhole.faults.forceRateLimit();

  const picture = await ask(harness, 'channels { nodes { callId } cursor }');
  undo();

  expect(picture).toEqual({ nodes: [], cursor: null });
});

test('a snapshot that no subscription follows releases its topic and its socket', async () => {
  await using harness = await startHarness();

  await ask(harness, 'channels { cursor }');

  await until(() => expect(harness.gateway.gauges.topics()).toBe(0));
  await harness.kazoo.waitFor(() => harness.kazoo.openSockets === 0);
});

test('aliases share one snapshot; one without the cursor does not wait for the other', async () => {
  await using harness = await startHarness();
  const query =
    '{ a: channels { cursor } b: channels { cursor takenAt } c: channels { takenAt } d: channels { takenAt } }';

  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });

  const { data }: { data?: Readonly<Record<string, { cursor?: string; takenAt?: string }>> } = body;
  expect(data?.['a']?.cursor).toBe(data?.['b']?.cursor);
  expect(listRequests(harness)).toEqual(['channels', 'channels']);
});

/** The last segments of the list paths that Crossbar was asked for, in order. */
function listRequests({ kazoo }: Harness): readonly string[] {
  return kazoo.crossbar.requests.flatMap(({ path }) => path.match(/^\/v2\/accounts\/[^/]+\/(\w+)$/)?.[1] ?? []);
}

async function ask(harness: Harness, field: string): Promise<Picture> {
  const { body } = await harness.post({ query: `{ answer: ${field} }` }, { 'X-Auth-Token': harness.token('demo') });
  expect(body).not.toHaveProperty('errors');
  const { data }: { data?: { answer: Picture } } = body;
  if (data === undefined) throw new Error('There is no data');
  return data.answer;
}
