import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { startHarness } from '../../harness/gateway-harness.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { RawClient, type Received } from '../../harness/raw-client.ts';

const keepAliveMs = 12_000;

// Only intervals are ours: sockets and their deadlines go on in real time.
holdClock({ toFake: ['setInterval', 'clearInterval'] });

/** What came that was no ping of the protocol. */
async function settled(client: RawClient): Promise<readonly Received[]> {
  return (await client.settled()).filter(({ type }) => type !== 'ping');
}

test('a client that died without a close frame is found at the second ping, and its subscription ends', async () => {
  await using harness = await startHarness({ settings: { KEEP_ALIVE_MS: String(keepAliveMs) } });
  const params = { authToken: harness.token('demo') };
  await using dead = await RawClient.ready(harness.webSocketUrl, params, { autoPong: false });
  dead.subscribe('1', 'subscription { callEvents { name } }');
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length === 1);

  const ping = once(dead.webSocket, 'ping');
  vi.advanceTimersByTime(keepAliveMs);
  await ping;
  vi.advanceTimersByTime(keepAliveMs);

  expect(await dead.closed()).toMatchObject({ code: 1006 });
  await harness.kazoo.waitFor(() => harness.kazoo.unsubscribeRequests.length === 1);
  expect([harness.gateway.gauges.subscribers(), harness.gateway.gauges.connections()]).toEqual([0, 0]);
});

test('a client that answers is left alone', async () => {
  await using harness = await startHarness({ settings: { KEEP_ALIVE_MS: String(keepAliveMs) } });
  await using client = await RawClient.ready(harness.webSocketUrl);

  for (let count = 0; count < 5; count += 1) {
    const ping = once(client.webSocket, 'ping');
    vi.advanceTimersByTime(keepAliveMs);
    await ping;
    // Our pong is there before the answer to what we send after it.
    expect(await settled(client)).toEqual([]);
  }
});
