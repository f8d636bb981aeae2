import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { readConfig } from '../../src/config/config.ts';
import { createLimits } from '../../src/gateway/limits.ts';
import { SseStream } from '../../src/http/sse-stream.ts';
import { Heartbeat } from '../../src/scheduling/heartbeat.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock({ toFake: ['setInterval', 'clearInterval'] });

/** Starts a response whose client can hang up. */
async function setUp() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = request({ port, host: '127.0.0.1' }).on('error', () => undefined);
  client.end();
  const [, response] = await once(server, 'request');
  const [config, log] = [readConfig({}), createLog('silent')];
  const limits = createLimits(config, createMetrics(), log);
  limits.close();
  const session = new SessionRegistry().open({ onSessionEnded: () => undefined });
  const kept = vi.fn<(stream: SseStream) => void>();
  const heartbeat = new Heartbeat(1_000, kept, (error) => expect.unreachable(String(error)));
  const services = { ...limits, maxBufferedBytes: 1_000, heartbeat, onSlowClient: () => undefined };
  return {
    connections: limits.connections,
    kept,
    async beat() {
      vi.advanceTimersByTime(1_000);
      await nextTurn();
    },
    open: () => SseStream.open(response, session, '192.0.2.1', services),
    async hangUp() {
      client.destroy();
      await once(response, 'close');
    },
    [Symbol.dispose]() {
      heartbeat.close();
      server.close();
    },
  };
}

test('a stream is kept alive, and counts as a connection, until its response closes', async () => {
  using harness = await setUp();
  const stream = harness.open();

  stream.run();
  await harness.beat();
  expect([harness.kept.mock.calls, harness.connections.acquired]).toEqual([[[stream]], 1]);
  await harness.hangUp();
  await harness.beat();

  expect([harness.kept.mock.calls, harness.connections.acquired]).toEqual([[[stream]], 0]);
});

test('a stream whose client left while its subscription was prepared is not kept alive', async () => {
  using harness = await setUp();
  const stream = harness.open();
  await harness.hangUp();

  stream.run();
  await harness.beat();

  expect(harness.kept).not.toHaveBeenCalled();
});

test('a client that left while its stream was admitted does not count as a connection', async () => {
  using harness = await setUp();
  await harness.hangUp();

  await harness.open();

  expect(harness.connections.acquired).toBe(0);
});
