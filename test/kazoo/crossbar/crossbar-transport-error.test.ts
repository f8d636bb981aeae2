import { createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Crossbar, type CrossbarOptions } from '../../../src/kazoo/crossbar/crossbar.ts';
import { crossbarTransportError } from '../../../src/kazoo/crossbar/crossbar-transport-error.ts';
import { everythingIn, rejectionOf } from '../../harness/rejection.ts';
import { selfSigned } from '../../harness/tls/self-signed.ts';
import {
  type Answer,
  answerJson,
  neverAnswer,
  type RestHarnessOptions,
  startRestHarness,
  usualLimits,
} from '../harness/rest-server.ts';

const ok = answerJson(200, { status: 'success', data: {} });

/** Less than any default, and far more than the times these tests set. */
const muchLaterMs = 3_000;

async function failureOf(answer: Answer, options?: RestHarnessOptions) {
  await using harness = await startRestHarness(answer, options);
  return await rejectionOf(harness.crossbar.request('GET', '/websockets'));
}

/** A TCP server that does `greet` with each connection, and its port. */
async function startTcpServer(greet: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function openCrossbar(options: Pick<CrossbarOptions, 'apiUrl'> & Partial<CrossbarOptions>) {
  const crossbar = new Crossbar({ ...usualLimits, ...options });
  return Object.assign(crossbar, { [Symbol.asyncDispose]: () => crossbar.close() });
}

describe('Kazoo out of reach', () => {
  test('refusing the connection is UPSTREAM_UNAVAILABLE, and the cause says so', async () => {
    const closed = await startTcpServer(() => {});
    await closed[Symbol.asyncDispose]();
    await using crossbar = openCrossbar({ apiUrl: `http://127.0.0.1:${closed.port}/v2` });

    const error = await rejectionOf(crossbar.request('GET', '/websockets'));

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(everythingIn(error.cause)).toContain('ECONNREFUSED');
  });

  test('refusing on every address of its name is UPSTREAM_UNAVAILABLE, and the cause says which', () => {
    const refusals = ['::1:8000', '127.0.0.1:8000'].map((address) => new Error(`connect ECONNREFUSED ${address}`));

    const error = crossbarTransportError(new AggregateError(refusals), { timedOut: false, redact: (text) => text });

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(everythingIn(error.cause)).toMatch(/ECONNREFUSED ::1:8000.*ECONNREFUSED 127\.0\.0\.1:8000/);
  });

  test('having a name that does not resolve is UPSTREAM_UNAVAILABLE', async () => {
    // A label of more than 63 characters fails in the resolver itself (RFC 1035, section 2.3.4): no
    // query leaves the machine.
    await using crossbar = openCrossbar({ apiUrl: `http://${'x'.repeat(64)}.invalid:8000/v2` });

    const error = await rejectionOf(crossbar.request('GET', '/websockets'));

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(everythingIn(error.cause)).toMatch(/ENOTFOUND|EAI_/);
  });

  test('resetting the connection before or within its answer is UPSTREAM_UNAVAILABLE', async () => {
    const errors = await Promise.all([
      failureOf((response) => response.destroy()),
      failureOf((response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"status":', () => response.destroy());
      }),
    ]);

    expect(errors).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE' }, { code: 'UPSTREAM_UNAVAILABLE' }]);
  });

  test('with a certificate nobody trusts is UPSTREAM_UNAVAILABLE, and reachable once it is trusted', async () => {
    await using stranger = await startRestHarness(ok, { tls: selfSigned });
    await using trusted = await startRestHarness(ok, { tls: selfSigned, ca: selfSigned.cert });

    const error = await rejectionOf(stranger.crossbar.request('GET', '/websockets', { token: 'a-token' }));

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(everythingIn(error.cause)).toMatch(/self-signed certificate/);
    expect(stranger.requests).toEqual([]);
    await expect(trusted.crossbar.request('GET', '/websockets')).resolves.toMatchObject({ status: 200 });
  });

  test('answering in another protocol than HTTP is UPSTREAM_UNAVAILABLE, without its bytes', async () => {
    await using server = await startTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6 private-content\r\n'));
    await using crossbar = openCrossbar({ apiUrl: `http://127.0.0.1:${server.port}/v2` });

    const error = await rejectionOf(crossbar.request('GET', '/websockets', { token: 'marked-token' }));

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(everythingIn(error)).toContain('HTTPParserError');
    expect(everythingIn(error)).not.toContain('private-content');
  });

  test('answering in another protocol than TLS is UPSTREAM_UNAVAILABLE', async () => {
    await using harness = await startRestHarness(ok);
    await using crossbar = openCrossbar({ apiUrl: harness.apiUrl.replace('http:', 'https:') });

    await expect(rejectionOf(crossbar.request('GET', '/websockets'))).resolves.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });
});

describe('Kazoo too slow', () => {
  test('to answer is UPSTREAM_TIMEOUT', async () => {
    await using harness = await startRestHarness(neverAnswer, { requestTimeoutMs: 30 });

    const error = await rejectionOf(harness.crossbar.request('GET', '/websockets'));

    expect(error.code).toBe('UPSTREAM_TIMEOUT');
    // What the abort of the request is called explains nothing to who reads the log.
    expect(harness.exchanges[0]?.problem).toBe('The Kazoo API did not answer in time.');
    expect(harness.exchanges[0]?.durationMs).toBeLessThan(muchLaterMs);
  });

  test('to end its answer is UPSTREAM_TIMEOUT, even if it keeps trickling', async () => {
    const error = await failureOf(
      (response) => {
        response.writeHead(200).write('{"status":"success"');
        const trickle = setInterval(() => response.write(' '), 5);
        response.once('close', () => clearInterval(trickle));
      },
      { requestTimeoutMs: 60 },
    );

    expect(error.code).toBe('UPSTREAM_TIMEOUT');
  });

  test('to free a connection is UPSTREAM_TIMEOUT for the one that waited', async () => {
    await using harness = await startRestHarness(neverAnswer, { requestTimeoutMs: 30, maxConnections: 1 });

    const errors = await Promise.all([1, 2].map(() => rejectionOf(harness.crossbar.request('GET', '/websockets'))));

    // Whether the second request is still sent when the first frees its connection depends on milliseconds.
    expect(errors).toMatchObject([{ code: 'UPSTREAM_TIMEOUT' }, { code: 'UPSTREAM_TIMEOUT' }]);
  });

  test('to shake hands is UPSTREAM_TIMEOUT after the time for connecting', async () => {
    await using server = await startTcpServer(() => {});
    const durationsMs: number[] = [];
    await using crossbar = openCrossbar({
      apiUrl: `https://127.0.0.1:${server.port}/v2`,
      connectTimeoutMs: 20,
      onResponse: ({ durationMs }) => durationsMs.push(durationMs),
    });

    const error = await rejectionOf(crossbar.request('GET', '/websockets'));

    expect(error.code).toBe('UPSTREAM_TIMEOUT');
    expect(everythingIn(error.cause)).toContain('UND_ERR_CONNECT_TIMEOUT');
    expect(durationsMs[0]).toBeLessThan(muchLaterMs);
  });

  test('once does not spoil the next request', async () => {
    let isFirst = true;
    await using harness = await startRestHarness(
      (response, request) => {
        if (!isFirst) ok(response, request);
        isFirst = false;
      },
      { requestTimeoutMs: 500, maxConnections: 1 },
    );

    await rejectionOf(harness.crossbar.request('GET', '/websockets'));

    await expect(harness.crossbar.request('GET', '/websockets')).resolves.toMatchObject({ status: 200 });
  });
});
