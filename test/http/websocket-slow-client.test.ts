import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { RawClient } from '../raw-client.ts';
import { type Stage, startStage } from '../stage.ts';

const query = 'subscription { callEvents { callId data } }';

/** A client that is known to get the calls of `demo`. */
async function listener(stage: Stage): Promise<RawClient> {
  const client = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });
  client.subscribe('1', query);
  await client.settled();
  await stage.kazoo.waitFor(() => stage.kazoo.subscribeRequests.length === 1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'hello' });
  while (JSON.stringify(await client.next()).includes('hello') === false);
  return client;
}

/** Publishes events of about `bytes` each until the promise settles; resolves with how many. */
async function publishUntil(stage: Stage, bytes: number, done: Promise<unknown>): Promise<number> {
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  let count = 0;
  for (; !isDone; count += 1) {
    stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', {
      call_id: `call-${count}`,
      filler: 'x'.repeat(bytes),
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return count;
}

async function slowClients(stage: Stage): Promise<string | undefined> {
  const response = await fetch(new URL('/metrics', stage.url));
  return /^kazoo_gateway_slow_clients_total (\d+)$/m.exec(await response.text())?.[1];
}

describe('a client that never reads', () => {
  test('is cut off and counted, while another client of the same topic gets everything in order', async () => {
    await using stage = await startStage({ settings: { MAX_BUFFERED_BYTES: '100000', CLOSE_TIMEOUT_MS: '100' } });
    await using slow = await listener(stage);
    await using quick = await listener(stage);
    slow.socket.pause();
    const cutOff = stage.kazoo.waitFor(() => stage.gateway.sizes.connections() === 1);

    const count = await publishUntil(stage, 5_000, cutOff);

    const received = [];
    while (received.length < count) received.push(await quick.next());
    expect(received.map((message) => JSON.parse(JSON.stringify(message)).payload.data.callEvents.callId)).toEqual(
      Array.from({ length: count }, (_, index) => `call-${index}`),
    );
    expect(await slowClients(stage)).toBe('1');
  });

  test('finds 1013 when it reads on before the deadline, after what was sent in time', async () => {
    await using stage = await startStage({ settings: { MAX_BUFFERED_BYTES: '100000', CLOSE_TIMEOUT_MS: '60000' } });
    await using slow = await listener(stage);
    slow.socket.pause();
    const seatGone = stage.kazoo.waitFor(() => stage.gateway.sizes.seats() === 0);
    let isClosing = false;
    const overflow = slowClientCounted(stage).then(() => {
      isClosing = true;
    });
    await publishUntil(stage, 20_000, overflow);
    expect(isClosing).toBe(true);

    slow.socket.resume();

    expect(await slow.closed()).toEqual({ type: 'close', code: 1013, reason: 'RATE_LIMITED' });
    await seatGone;
  });
});

/** Resolves when a slow client was counted. */
async function slowClientCounted(stage: Stage): Promise<void> {
  while ((await slowClients(stage)) !== '1');
}

describe('keepalive', () => {
  test('finds a client that died without a close frame, and frees its seat', async () => {
    await using stage = await startStage({ settings: { KEEP_ALIVE_MS: '30' } });
    await using client = await RawClient.ready(
      stage.webSocketUrl,
      { authToken: stage.token('demo') },
      { autoPong: false },
    );
    client.subscribe('1', query);

    expect(await client.closed()).toMatchObject({ code: 1006 });

    await stage.kazoo.waitFor(() => stage.kazoo.unsubscribeRequests.length === 1);
    expect([stage.gateway.sizes.seats(), stage.gateway.sizes.connections()]).toEqual([0, 0]);
  });

  test('leaves a client alone that answers, for as long as it does', async () => {
    await using stage = await startStage({ settings: { KEEP_ALIVE_MS: '20' } });
    await using client = await RawClient.ready(stage.webSocketUrl);

    for (let ping = 0; ping < 6; ping += 1) await once(client.webSocket, 'ping');

    expect(await client.settled()).toEqual([]);
  });

  test('puts its pings between events, never into one', async () => {
    await using stage = await startStage({ settings: { KEEP_ALIVE_MS: '1' } });
    await using client = await listener(stage);
    let pings = 0;
    const fivePings = new Promise<void>((resolve) => {
      client.webSocket.on('ping', () => {
        pings += 1;
        if (pings === 5) resolve();
      });
    });

    const count = await publishUntil(stage, 3_000, fivePings);

    const received = await client.take(count);
    expect(received.every(({ type, id }) => type === 'next' && id === '1')).toBe(true);
  });
});
