import { ApolloClient, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import type { Client as WebSocketClient } from 'graphql-ws';
import { possibleTypes, typePolicies } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { WatchCalls } from './documents.ts';
import type { WatchCallsSubscription } from './generated/graphql.ts';

/**
 * Apollo Client over a client of graphql-ws, for instance that of `createWebSocketClient`, for
 * queries, mutations and subscriptions.
 */
export function createApolloClient(webSocketClient: WebSocketClient): ApolloClient {
  return new ApolloClient({
    link: new GraphQLWsLink(webSocketClient),
    // Without possibleTypes the cache cannot tell that a CallEvent is an Event, and drops what fragments on it select.
    // Without typePolicies it keeps every event.
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
  });
}

/** @returns what ends it */
export function watchCalls(
  client: ApolloClient,
  onCall: (event: WatchCallsSubscription['callEvents']) => void,
  onError: (error: Error) => void,
): () => void {
  // Nobody reads events from the cache.
  const events = client.subscribe({ query: WatchCalls, fetchPolicy: 'no-cache' });
  const subscription = events.subscribe({
    next: ({ data, error }) => {
      if (error) onError(error);
      else if (data) onCall(data.callEvents);
    },
    error: onError,
  });
  return () => subscription.unsubscribe();
}
