import { createClient } from 'graphql-sse';
import { describe, expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { SseReader } from '../../harness/sse-reader.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

const lifetimeSeconds = 100;
const calls = 'subscription { callEvents { name callId } }';

test('an SSE client and a WebSocket client of one operation share its execution and see the same', async () => {
  await using harness = await startHarness();
  const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo') });
  const webSocket = harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(2);

  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  const data = { data: { callEvents: { name: 'CHANNEL_CREATE', callId: 'c1' } } };
  expect(await sse.next()).toMatchObject({ event: 'next', data });
  expect(await webSocket.next()).toEqual(data);
  expect(harness.gateway.gauges.operationGroups()).toBe(1);
});

test("each event's id line carries its cursor", async () => {
  await using harness = await startHarness();
  const query = 'subscription { callEvents { cursor } }';
  const sse = await harness.sse({ query }, { 'X-Auth-Token': harness.token('demo') });
  await harness.untilSubscribers(1);

  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  const { id, data } = await sse.next();

  expect(id).toEqual(expect.any(String));
  expect(data).toEqual({ data: { callEvents: { cursor: id } } });
});

test('the graphql-sse client reads the stream', async () => {
  await using harness = await startHarness();
  const client = createClient({ url: harness.url, headers: { 'X-Auth-Token': harness.token('demo') } });
  const events = client.iterate({ query: calls });
  const first = events.next();
  await harness.untilSubscribers(1);

  for (const callId of ['c1', 'c2'])
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: callId });

  expect(await first).toMatchObject({ value: { data: { callEvents: { callId: 'c1' } } } });
  expect(await events.next()).toMatchObject({ value: { data: { callEvents: { callId: 'c2' } } } });
  client.dispose();
});

test('the Accept header is read in any case', async () => {
  await using harness = await startHarness();

  const sse = await harness.sse(
    { query: calls },
    { 'X-Auth-Token': harness.token('demo'), Accept: 'Text/Event-Stream' },
  );

  expect(sse.response.status).toBe(200);
  await harness.untilSubscribers(1);
});

describe('the graphql-sse client gets the error of an operation that', () => {
  const two = 'subscription A { callEvents { name } } subscription B { callEvents { name } }';

  test.each([
    ['is no GraphQL', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
    ['is not valid', { query: 'subscription { nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['names none that is there', { query: two, operationName: 'C' }, 'BAD_USER_INPUT'],
    ['is one of several', { query: two }, 'BAD_USER_INPUT'],
    [
      'has wrong variables',
      { query: 'subscription ($id: ID) { callEvents(callId: $id) { name } }', variables: { id: {} } },
      'BAD_USER_INPUT',
    ],
    ['is empty', { query: '' }, 'GRAPHQL_PARSE_FAILED'],
  ])('%s', async (_what, operation, code) => {
    await using harness = await startHarness();
    const client = createClient({
      url: harness.url,
      headers: { 'X-Auth-Token': harness.token('demo') },
      retryAttempts: 0,
    });
    const results = client.iterate(operation);

    expect(await results.next()).toMatchObject({
      value: { errors: [{ message: expect.stringMatching(/./), extensions: { code } }] },
    });
    expect(await results.next()).toMatchObject({ done: true });
    client.dispose();
  });
});

test('a plain EventSource, which can only GET, gets the reason why it cannot subscribe', async () => {
  await using harness = await startHarness();
  const abort = new AbortController();

  const response = await fetch(`${harness.url}?query=${encodeURIComponent(calls)}`, {
    headers: { Accept: 'text/event-stream' },
    signal: abort.signal,
  });

  expect(response.status).toBe(200);
  const events = new SseReader(response, abort);
  expect(await events.next()).toMatchObject({
    event: 'next',
    data: { errors: [{ message: expect.stringContaining('POST'), extensions: { code: 'BAD_USER_INPUT' } }] },
  });
  expect(await events.next()).toMatchObject({ event: 'complete' });
});

test('a refused stream is a next with errors, then complete', async () => {
  await using harness = await startHarness();
  const query = `subscription { callEvents(accountId: "${harness.accountId('demo')}") { name } }`;

  const sse = await harness.sse({ query }, { 'X-Auth-Token': harness.token('other') });

  expect(await sse.next()).toMatchObject({ event: 'next', data: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
  expect(await sse.next()).toMatchObject({ event: 'complete' });
});

test('when its token expires a stream ends with TOKEN_EXPIRED, then complete', async () => {
  using clock = new TimeMachine();
  await using harness = await startHarness();

  const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo', lifetimeSeconds) });
  await harness.untilSubscribers(1);
  clock.move(1_000 * lifetimeSeconds);

  expect(await sse.next()).toMatchObject({
    event: 'next',
    data: { errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] },
  });
  expect(await sse.next()).toMatchObject({ event: 'complete' });
  await harness.untilSubscribers(0);
});

test('a client that disconnects releases its subscription, and the last one its topic', async () => {
  await using harness = await startHarness();
  const [first, second] = [
    await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo') }),
    await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo') }),
  ];
  await harness.untilSubscribers(2);

  first.abort();
  await harness.untilSubscribers(1);
  second.abort();
  await until(() => expect(harness.gateway.gauges.topics()).toBe(0));

  expect(harness.kazoo.unsubscribeRequests).toHaveLength(1);
  expect(harness.gateway.gauges.sessions()).toBe(0);
});

test('a client that disconnects while its subscription is being set up leaves nothing behind', async () => {
  await using harness = await startHarness();
  const release = harness.kazoo.blackhole.holdReplies();
  const abort = new AbortController();
  const request = fetch(harness.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', 'X-Auth-Token': harness.token('demo') },
    body: JSON.stringify({ query: calls }),
    signal: abort.signal,
  });
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length === 1);

  abort.abort();
  await expect(request).rejects.toThrow();
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));
  release();

  await until(() => expect(harness.gateway.gauges.topics()).toBe(0));
  expect(harness.gateway.gauges.subscribers()).toBe(0);
});

test('a subscription without "Accept: text/event-stream" gets instructions and no subscription', async () => {
  await using harness = await startHarness();

  const { status, body } = await harness.post({ query: calls }, { 'X-Auth-Token': harness.token('demo') });

  expect(status).toBe(406);
  expect(body).toMatchObject({ errors: [{ message: expect.stringContaining('text/event-stream') }] });
  expect(harness.gateway.gauges.subscribers()).toBe(0);
});

test('GET is for queries: it neither subscribes nor mutates', async () => {
  await using harness = await startHarness();
  const get = (query: string, accept: string): Promise<Response> =>
    fetch(`${harness.url}?query=${encodeURIComponent(query)}`, {
      headers: { Accept: accept, 'X-Auth-Token': harness.token('demo') },
    });

  const query = await get('{ viewer { accountId } }', 'application/json');
  const mutation = await get('mutation { refreshToken { accountId } }', 'application/json');
  const subscription = await get(calls, 'text/event-stream');

  expect(await query.json()).toEqual({ data: { viewer: { accountId: harness.accountId('demo') } } });
  expect(mutation.status).toBe(405);
  expect(await subscription.text()).toContain('"errors"');
  expect(harness.gateway.gauges.subscribers()).toBe(0);
});
