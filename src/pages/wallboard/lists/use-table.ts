import type { Client } from 'graphql-ws/client';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import { type LiveRowOf, type LiveSnapshot, liveTable } from '../../../client/index.ts';
import type { TypedDocumentString } from '../generated/graphql.ts';

/** Which account the board shows, and over which connection. */
export interface Source {
  readonly client: Client;
  readonly accountId: string;
  /** Returns the token that is good now, for what is asked once. */
  readonly token: () => string;
}

const SourceContext = createContext<Source | undefined>(undefined);

export const SourceProvider = SourceContext.Provider;

export function useSource(): Source {
  const source = useContext(SourceContext);
  if (source === undefined) throw new Error('There is no source above.');
  return source;
}

/** A live list of the account that the board shows, as long as the component is shown. */
export function useTable<Result>(
  document: TypedDocumentString<Result, { accountId?: string | null }>,
): LiveSnapshot<LiveRowOf<Result>> {
  const { client, accountId } = useSource();
  const table = useMemo(() => {
    return liveTable<Result>(client, { query: document.toString(), variables: { accountId } });
  }, [client, document, accountId]);
  return useSyncExternalStore(table.subscribe, table.getSnapshot);
}
