import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { noticeDeparture } from '../../../src/http/reading/departure.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a client that closed its half and waits for long is told so eight times', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const server = createServer();
  Object.assign(server, { httpAllowHalfOpen: true });
  const asked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let received = '';
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('data', (data) => {
    received += data;
  });
  client.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [request, response] = await asked;

  noticeDeparture(request, response);
  await vi.waitUntil(() => vi.getTimerCount() > 0);
  vi.advanceTimersByTime(500);
  await vi.waitUntil(() => received.split('102 Processing').length > 2);
  vi.advanceTimersByTime(600_000);
  response.end();
  await once(client, 'end');

  expect(received.match(/102 Processing/g)).toHaveLength(8);
  server.close();
});
