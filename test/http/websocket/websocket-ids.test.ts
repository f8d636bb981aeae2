import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { complete, type RawClient, subscribe } from '../../harness/raw-client.ts';
import { startWebSocketHarness, type WebSocketHarness } from './harness/websocket-harness.ts';

const events = 'subscription ($topics: [String!]!) { events(topics: $topics) }';

/** What follows the id of a subscription to the topic of this name. */
const eventsOf = (topic: string) => [events, { variables: { topics: [topic] } }] as const;

/** A client whose subscriptions begin at once: nobody has to read their document any more. */
async function clientOf(harness: WebSocketHarness): Promise<RawClient> {
  const client = await harness.client();
  client.subscribe('1', events);
  await client.next();
  return client;
}

const next = (id: string, events: number) => ({ type: 'next', id, payload: { data: { events } } });

describe('an id that is used again', () => {
  test('while its subscription was still being set up belongs to the new operation alone', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', ...eventsOf('old'));
    const old = await harness.topic('old');

    client.sendTogether(complete('1'), subscribe('1', ...eventsOf('new')));
    const fresh = await harness.topic('new');
    fresh.becomeLive();
    old.becomeLive();
    await old.left;
    old.emit(1);
    fresh.emit(2);

    expect(await client.next()).toEqual(next('1', 2));
    expect(harness.fanout.subscribers).toBe(1);
  });

  test('does not get the events of a subscription that was never finished', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', 'subscription { events(topics: ["a", "b"]) }');
    const a = await harness.topic('a');
    a.becomeLive();

    client.sendTogether(complete('1'), subscribe('1', ...eventsOf('new')));
    const fresh = await harness.topic('new');
    fresh.becomeLive();
    a.emit(1);
    fresh.emit(2);

    expect(await client.next()).toEqual(next('1', 2));
  });

  test('does not get the refusal of the subscription before', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', ...eventsOf('old'));
    const old = await harness.topic('old');

    client.sendTogether(complete('1'), subscribe('1', ...eventsOf('new')));
    const fresh = await harness.topic('new');
    old.refuse(new GatewayError('BINDING_REJECTED', 'No.'));
    fresh.becomeLive();
    await old.left;
    fresh.emit(2);

    expect(await client.settled()).toEqual([next('1', 2)]);
  });

  test('right after complete, in the same packet, goes on with the new operation', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', ...eventsOf('old'));
    const old = await harness.topic('old');
    old.becomeLive();
    old.emit(1);
    await client.next();

    client.sendTogether(complete('1'), subscribe('1', ...eventsOf('new')));
    const fresh = await harness.topic('new');
    fresh.becomeLive();
    await client.settled();
    old.end(new GatewayError('BINDING_REJECTED', 'Over.'));
    fresh.emit(2);

    expect(await client.settled()).toEqual([next('1', 2)]);
    expect(old.isLeft).toBe(true);
    expect(harness.fanout.subscribers).toBe(1);
  });

  test('many times in one packet leaves one subscription, the last', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    const topics = ['a', 'b', 'c', 'd', 'e'];

    client.sendTogether(...topics.flatMap((topic) => [subscribe('1', ...eventsOf(topic)), complete('1')]));
    client.subscribe('1', ...eventsOf('last'));
    const last = await harness.topic('last');
    last.becomeLive();
    await client.settled();
    last.emit(7);

    expect(await client.settled()).toEqual([next('1', 7)]);
    expect([harness.fanout.subscribers, topics.map((topic) => harness.listens(topic))]).toEqual([1, [0, 0, 0, 0, 0]]);
  });

  test('after a query was completed before its answer gets only the new answer', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    const open = harness.gates.slow.shut();

    client.sendTogether(subscribe('1', '{ slow }'), complete('1'), subscribe('1', '{ ok }'));
    expect(await client.take(2)).toEqual([
      { type: 'next', id: '1', payload: { data: { ok: 'ok' } } },
      { type: 'complete', id: '1' },
    ]);
    open();

    expect(await client.settled()).toEqual([]);
  });

  test('after its operation ended by itself is as good as new', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);

    client.subscribe('1', '{ ok }');
    await client.take(2);
    client.subscribe('1', ...eventsOf('a'));
    const topic = await harness.topic('a');
    topic.becomeLive();
    topic.emit(1);

    expect(await client.next()).toEqual(next('1', 1));
  });

  test('while its operation still runs closes the connection, as the protocol says', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', ...eventsOf('a'));
    await harness.topic('a');

    client.subscribe('1', ...eventsOf('b'));

    expect(await client.closed()).toMatchObject({ code: 4409 });
  });
});

test('an id that is too long costs its operation, and no other', async () => {
  await using harness = await startWebSocketHarness();
  const client = await clientOf(harness);
  client.subscribe('1', ...eventsOf('a'));
  const topic = await harness.topic('a');
  topic.becomeLive();
  const id = 'x'.repeat(1_001);

  client.sendTogether(subscribe(id, '{ ok }'), subscribe(id, ...eventsOf('b')));

  const refusal = { type: 'error', id, payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] };
  expect(await client.settled()).toMatchObject([refusal, refusal]);
  expect(harness.listens('b')).toBe(0);
  topic.emit(1);
  expect(await client.next()).toEqual(next('1', 1));
});

describe('complete', () => {
  test('while the subscription is pending frees everything', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', ...eventsOf('a'));
    const topic = await harness.topic('a');

    client.complete('1');
    await client.settled();
    topic.becomeLive();
    await topic.left;

    expect([harness.fanout.subscribers, harness.fanout.groups]).toEqual([0, 0]);
    expect(await client.settled()).toEqual([]);
  });

  test('before the document was read leaves nothing to do', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.sendTogether(subscribe('1', ...eventsOf('a')), complete('1'), subscribe('2', '{ ok }'));

    expect(await client.take(2)).toMatchObject([{ id: '2' }, { id: '2' }]);
    expect(harness.listens('a')).toBe(0);
  });

  test('is not answered with an error when the group fails just after', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    const other = await harness.client();
    for (const each of [client, other]) {
      each.subscribe('1', ...eventsOf('a'));
      await each.settled();
    }
    const topic = await harness.topic('a');
    topic.becomeLive();
    topic.emit(1);
    await Promise.all([client.next(), other.next()]);

    client.complete('1');
    await client.settled();
    topic.end(new GatewayError('BINDING_REJECTED', 'Over.'));

    expect(await other.next()).toMatchObject({ type: 'error', id: '1', payload: [{ message: 'Over.' }] });
    expect(await client.settled()).toEqual([]);
  });

  test('comes after all events that were sent before', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', ...eventsOf('a'));
    const topic = await harness.topic('a');
    topic.becomeLive();
    topic.emit(0);
    await client.next();

    for (let event = 1; event <= 50; event += 1) topic.emit(event);
    topic.end(new GatewayError('BINDING_REJECTED', 'Over.'));

    const received = await client.settled();
    expect(received.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => next('1', index + 1)));
    expect(received.slice(50)).toMatchObject([{ type: 'error', id: '1' }]);
  });

  test('of an id that nobody knows is ignored', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);

    client.sendTogether(complete('nobody'), complete('__proto__'));

    expect(await client.settled()).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  test('ends its subscriptions, also those that are still pending', async () => {
    await using harness = await startWebSocketHarness();
    const client = await clientOf(harness);
    client.subscribe('1', ...eventsOf('live'));
    const live = await harness.topic('live');
    live.becomeLive();
    live.emit(1);
    await client.next();
    client.subscribe('2', ...eventsOf('pending'));
    const pending = await harness.topic('pending');

    client.webSocket.terminate();
    await live.left;
    pending.becomeLive();
    await pending.left;

    expect([harness.fanout.subscribers, harness.server.connections, harness.sessions.size]).toEqual([0, 0, 0]);
  });
});
