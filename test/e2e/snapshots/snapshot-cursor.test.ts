import { expect, test } from 'vitest';
import { type Stage, startStage, until } from '../../harness/stage.ts';

const callEvents = 'subscription { callEvents { callId cursor } }';

interface Picture {
  readonly nodes: readonly { readonly callId: string }[];
  readonly cursor: string | null;
}

test('the topic is confirmed before Crossbar is asked', async () => {
  await using stage = await startStage();
  const letOut = stage.kazoo.blackhole.holdReplies();
  const asked = ask(stage, 'channels { nodes { callId } cursor }');
  await stage.kazoo.waitFor(() => stage.kazoo.subscribeRequests.length === 1);

  const beforeReply = listRequests(stage);
  letOut();
  const { cursor } = await asked;

  expect(beforeReply).toEqual([]);
  expect(listRequests(stage)).toEqual(['channels']);
  expect(cursor).toEqual(expect.any(String));
  expect(stage.kazoo.subscribeRequests).toMatchObject([{ accountId: stage.accountId('demo'), binding: 'call.*.*' }]);
});

test.each([
  ['channels', 'call.*.*'],
  ['parkedCalls', 'call.*.*'],
  ['users', 'object.*.user'],
  ['devices', 'object.*.device'],
  ['voicemailBoxes', 'object.*.vmbox'],
])('%s stand in the stream of %s', async (query, binding) => {
  await using stage = await startStage();

  const { cursor } = await ask(stage, `${query} { cursor }`);

  expect(cursor).toEqual(expect.any(String));
  expect(stage.kazoo.subscribeRequests).toMatchObject([{ binding }]);
});

test.each(['conferences', 'registrations', 'queues', 'descendants', 'upstreamSockets'])(
  '%s are covered by no binding: their cursor is null, and nothing is subscribed',
  async (query) => {
    await using stage = await startStage();

    const { cursor } = await ask(stage, `${query} { cursor }`);

    expect(cursor).toBeNull();
    expect(stage.kazoo.blackhole.totalConnections).toBe(0);
  },
);

test('who does not select the cursor needs no topic', async () => {
  await using stage = await startStage();

  await ask(stage, 'channels { nodes { callId } takenAt }');

  expect(stage.kazoo.blackhole.totalConnections).toBe(0);
});

test('a cursor inside of fragments is found', async () => {
  await using stage = await startStage();
  const query = `
    query { channels { ...picture } }
    fragment picture on ChannelSnapshot { ... on ChannelSnapshot { ...place } }
    fragment place on ChannelSnapshot { cursor }
  `;

  const { body } = await stage.post({ query }, { 'X-Auth-Token': stage.token('demo') });

  expect(body).toEqual({ data: { channels: { cursor: expect.any(String) } } });
});

test('the subscription that follows finds the topic open, and its events come after the cursor', async () => {
  await using stage = await startStage({ settings: { LINGER_MS: '10000' } });
  const demo = stage.accountId('demo');
  const { cursor } = await ask(stage, 'channels { nodes { callId } cursor }');

  const reader = stage.subscribe(stage.clientOf('demo'), callEvents);
  await stage.untilSeats(1);
  stage.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'later' });
  const event = await reader.next();

  expect(event).toMatchObject({ data: { callEvents: { callId: 'later' } } });
  const later: { callEvents?: { cursor?: string } } = event.data ?? {};
  expect(later.callEvents?.cursor?.localeCompare(cursor ?? '')).toBe(1);
  expect(stage.kazoo.subscribeRequests).toHaveLength(1);
});

test('what happens between the picture and the subscription is not lost', async () => {
  await using stage = await startStage({ settings: { LINGER_MS: '10000' } });
  const demo = stage.accountId('demo');
  stage.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'before' });
  const { cursor } = await ask(stage, 'channels { nodes { callId } cursor }');

  stage.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'between' });
  const resumed = 'subscription ($after: String) { callEvents(after: $after) { callId } }';
  const reader = stage.subscribe(stage.clientOf('demo'), resumed, { after: cursor });
  const missed = await reader.next();
  stage.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'live' });

  expect(missed).toMatchObject({ data: { callEvents: { callId: 'between' } } });
  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'live' } } });
});

test('without blackhole the picture is still taken, soon, and has no cursor', async () => {
  await using stage = await startStage({ settings: { SNAPSHOT_TOPIC_TIMEOUT_MS: '100' } });
  stage.kazoo.blackhole.stop();
  stage.kazoo.live.addChannel({ accountId: stage.accountId('demo'), callId: 'up' });

  const picture = await ask(stage, 'channels { nodes { callId } cursor }');

  expect(picture).toEqual({ nodes: [{ callId: 'up' }], cursor: null });
  await until(() => expect(stage.gateway.sizes.topics()).toBe(0));
});

test('a topic that Kazoo refuses costs the cursor, not the picture', async () => {
  await using stage = await startStage();
  const undo = stage.kazoo.blackhole.faults.forceRateLimit();

  const picture = await ask(stage, 'channels { nodes { callId } cursor }');
  undo();

  expect(picture).toEqual({ nodes: [], cursor: null });
});

test('a snapshot that nobody follows gives its topic and its socket back', async () => {
  await using stage = await startStage();

  await ask(stage, 'channels { cursor }');

  await until(() => expect(stage.gateway.sizes.topics()).toBe(0));
  await stage.kazoo.waitFor(() => stage.kazoo.openSockets === 0);
});

test('aliases share one picture; one without the cursor does not wait for the other', async () => {
  await using stage = await startStage();
  const query =
    '{ a: channels { cursor } b: channels { cursor takenAt } c: channels { takenAt } d: channels { takenAt } }';

  const { body } = await stage.post({ query }, { 'X-Auth-Token': stage.token('demo') });

  const { data }: { data?: Readonly<Record<string, { cursor?: string; takenAt?: string }>> } = body;
  expect(data?.['a']?.cursor).toBe(data?.['b']?.cursor);
  expect(listRequests(stage)).toEqual(['channels', 'channels']);
});

/** The last words of the paths of lists that Crossbar was asked for, in order. */
function listRequests({ kazoo }: Stage): readonly string[] {
  return kazoo.crossbar.requests.flatMap(({ path }) => path.match(/^\/v2\/accounts\/[^/]+\/(\w+)$/)?.[1] ?? []);
}

async function ask(stage: Stage, field: string): Promise<Picture> {
  const { body } = await stage.post({ query: `{ answer: ${field} }` }, { 'X-Auth-Token': stage.token('demo') });
  expect(body).not.toHaveProperty('errors');
  const { data }: { data?: { answer: Picture } } = body;
  if (data === undefined) throw new Error('There is no data');
  return data.answer;
}
