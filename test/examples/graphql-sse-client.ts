import { print } from 'graphql';
import { type Client, type ClientOptions, createClient } from 'graphql-sse';
import { resumable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { WatchCalls } from './documents.ts';
import type { GatewayAddress } from './gateway-address.ts';
import type { WatchCallsSubscription } from './generated/graphql.ts';

/** Watches calls over Server-Sent Events, for networks whose proxy lets no WebSocket through. */
export function createSseClient({ url, token, onGap }: GatewayAddress, options?: Partial<ClientOptions>): Client {
  const client = createClient({
    url,
    headers: async () => ({ Authorization: `Bearer ${await token()}` }),
    retryAttempts: Number.POSITIVE_INFINITY,
    ...options,
  });
  return resumable(client, { onGap });
}

export async function* watchCalls(client: Client): AsyncGenerator<WatchCallsSubscription['callEvents']> {
  for await (const { data, errors } of client.iterate<WatchCallsSubscription>({ query: print(WatchCalls) })) {
    if (errors) throw errors[0]; // Over SSE, a refusal is a result.
    if (data) yield data.callEvents;
  }
}
