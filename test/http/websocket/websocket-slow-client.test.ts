import { describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { metric } from '../../harness/metric.ts';
import { RawClient, type Received } from '../../harness/raw-client.ts';

const query = 'subscription { callEvents { callId data } }';

/** Large, so that a few fill the buffers of the kernel. */
const eventBytes = 100_000;

function publish(harness: Harness, callId: string, bytes = 0): void {
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', {
    call_id: callId,
    filler: 'x'.repeat(bytes),
  });
}

function callIdOf(message: Received): unknown {
  return JSON.parse(JSON.stringify(message)).payload?.data?.callEvents?.callId;
}

/** A client that is known to get the calls of `demo`. */
async function listener(harness: Harness): Promise<RawClient> {
  const client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', query);
  await client.settled();
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length === 1);
  await client.settled();
  publish(harness, 'hello');
  await client.next();
  return client;
}

describe('a client that never reads', () => {
  test('is terminated after the deadline; another client of its topic gets everything in order', async () => {
    await using harness = await startHarness({ settings: { MAX_BUFFERED_BYTES: '1000000', CLOSE_TIMEOUT_MS: '50' } });
    await using slow = await listener(harness);
    await using quick = await listener(harness);
    slow.socket.pause();

    let events = 0;
    for (; harness.gateway.gauges.connections() === 2; events += 1) {
      publish(harness, `call-${events}`, eventBytes);
      expect(callIdOf(await quick.next())).toBe(`call-${events}`);
    }

    expect(await metric(harness, 'slow_clients_total')).toBe(1);
    expect(harness.gateway.gauges.subscribers()).toBe(1);
    // What the kernel could hold, and the budget on top of it.
    expect(events * eventBytes).toBeGreaterThan(1_000_000);
  });

  test('finds 1013 when it reads on before the deadline, after what was sent in time, whole and in order', async () => {
    await using harness = await startHarness({
      settings: { MAX_BUFFERED_BYTES: '1000000', CLOSE_TIMEOUT_MS: '60000' },
    });
    await using slow = await listener(harness);
    await using quick = await listener(harness);
    await slow.settled();
    slow.socket.pause();
    for (let event = 0; (await metric(harness, 'slow_clients_total')) === 0; event += 1) {
      publish(harness, `call-${event}`, eventBytes);
      await quick.next();
    }

    slow.socket.resume();

    const received: unknown[] = [];
    let message = await slow.next();
    for (; message['type'] !== 'close'; message = await slow.next()) received.push(callIdOf(message));
    expect(message).toEqual({ type: 'close', code: 1013, reason: 'RATE_LIMITED' });
    expect(received.length).toBeGreaterThan(1);
    expect(received).toEqual(received.map((_, index) => `call-${index}`));
  });
});

test('pongs go between events, never into one, while a burst is written', async () => {
  await using harness = await startHarness();
  await using client = await listener(harness);
  let pongs = 0;
  client.webSocket.on('pong', () => {
    pongs += 1;
  });
  const burst = 100;

  for (let event = 0; event < burst; event += 1) {
    publish(harness, `call-${event}`, 5_000);
    client.webSocket.ping();
    if (event % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  const received = await client.take(burst);
  expect(received.map(callIdOf)).toEqual(Array.from({ length: burst }, (_, index) => `call-${index}`));
  await client.settled();
  expect(pongs).toBe(burst);
});
