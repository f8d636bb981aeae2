import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient, type Received } from '../../harness/raw-client.ts';

const ends = 'subscription { callEvents(events: [CHANNEL_DESTROY]) { callId gap { reason } } }';
const calls = 'subscription { callEvents { callId } }';
const framesUntilStale = 51;

interface CallEvents {
  readonly callEvents: { readonly callId: string; readonly gap: object | null };
}

/**
 * Another user of the node: while anybody holds a binding, 4.3.0 to 4.3.90 keep sending it to
 * sockets that released it.
 */
async function holdAtKazoo({ kazoo, token, accountId }: Harness, binding: string): Promise<Disposable> {
  const socket = new WebSocket(kazoo.blackholeUrl);
  await once(socket, 'open');
  const data = { account_id: accountId('demo'), binding };
  socket.send(JSON.stringify({ action: 'subscribe', auth_token: token('demo'), request_id: 'r', data }));
  await once(socket, 'message');
  return { [Symbol.dispose]: () => socket.terminate() };
}

/**
 * A harness whose socket holds `call.*.*`, which no client uses any more, beside what `reader`
 * reads.
 */
async function startStale() {
  const harness = await startHarness({ kazoo: { version: '4.3.23' } });
  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), ends);
  const guest = harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(2);
  guest.stop();
  await until(() => expect(harness.gateway.gauges.topics()).toBe(1));
  const stranger = await holdAtKazoo(harness, 'call.*.*');
  return {
    harness,
    reader,
    end: (number: number) =>
      harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_DESTROY', { call_id: `c${number}` }),
    async [Symbol.asyncDispose]() {
      stranger[Symbol.dispose]();
      await harness[Symbol.asyncDispose]();
    },
  };
}

test('a socket that keeps delivering unwanted events is replaced without a lost or duplicated event', async () => {
  await using stale = await startStale();
  const { harness, reader, end } = stale;

  let published = 0;
  const isReplaced = (): boolean => harness.kazoo.blackhole.totalConnections === 3 && harness.kazoo.openSockets === 2;
  while (!isReplaced()) {
    end(published);
    published += 1;
    await new Promise(setImmediate);
  }
  end(published);

  for (let number = 0; number <= published; number += 1) {
    // So many unwanted events at once make a loss possible, which may be told.
    expect((await reader.next()).data?.callEvents.callId).toBe(`c${number}`);
  }
  expect(reader.waiting).toBe(0);
  const bindings = harness.kazoo.blackhole.sockets.flatMap(({ heldKeys }) => heldKeys.map((key) => key.clientBinding));
  expect(bindings.filter((binding) => binding === 'call.CHANNEL_DESTROY.*')).toHaveLength(1);
});

test('a few unwanted frames do not make a socket stale', async () => {
  await using stale = await startStale();
  const { harness, reader, end } = stale;

  for (let number = 0; number < framesUntilStale - 1; number += 1) end(number);
  for (let number = 0; number < framesUntilStale - 1; number += 1) await reader.next();

  expect(harness.kazoo.blackhole.totalConnections).toBe(2);
});

test('the old socket stays in use while no second connection can be opened', async () => {
  await using stale = await startStale();
  const { harness, reader, end } = stale;
  const accept = harness.kazoo.blackhole.faults.rejectUpgrades(503);

  for (let number = 0; number < 2 * framesUntilStale; number += 1) end(number);
  for (let number = 0; number < 2 * framesUntilStale; number += 1) {
    // So many unwanted events at once make a loss possible, which may be told.
    expect((await reader.next()).data?.callEvents.callId).toBe(`c${number}`);
  }

  accept();
  expect(harness.gateway.gauges.liveTopics()).toBe(1);
});

/** The next message of the type; earlier ones were already on their way. */
async function nextOf(client: RawClient, isOfKind: (message: Received) => boolean): Promise<Received> {
  for (;;) {
    const message = await client.next();
    if (isOfKind(message)) return message;
  }
}

test('pings carry no cursor while a gap notice is pending', async () => {
  await using harness = await startHarness({ settings: { KEEP_ALIVE_MS: '60', LINGER_MS: '10000' } });
  const client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  const before = await nextOf(client, ({ payload }) => payload !== undefined);

  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.kazoo.subscribeRequests).toHaveLength(2));
  await harness.untilSubscribers(1);
  const pendingNotice = await nextOf(client, ({ payload }) => payload === undefined);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  const event = await nextOf(client, ({ type }) => type === 'next');
  const ping = await client.next();

  expect(before).toEqual({ type: 'ping', payload: { cursor: expect.any(String) } });
  expect(pendingNotice).toEqual({ type: 'ping' });
  expect(event).toMatchObject({ type: 'next', payload: { extensions: { gap: {} } } });
  expect(ping).toEqual({ type: 'ping', payload: { cursor: expect.any(String) } });
});
