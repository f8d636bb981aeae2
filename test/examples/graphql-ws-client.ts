import { print } from 'graphql';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws'; // Node only: a browser has its own.
import { resumable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { WatchCalls } from './documents.ts';
import type { GatewayAddress } from './gateway-address.ts';
import type { WatchCallsSubscription } from './generated/graphql.ts';

/** A client that survives restarts, lost connections and expired tokens, and reports every gap. */
export function createWebSocketClient({ url, token, onGap }: GatewayAddress, options?: Partial<ClientOptions>): Client {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authToken: await token() }),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    keepAlive: 10_000,
    ...options,
  });
  return resumable(client, { onGap });
}

export async function* watchCalls(client: Client): AsyncGenerator<WatchCallsSubscription['callEvents']> {
  for await (const { data } of client.iterate<WatchCallsSubscription>({ query: print(WatchCalls) })) {
    if (data) yield data.callEvents;
  }
}
