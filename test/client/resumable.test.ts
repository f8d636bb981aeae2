import { createClient } from 'graphql-sse';
import type { Client, ClientOptions } from 'graphql-ws';
import { expect, test } from 'vitest';
import { resumable } from '../../src/client/index.ts';
import { CutLine } from '../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';

const calls = 'subscription ($after: String) { callEvents(after: $after) { callId cursor } }';
const noGap = { onGap: (): never => expect.fail('Nothing was missed.') };
const persistent = {
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true,
  retryWait: async (): Promise<void> => undefined,
};

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

function publish(harness: Harness, ...callIds: readonly string[]): void {
  for (const callId of callIds)
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: callId });
}

for (const [lack, query] of [
  ['declare the variable `$after: String`', 'subscription { callEvents { cursor } }'],
  ['pass `after: $after`', 'subscription ($after: String) { callEvents { cursor callId } } # after: $after'],
  ['select `cursor`', 'subscription Calls($after: String) { callEvents(after: $after, callId: "cursor") { callId } }'],
] as const) {
  test(`a subscription that does not ${lack} is a TypeError at once`, async () => {
    await using harness = await startHarness();
    const client = resumable(harness.clientOf('demo'), noGap);

    expect(() => client.iterate({ query })).toThrow(TypeError);
    expect(() => client.iterate({ query })).toThrow(lack);
  });
}

for (const query of [
  '{ viewer { accountId } }',
  'mutation { refreshToken { accountId } }',
  'subscription { streamStatus { accountId } }',
]) {
  test(`passes through: ${query}`, async () => {
    await using harness = await startHarness();
    const client = resumable(harness.clientOf('demo'), noGap);

    const { value } = await client.iterate({ query }).next();

    expect(Object.values(value.data)).toEqual([{ accountId: harness.accountId('demo') }]);
  });
}

test('leaving the loop over iterate ends the subscription, and what refuses it is thrown', async () => {
  await using harness = await startHarness();
  const client = resumable(harness.clientOf('demo'), noGap);
  const events = client.iterate({ query: calls });
  await harness.untilSubscribers(1);

  await events.return?.();

  await harness.untilSubscribers(0);
  expect(await events.next()).toEqual({ done: true, value: undefined });
  const refused = client.iterate({ query: calls, variables: { after: 'nonsense!' } });
  await expect(refused.next()).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

/** A graphql-ws client behind a line, that tells how many cursors it got with pings. */
function pingedClient(harness: Harness, line: CutLine): { readonly client: Client; readonly cursors: unknown[] } {
  const cursors: unknown[] = [];
  const on: ClientOptions['on'] = {
    ping: (received, payload) => received && payload?.['cursor'] !== undefined && cursors.push(payload['cursor']),
  };
  return { client: harness.clientOf('demo', { ...persistent, on, url: line.url.replace('http', 'ws') }), cursors };
}

test('a quiet client resumes after a ping of the gateway', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000', KEEP_ALIVE_MS: '40' } });
  await using line = await CutLine.to(harness.url);
  const { client, cursors } = pingedClient(harness, line);
  const reader = harness.subscribe<CallEvents>(resumable(client, noGap), calls);
  await harness.untilSubscribers(1);
  const before = cursors.length;
  await until(() => expect(cursors.length).toBeGreaterThan(before + 2));

  line.cut();
  await harness.untilSubscribers(0);
  publish(harness, 'missed');
  line.mend();

  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'missed' } } });
});

test('pings do not carry a client past a gap that it was not told of', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000', KEEP_ALIVE_MS: '40' } });
  await using line = await CutLine.to(harness.url);
  const { client, cursors } = pingedClient(harness, line);
  const gaps: unknown[] = [];
  const reader = harness.subscribe<CallEvents>(resumable(client, { onGap: (gap) => gaps.push(gap) }), calls);
  await harness.untilSubscribers(1);
  await until(() => expect(cursors.length).toBeGreaterThan(2));

  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.kazoo.subscribeRequests).toHaveLength(2));
  await harness.untilSubscribers(1);
  line.cut();
  await harness.untilSubscribers(0);
  line.mend();
  await until(() => expect(gaps).toEqual([undefined]));
  await harness.untilSubscribers(1);
  publish(harness, 'after-the-gap');

  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'after-the-gap' } } });
});

test('a client that lost its connection before it knew a cursor is told that events may be missing', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
  await using line = await CutLine.to(harness.url);
  const client = harness.clientOf('demo', { ...persistent, url: line.url.replace('http', 'ws') });
  const gaps: unknown[] = [];
  const reader = harness.subscribe<CallEvents>(
    resumable(client, { onGap: (gap) => gaps.push(gap) && undefined }),
    calls,
  );
  await harness.untilSubscribers(1);

  line.cut();
  await harness.untilSubscribers(0);
  publish(harness, 'missed');
  line.mend();
  // The subscription that is refused counts as a subscriber, too.
  await until(() => expect(gaps).toEqual([undefined]));
  await harness.untilSubscribers(1);
  publish(harness, 'live');

  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'live' } } });
  expect(gaps).toEqual([undefined]);
});

test('no event is missed between the snapshot that onGap loads and the stream that goes on', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
  const client = harness.clientOf('demo');
  const onGap = async (): Promise<unknown> => {
    const { value } = await client
      .iterate<{ channels: { cursor: string } }>({ query: '{ channels { cursor } }' })
      .next();
    publish(harness, 'after-the-snapshot');
    return value.data?.channels.cursor;
  };

  const reader = harness.subscribe<CallEvents>(resumable(client, { onGap }), calls, { after: 'abc-123' });

  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'after-the-snapshot' } } });
});

test("a gap in Kazoo's own events is told, and the stream goes on", async () => {
  await using harness = await startHarness();
  const gaps: unknown[] = [];
  const reader = harness.subscribe<CallEvents>(
    resumable(harness.clientOf('demo'), { onGap: (gap) => gaps.push(gap) }),
    calls,
  );
  await harness.untilSubscribers(1);

  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.kazoo.subscribeRequests).toHaveLength(2));
  await harness.untilSubscribers(1);
  publish(harness, 'after-the-gap');

  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'after-the-gap' } } });
  const accountIds = [harness.accountId('demo')];
  expect(gaps).toEqual([
    { from: expect.any(String), to: expect.any(String), reason: expect.any(String), certain: true, accountIds },
  ]);
});

test('over SSE a stream goes on with the next token when its own expires', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
  const tokens = [harness.token('demo', 3), harness.token('demo')];
  const used: (string | undefined)[] = [];
  const headers = (): Record<string, string> => {
    const token = tokens.shift();
    used.push(token);
    return { 'X-Auth-Token': token ?? '' };
  };
  const client = createClient({ url: harness.url, headers });
  const events = resumable(client, noGap).iterate<CallEvents>({ query: calls });
  await harness.untilSubscribers(1);
  publish(harness, 'before');
  expect(await events.next()).toMatchObject({ value: { data: { callEvents: { callId: 'before' } } } });

  await until(() => expect(used).toHaveLength(2));
  publish(harness, 'after');

  expect(await events.next()).toMatchObject({ value: { data: { callEvents: { callId: 'after' } } } });
  client.dispose();
});
