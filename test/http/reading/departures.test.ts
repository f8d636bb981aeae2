import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Departures } from '../../../src/http/reading/departures.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { holdClock } from '../../harness/held-clock.ts';

holdClock({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

/** A server, and what it knows of clients that closed their halves after one request. */
async function listening() {
  const server = createServer();
  Object.assign(server, { httpAllowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    async ask(): Promise<readonly [IncomingMessage, ServerResponse, () => string]> {
      const asked = once(server, 'request');
      let received = '';
      const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('data', (data) => {
        received += data;
      });
      client.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const [request, response] = await asked;
      if (!request.socket.readableEnded) await once(request.socket, 'end');
      return [request, response, () => received];
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ignore = (): void => undefined;

test('a client that closed its half and waits for long is told so eight times', async () => {
  await using server = await listening();
  const [request, response, received] = await server.ask();
  const timesTold = (): number => received().split('102 Processing').length - 1;

  new Departures(new SlicedQueue(), ignore).notice(request, response);
  for (let told = 1; told <= 8; told += 1) {
    await vi.waitUntil(() => timesTold() === told);
    vi.advanceTimersByTime(500 * 2 ** (told - 1));
  }
  vi.advanceTimersByTime(600_000);
  await nextTurn();
  response.end('the answer');
  await vi.waitUntil(() => received().endsWith('the answer'));

  expect(timesTold()).toBe(8);
});

test('of a thousand that closed together not all are told so again in one turn of the event loop', async () => {
  await using server = await listening();
  const departures = new Departures(new SlicedQueue(), ignore);
  let told = 0;
  for (let clients = 0; clients < 10; clients += 1) {
    const [request, response] = await server.ask();
    departures.notice(request, response);
    response.writeProcessing = (): void => {
      told += 1;
      // Half of a slice.
      vi.advanceTimersByTime(6);
    };
  }

  vi.advanceTimersByTime(500);
  expect(told).toBe(0);
  const toldByTurn: number[] = [];
  while (told < 10) {
    const before = told;
    await nextTurn();
    toldByTurn.push(told - before);
  }

  expect(Math.max(...toldByTurn)).toBe(2);
});
