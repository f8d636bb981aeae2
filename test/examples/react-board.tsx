import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { useMemo, useSyncExternalStore } from 'react';
import { liveTable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { WatchBoard } from './documents.ts';
import type { WatchBoardSubscription } from './generated/graphql.ts';

/** The calls of an account, by default the user's own. */
export function Board({ client, accountId }: { readonly client: Client; readonly accountId?: string }) {
  const board = useMemo(() => {
    const request = { query: print(WatchBoard), variables: { accountId } };
    return liveTable<WatchBoardSubscription>(client, request);
  }, [client, accountId]);
  const { status, rows, error } = useSyncExternalStore(board.subscribe, board.getSnapshot);

  return (
    <table aria-busy={status !== 'LIVE'}>
      {error !== undefined && <caption>{Object(error).message}</caption>}
      <tbody>
        {rows.map(({ id, state, from, to, since }) => (
          <tr key={id}>
            <td>{from.name ?? from.number}</td>
            <td>{to.name ?? to.number}</td>
            <td>{state}</td>
            <td>{new Date(since).toLocaleTimeString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
