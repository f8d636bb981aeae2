import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { dial, lastWords } from './dial.ts';

describe('more than MAX_IDLE_CONNECTIONS_PER_IP idle connections', () => {
  const request = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';

  /** Whether a connection answers a request. */
  async function answers(socket: Socket): Promise<void> {
    socket.write(request);
    const [data] = await once(socket, 'data');
    expect(String(data)).toMatch(/^HTTP\/1\.1 200 /);
  }

  test('close the one that has been idle longest', async () => {
    await using harness = await startHarness({ settings: { MAX_IDLE_CONNECTIONS_PER_IP: '2' } });
    const sockets = [await dial(harness.url), await dial(harness.url), await dial(harness.url)] as const;
    const [first, second, third] = sockets;

    for (const socket of [first, second, first, third]) await answers(socket);
    await once(second.resume(), 'close');

    await answers(first);
    await answers(third);
    // The connection that asks is the third.
    expect(await limitedCount(harness, 'max_idle_connections_per_ip')).toBeGreaterThanOrEqual(1);
    for (const socket of sockets) socket.destroy();
  });

  test('leave those alone whose first request has not come yet, up to MAX_CONNECTIONS_PER_IP', async () => {
    await using harness = await startHarness({
      settings: { MAX_IDLE_CONNECTIONS_PER_IP: '1', MAX_CONNECTIONS_PER_IP: '3' },
    });
    const sockets = [await dial(harness.url), await dial(harness.url), await dial(harness.url)] as const;
    const [first, second, third] = sockets;
    second.write(request.slice(0, 20));

    const fourth = await dial(harness.url);
    await once(first.resume(), 'close');
    second.write(request.slice(20));
    const [data] = await once(second, 'data');
    await answers(third);
    await answers(fourth);

    expect(String(data)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await limitedCount(harness, 'max_connections_per_ip')).toBe(1);
    for (const socket of [...sockets, fourth]) socket.destroy();
  });

  test('no longer count once they are closed', async () => {
    await using harness = await startHarness({ settings: { MAX_IDLE_CONNECTIONS_PER_IP: '3' } });
    const first = await dial(harness.url);
    const gone = await dial(harness.url);

    gone.destroy();
    for (let times = 0; times < 2; times += 1) await answers(first);
    const second = await dial(harness.url);

    // The connection that asks is the third.
    expect(await limitedCount(harness, 'max_idle_connections_per_ip')).toBe(0);
    for (const socket of [first, second]) socket.destroy();
  });

  test('do not include those with a request, a stream or a WebSocket', async () => {
    await using harness = await startHarness({ settings: { MAX_IDLE_CONNECTIONS_PER_IP: '1' } });
    const query = 'subscription { callEvents { name } }';
    await using client = await RawClient.ready(harness.webSocketUrl);
    const stream = await harness.sse({ query }, { 'X-Auth-Token': harness.token('demo') });
    await harness.untilSubscribers(1);

    for (let count = 0; count < 5; count += 1) {
      const socket = await dial(harness.url);
      await answers(socket);
      socket.unref();
    }
    await until(() => expect(harness.gateway.gauges.subscribers()).toBe(1));

    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
    expect(await stream.next()).toMatchObject({ event: 'next' });
    expect(await client.settled()).toEqual([]);
    expect(await limitedCount(harness, 'max_idle_connections_per_ip')).toBeGreaterThanOrEqual(4);
  });

  test('do not count when a trusted proxy holds them', async () => {
    await using harness = await startHarness({
      settings: { MAX_IDLE_CONNECTIONS_PER_IP: '1', TRUSTED_PROXIES: '127.0.0.1' },
    });

    const sockets = [await dial(harness.url), await dial(harness.url), await dial(harness.url)];

    for (const socket of sockets) await answers(socket);
    expect(await limitedCount(harness, 'max_idle_connections_per_ip')).toBe(0);
    for (const socket of sockets) socket.destroy();
  });
});

test('a connection without a request is closed after HTTP_IDLE_TIMEOUT_MS', async () => {
  await using harness = await startHarness({ settings: { HTTP_IDLE_TIMEOUT_MS: '50' } });
  const socket = await dial(harness.url);

  socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 200 /);
});
