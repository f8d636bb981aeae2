import type { ApolloClient } from '@apollo/client';
import { print } from 'graphql';
import type { Client as WebSocketClient } from 'graphql-ws';
import { liveTable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { CurrentBoard, WatchBoard } from './documents.ts';
import type { WatchBoardSubscription } from './generated/graphql.ts';

/**
 * Keeps the calls of the user's own account in Apollo's cache, where every `useQuery` of
 * `CurrentBoard` finds them. Both clients share one connection.
 *
 * @returns what ends it
 */
export function keepBoard(apollo: ApolloClient, webSocketClient: WebSocketClient): () => void {
  const query = print(apollo.cache.transformDocument(WatchBoard)); // Adds `__typename`, as Apollo does for its own.
  const board = liveTable<WatchBoardSubscription>(webSocketClient, { query });
  return board.subscribe(() => {
    const { status, rows } = board.getSnapshot();
    if (status !== 'LIVE') return; // What is there stays: see status-strip.ts for how to say that it is old.
    const nodes = [...rows];
    apollo.writeQuery({ query: CurrentBoard, data: { calls: { __typename: 'CallSnapshot', nodes } } });
  });
}
