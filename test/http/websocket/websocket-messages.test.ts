import { describe, expect, test } from 'vitest';
import { field } from '../../../src/client/result-field.ts';
import { startHarness } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { startWebSocketHarness } from './harness/websocket-harness.ts';

/**
 * What graphql-ws's own tests ask of a server, beyond the closes (websocket-protocol.test.ts) and
 * the ids (websocket-ids.test.ts).
 */
describe('the handshake', () => {
  test.each([undefined, null, {}, { custom: 1 }])(
    'takes the payload %j, and acknowledges without one',
    async (payload) => {
      await using harness = await startWebSocketHarness();
      await using client = await RawClient.open(harness.url);

      client.send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });

      expect(await client.next()).toEqual({ type: 'connection_ack' });
    },
  );

  test('tells how the cursors of this gateway begin', async () => {
    await using harness = await startHarness({ settings: { KEEP_ALIVE_MS: '20' } });
    await using client = await RawClient.open(harness.webSocketUrl);

    client.init();

    const [ack, ping] = await client.take(2);
    const cursor = expect.stringMatching(/^event\.[0-9a-z]+-[0-9a-z]+$/);
    expect([ack, ping]).toEqual([
      { type: 'connection_ack', payload: { cursors: expect.stringMatching(/^event\.[0-9a-z]+-$/) } },
      { type: 'ping', payload: { cursor } },
    ]);
    expect(field(ping?.['payload'], 'cursor')).toContain(field(ack?.['payload'], 'cursors'));
  });

  test('takes a ping before it, and answers it', async () => {
    await using harness = await startWebSocketHarness();
    await using client = await RawClient.open(harness.url);

    client.send({ type: 'ping' });
    client.init();

    expect(await client.take(2)).toEqual([{ type: 'pong' }, { type: 'connection_ack' }]);
  });

  test('is not begun by a subscribe, and what follows is not looked at', async () => {
    await using harness = await startWebSocketHarness();
    await using client = await RawClient.open(harness.url);

    client.sendTogether({ type: 'subscribe', id: '1', payload: { query: '{ ok }' } }, { type: 'connection_init' });

    expect(await client.next()).toMatchObject({ type: 'close', code: 4401, reason: 'Unauthorized' });
    expect(harness.unexpected).toEqual([]);
  });
});

describe('a ping', () => {
  test.each([{ a: [1, { b: null }] }, {}])('is answered with its payload %j', async (payload) => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.send({ type: 'ping', payload });

    expect(await client.next()).toEqual({ type: 'pong', payload });
  });

  test('is answered while an operation is being worked on', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const open = harness.gates.slow.shut();
    client.subscribe('1', '{ slow }');

    expect(await client.settled()).toEqual([]);
    open();

    expect(await client.next()).toMatchObject({ type: 'next', id: '1' });
  });
});

test('a pong that nobody asked for is taken', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  client.send({ type: 'pong', payload: { cursor: 'x' } });

  expect(await client.settled()).toEqual([]);
});

describe('a query', () => {
  test('is answered with one next, then complete', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.subscribe('q', '{ ok }');

    expect(await client.take(2)).toEqual([
      { id: 'q', type: 'next', payload: { data: { ok: 'ok' } } },
      { id: 'q', type: 'complete' },
    ]);
    expect(await client.settled()).toEqual([]);
  });

  test('whose field fails has the error in its result, as JSON', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.subscribe('q', '{ ok refused }');

    const [result, end] = await client.take(2);
    expect(result).toMatchObject({
      type: 'next',
      payload: {
        data: { ok: 'ok', refused: null },
        errors: [{ path: ['refused'], extensions: { code: 'FORBIDDEN' } }],
      },
    });
    expect(end).toEqual({ id: 'q', type: 'complete' });
  });

  test.each([
    { operationName: null, variables: null, extensions: null },
    { operationName: 'A', variables: { v: 1 } },
  ])('takes %j beside its text', async (rest) => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.subscribe('q', 'query A($v: JSON) { echo(value: $v) }', rest);

    expect(await client.next()).toMatchObject({ payload: { data: { echo: rest.variables?.v ?? null } } });
  });

  test('that the client completes is not answered', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const open = harness.gates.slow.shut();
    client.subscribe('q', '{ slow }');

    client.complete('q');
    await client.settled();
    open();

    expect(await client.settled()).toEqual([]);
  });

  test('does not wait for another one', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const open = harness.gates.slow.shut();

    client.subscribe('slow', '{ slow }');
    client.subscribe('quick', '{ ok }');

    expect(await client.take(2)).toMatchObject([{ id: 'quick' }, { id: 'quick' }]);
    open();
    expect(await client.take(2)).toMatchObject([{ id: 'slow' }, { id: 'slow' }]);
  });
});

test('an operation that is refused is answered with error alone, and no complete', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  client.subscribe('1', '{ nothing }');

  expect(await client.next()).toMatchObject({
    id: '1',
    type: 'error',
    payload: [{ message: expect.any(String), locations: [{ line: 1 }] }],
  });
  expect(await client.settled()).toEqual([]);
});

test('a message in a binary frame is a message', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  client.webSocket.send(Buffer.from('{"type":"subscribe","id":"1","payload":{"query":"{ ok }"}}'));

  expect(await client.take(2)).toMatchObject([{ type: 'next' }, { type: 'complete' }]);
});

test('the reason of a close is cut to what a close frame holds, between two characters', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  const open = harness.gates.slow.shut();
  const id = 'ä'.repeat(200);

  client.subscribe(id, '{ slow }');
  client.subscribe(id, '{ ok }');

  const close = await client.closed();
  expect(close).toMatchObject({ code: 4409, reason: expect.stringMatching(/^Subscriber for ä+$/) });
  expect(Buffer.byteLength(String(close['reason']))).toBeGreaterThan(120);
  open();
});

test('what comes after the close has begun is not executed', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  client.sendTogether(
    { type: 'connection_init' },
    { type: 'subscribe', id: '1', payload: { query: 'subscription { events(topics: ["t"]) }' } },
  );

  expect(await client.next()).toMatchObject({ type: 'close', code: 4429 });
  expect(harness.listens('t')).toBe(0);
  expect(harness.fanout.subscribers).toBe(0);
});
