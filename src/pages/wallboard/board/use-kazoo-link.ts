import { useEffect, useState } from 'react';
import { isGatewayError } from '../../../client/index.ts';
import { KazooLinkDocument, type KazooLinkSubscription } from '../generated/graphql.ts';
import { useSource } from '../lists/use-table.ts';

/** `UNKNOWN` where the gateway refuses to say it, for the `reason`. */
export type KazooLink =
  | KazooLinkSubscription['streamStatus']
  | { readonly state: 'UNKNOWN'; readonly reason: string | null; readonly gap: null };

/** With these the gateway has refused the client for good: it connects no more. */
const refusals: readonly unknown[] = [
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'INVALID_CREDENTIALS',
  'ACCOUNT_DISABLED',
  'ACCOUNT_EXPIRED',
];
/** After anything else the gateway is asked again. */
const retryMs = 5_000;

/** How the gateway's own connection to Kazoo is doing; undefined until it has said so. */
export function useKazooLink(onRefused: () => void): KazooLink | undefined {
  const { client, accountId } = useSource();
  const [link, setLink] = useState<KazooLink>();
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    let stop = (): void => undefined;
    const end = (error: unknown): void => {
      const reason = isGatewayError(error) ? error.message : null;
      setLink({ state: 'UNKNOWN', reason, gap: null });
      if (isGatewayError(error) && refusals.includes(error.extensions.code)) onRefused();
      else retry = setTimeout(begin, retryMs);
    };
    const begin = (): void => {
      const request = { query: KazooLinkDocument.toString(), variables: { accountId } };
      stop = client.subscribe<KazooLinkSubscription>(request, {
        next: ({ data }) => setLink(data?.streamStatus),
        error: (reason) => end(Array.isArray(reason) ? reason[0] : reason),
        complete: () => undefined,
      });
    };
    begin();
    return () => {
      clearTimeout(retry);
      stop();
      setLink(undefined);
    };
  }, [client, accountId, onRefused]);
  return link;
}
