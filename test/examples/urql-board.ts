import type { Client } from '@urql/core';
import { print } from 'graphql';
// Yours: 'kazoo-graphql-gateway/client'.
import { type LiveRowOf, liveTable, type SubscribingClient } from '../../src/client/index.ts';
import { WatchBoard } from './documents.ts';
import type { WatchBoardSubscription } from './generated/graphql.ts';

/**
 * Shows the calls of the user's own account, over the exchanges of urql. Where you have the client
 * of graphql-ws at hand, you can give that one to `liveTable` as it is.
 *
 * @returns what ends it
 */
export function showBoard(
  client: Client,
  show: (status: string, rows: readonly LiveRowOf<WatchBoardSubscription>[]) => void,
): () => void {
  const overUrql: SubscribingClient = {
    subscribe: ({ query, variables }, sink) =>
      client.subscription(query, { ...variables }).subscribe(({ data, error, extensions }) => {
        if (error) sink.error(error.graphQLErrors[0] ?? error);
        else sink.next({ data, extensions });
      }).unsubscribe,
  };
  const board = liveTable<WatchBoardSubscription>(overUrql, { query: print(WatchBoard) });
  return board.subscribe(() => show(board.getSnapshot().status, board.getSnapshot().rows));
}
