import { useEffect, useState } from 'react';
import { isGatewayError } from '../../../client/index.ts';
import { KazooLinkDocument, type KazooLinkSubscription } from '../generated/graphql.ts';
import { useSource } from '../lists/use-table.ts';

export type KazooLink = KazooLinkSubscription['streamStatus'];

/** With these the gateway has refused the client for good: it connects no more. */
const refusals: readonly unknown[] = [
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'INVALID_CREDENTIALS',
  'ACCOUNT_DISABLED',
  'ACCOUNT_EXPIRED',
];

/** How the gateway's own connection to Kazoo is doing; undefined until that is known. */
export function useKazooLink(onRefused: () => void): KazooLink | undefined {
  const { client, accountId } = useSource();
  const [link, setLink] = useState<KazooLink>();
  useEffect(() => {
    setLink(undefined);
    return client.subscribe<KazooLinkSubscription>(
      { query: KazooLinkDocument.toString(), variables: { accountId } },
      {
        next: ({ data }) => setLink(data?.streamStatus),
        error: (reason) => {
          const error: unknown = Array.isArray(reason) ? reason[0] : reason;
          if (isGatewayError(error) && refusals.includes(error.extensions.code)) onRefused();
        },
        complete: () => undefined,
      },
    );
  }, [client, accountId, onRefused]);
  return link;
}
