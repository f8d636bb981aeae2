import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { afterEach, expect, test, vi } from 'vitest';
import { type AddressInfo, WebSocket, WebSocketServer } from 'ws';
import { createGatewayClient } from '../../../src/client/index.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A router before the gateway, which closes the first connection with this code. */
async function routerThatClosesWith(code: number) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  let connections = 0;
  server.on('connection', (webSocket) => {
    connections += 1;
    const isFirst = connections === 1;
    const send = (message: object): void => webSocket.send(JSON.stringify(message));
    webSocket.on('message', (data) => {
      const { type, id } = JSON.parse(String(data));
      if (type === 'connection_init') send({ type: 'connection_ack' });
      else if (type === 'subscribe' && isFirst) webSocket.close(code, 'upstream connect error');
      else if (type === 'subscribe') send({ type: 'next', id, payload: { data: { streamStatus: 'LIVE' } } });
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function watch(url: string) {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const token = async (): Promise<string> => 'token';
  const client = createGatewayClient({ createClient, webSocketImpl: WebSocket, url, token, onError: () => undefined });
  const results = client.iterate({ query: 'subscription { streamStatus }' });
  return { client, next: () => results.next() };
}

test.each([1003, 1008, 1011, 4500])(
  'a connection that a router closes with %d, which the gateway does not, is opened again',
  async (code) => {
    await using router = await routerThatClosesWith(code);
    const { client, next } = watch(router.url);

    expect(await next()).toMatchObject({ value: { data: { streamStatus: 'LIVE' } } });

    expect(router.connections()).toBe(2);
    await client.dispose();
  },
);

test.each([4400, 1002])('one that is closed with %d for what the client said is not', async (code) => {
  await using router = await routerThatClosesWith(code);
  const { client, next } = watch(router.url);

  await expect(next()).rejects.toMatchObject({ code });

  expect(router.connections()).toBe(1);
  await client.dispose();
});
