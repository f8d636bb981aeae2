import { Client, type Exchange, subscriptionExchange } from '@urql/core';
import type { FormattedExecutionResult, Client as WebSocketClient } from 'graphql-ws';
import { WatchCalls } from './documents.ts';
import type { WatchCallsSubscription } from './generated/graphql.ts';

/**
 * urql over a client of graphql-ws, for instance that of `createWebSocketClient`, for queries,
 * mutations and subscriptions.
 *
 * @param exchanges those before it, for instance the one of a cache
 */
export function createUrqlClient(
  url: string,
  webSocketClient: WebSocketClient,
  exchanges: readonly Exchange[] = [],
): Client {
  return new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      ...exchanges,
      subscriptionExchange({
        enableAllOperations: true,
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => {
            // Without exactOptionalPropertyTypes in your tsconfig.json, hand over `sink` as it is.
            const next = ({ data = null, errors, extensions }: FormattedExecutionResult): void =>
              sink.next({ data, ...(errors && { errors }), ...(extensions && { extensions }) });
            return { unsubscribe: webSocketClient.subscribe({ query, variables }, { ...sink, next }) };
          },
        }),
      }),
    ],
  });
}

/** @returns what ends it */
export function watchCalls(
  client: Client,
  onCall: (event: WatchCallsSubscription['callEvents']) => void,
  onError: (error: Error) => void,
): () => void {
  const { unsubscribe } = client.subscription(WatchCalls, {}).subscribe(({ data, error }) => {
    if (error) onError(error);
    else if (data) onCall(data.callEvents);
  });
  return unsubscribe;
}
