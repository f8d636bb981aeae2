import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { GraphQLError } from 'graphql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SseStream } from '../../src/http/sse-stream.ts';
import { BufferBudget } from '../../src/limits/buffer-budget.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const nothing = (): void => undefined;

/** A response whose client can hang up, and a stream on it. */
async function setUp() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = request({ port, host: '127.0.0.1' }).on('error', () => undefined);
  client.end();
  const [, response] = await once(server, 'request');
  const buffers = new BufferBudget({ maxBytes: 1, checkIntervalMs: 1_000, onLimited: () => undefined });
  const stream = new SseStream({
    response,
    maxBufferedBytes: 1_000,
    keepAliveMs: 1_000,
    maskError: () => new GraphQLError('masked'),
    acquire: async () => ({ countFor: nothing, release: nothing }),
    principal: () => undefined,
    buffers,
    onSlow: () => undefined,
  });
  buffers.close();
  return {
    stream,
    async hangUp() {
      client.destroy();
      await once(response, 'close');
    },
    [Symbol.dispose]: () => server.close(),
  };
}

test('a stream keeps itself alive until its response closes', async () => {
  using harness = await setUp();

  harness.stream.run();
  expect(vi.getTimerCount()).toBe(1);
  await harness.hangUp();

  expect(vi.getTimerCount()).toBe(0);
});

test('a client that left while its subscription was being set up leaves no timer behind', async () => {
  using harness = await setUp();
  await harness.hangUp();

  harness.stream.run();

  expect(vi.getTimerCount()).toBe(0);
});
