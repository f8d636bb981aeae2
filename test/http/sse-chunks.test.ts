import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test, vi } from 'vitest';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { readConfig } from '../../src/config/config.ts';
import { NextFrame } from '../../src/fanout/next-frame.ts';
import { createLimits } from '../../src/gateway/limits.ts';
import { SseStream } from '../../src/http/sse-stream.ts';
import { Heartbeat } from '../../src/scheduling/heartbeat.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { selfSigned } from '../harness/tls/self-signed.ts';
import { until } from '../harness/until.ts';

interface Options {
  readonly request?: string;
  readonly isTls?: boolean;
  readonly maxBufferedBytes?: number;
}

const getStream = 'GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/** Starts a stream for a client that reads bytes. */
async function setUp({ request = getStream, isTls = false, maxBufferedBytes = 1_000_000 }: Options = {}) {
  const server = isTls ? createTlsServer(selfSigned) : createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const earlier: ServerResponse[] = [];
  const streamed = new Promise<ServerResponse>((resolve) => {
    server.on('request', ({ url }, response) => {
      if (url === '/stream') resolve(response);
      else earlier.push(response);
    });
  });
  const options = { port, host: '127.0.0.1' };
  const client: Socket = isTls
    ? connectTls({ ...options, ca: selfSigned.cert, rejectUnauthorized: false })
    : connect(options);
  client.on('error', () => undefined);
  client.write(request);
  const response = await streamed;
  const [config, log] = [readConfig({}), createLog('silent')];
  const limits = createLimits(config, createMetrics(), log);
  limits.close();
  const session = new SessionRegistry().open({ onSessionEnded: () => undefined });
  const onSlowClient = vi.fn<() => void>();
  const heartbeat = new Heartbeat(
    600_000,
    (kept: SseStream) => kept.keepAlive(),
    (error) => expect.unreachable(String(error)),
  );
  const services = { ...limits, maxBufferedBytes, heartbeat, onSlowClient };
  const stream = await SseStream.open(response, session, '192.0.2.1', services);
  return {
    client,
    response,
    stream,
    earlier,
    onSlowClient,
    async [Symbol.asyncDispose]() {
      heartbeat.close();
      client.destroy();
      for (const each of [response, ...earlier]) each.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function frameOf(name: string): NextFrame {
  return new NextFrame(`{"data":${JSON.stringify(name)}}`, name);
}

function eventOf(name: string): string {
  return `id: ${name}\nevent: next\ndata: {"data":${JSON.stringify(name)}}\n\n`;
}

function chunkOf(payload: string): string {
  return `${Buffer.byteLength(payload).toString(16)}\r\n${payload}\r\n`;
}

const keepAlive = chunkOf(':\n\n');
const lastEvents = 'event: next\ndata: {"errors":[]}\n\nevent: complete\ndata:\n\n';

async function bodyOf(client: Socket): Promise<string> {
  const answer = await text(client);
  return answer.slice(answer.indexOf('\r\n\r\n') + '\r\n\r\n'.length);
}

describe.each([
  { transport: 'plain HTTP', isTls: false },
  { transport: 'HTTPS', isTls: true },
])('over $transport', ({ isTls }) => {
  test('each event is a chunk, between the comments that keep the stream alive, and the end comes last', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await using harness = await setUp({ isTls });
    const { stream, client } = harness;
    const body = bodyOf(client);

    stream.run();
    stream.deliver([frameOf('one'), frameOf('zwö €')]);
    vi.advanceTimersByTime(600_000);
    await setImmediate();
    stream.deliver([frameOf('three')]);
    await setImmediate();
    stream.deliver([frameOf('four')]);
    stream.fail([]);
    vi.useRealTimers();

    const chunks = [eventOf('one'), eventOf('zwö €')].map(chunkOf).join('');
    const later = [eventOf('three'), eventOf('four'), lastEvents].map(chunkOf).join('');
    expect(await body).toBe(`${keepAlive}${chunks}${keepAlive}${later}0\r\n\r\n`);
  });
});

test('all clients are written the same chunk, past their responses', async () => {
  await using first = await setUp();
  await using second = await setUp();
  const frame = frameOf('shared');
  const all = [first, second].map(({ stream, response }) => {
    stream.run();
    const write = vi.spyOn(response, 'write');
    const socketWrite = response.socket && vi.spyOn(response.socket, 'write');
    return { stream, write, socketWrite };
  });

  for (const { stream } of all) stream.deliver([frame]);

  for (const { write, socketWrite } of all) {
    expect(write).not.toHaveBeenCalled();
    expect(socketWrite?.mock.calls.map(([chunk]) => chunk === frame.httpChunk)).toEqual([true]);
  }
});

test('a client of HTTP/1.0, which knows no chunks, reads the events as they are', async () => {
  await using harness = await setUp({ request: 'GET /stream HTTP/1.0\r\n\r\n' });
  const { stream, client } = harness;
  const body = bodyOf(client);

  stream.deliver([frameOf('one')]);
  stream.deliver([frameOf('two'), frameOf('three')]);
  stream.fail([]);

  expect(await body).toBe(`:\n\n${eventOf('one')}${eventOf('two')}${eventOf('three')}${lastEvents}`);
});

test('a stream behind an answer that is not finished keeps its order when its turn comes', async () => {
  const pipelined = `GET /earlier HTTP/1.1\r\nHost: x\r\n\r\n${getStream}`;
  await using harness = await setUp({ request: pipelined });
  const { stream, client, response, earlier } = harness;
  const body = bodyOf(client);

  stream.deliver([frameOf('one')]);
  expect(response.socket).toBeNull();
  for (const each of earlier) each.end('earlier');
  await until(() => expect(response.socket).not.toBeNull());
  stream.deliver([frameOf('two')]);
  stream.fail([]);

  const chunks = [eventOf('one'), eventOf('two'), lastEvents].map(chunkOf).join('');
  expect((await body).endsWith(`\r\n\r\n${keepAlive}${chunks}0\r\n\r\n`)).toBe(true);
});

/** More than the kernel takes for a client that does not read. */
const large = 'x'.repeat(500_000);

test('what a client has not read waits, in order, and the end of the stream behind it', async () => {
  await using harness = await setUp({ maxBufferedBytes: 100_000_000 });
  const { stream, client } = harness;
  client.pause();
  const names: string[] = [];
  while (stream.bufferedBytes === 0) {
    names.push(`${names.length}${large}`);
    stream.deliver([frameOf(names.at(-1) ?? '')]);
    await setImmediate();
  }
  const waitingOnceDrained = stream.drained().then(() => stream.bufferedBytes);

  stream.deliver([frameOf('last')]);
  stream.fail([]);
  const body = await bodyOf(client);

  const chunks = [...names, 'last'].map(eventOf).concat(lastEvents).map(chunkOf).join('');
  expect(body === `${keepAlive}${chunks}0\r\n\r\n`).toBe(true);
  expect(await waitingOnceDrained).toBe(0);
});

test('one that does not read is cut within a chunk, and nothing is written to it any more', async () => {
  await using harness = await setUp({ maxBufferedBytes: 1_000_000 });
  const { stream, client, response, onSlowClient } = harness;
  client.pause();
  const frame = frameOf(large);

  for (let event = 0; onSlowClient.mock.calls.length === 0 && event < 1_000; event += 1) stream.deliver([frame]);
  const bufferedBytes = response.writableLength;
  stream.deliver([frame, frame]);

  expect([onSlowClient.mock.calls.length, response.destroyed]).toEqual([1, true]);
  expect(response.writableLength).toBeLessThanOrEqual(bufferedBytes);
});

test('one that leaves within a chunk leaves nothing behind', async () => {
  await using harness = await setUp({ maxBufferedBytes: 100_000_000 });
  const { stream, client, response } = harness;
  client.once('data', () => client.destroy());
  const closed = once(response, 'close');

  while (!client.destroyed) {
    stream.deliver([frameOf(large)]);
    await setImmediate();
  }
  stream.deliver([frameOf('late')]);
  await closed;

  expect(() => stream.deliver([frameOf('later')])).not.toThrow();
  expect(response.socket?.writable ?? false).toBe(false);
});
