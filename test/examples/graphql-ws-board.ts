import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { liveTable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { WatchBoard } from './documents.ts';
import type { WatchBoardSubscription } from './generated/graphql.ts';

/**
 * Shows the calls of the user's own account, for instance by `console.log`.
 *
 * @returns what ends it
 */
export function showBoard(client: Client, show: (text: string) => void): () => void {
  const board = liveTable<WatchBoardSubscription>(client, { query: print(WatchBoard) });
  return board.subscribe(() => {
    const { status, rows, error } = board.getSnapshot();
    const lines = rows.map(
      ({ state, from, to }) => `${state}: ${from.number ?? 'unknown'} → ${to.number ?? 'unknown'}`,
    );
    const state = error === undefined ? status : `${status}: ${Object(error).message}`;
    show([state, ...lines].join('\n'));
  });
}
