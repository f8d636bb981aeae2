import type { GatewayError } from '../../../client/index.ts';
import type { TypedDocumentString } from '../generated/graphql.ts';

/** The gateway's own GraphQL endpoint: the page comes from the same place. */
export const gatewayUrl = '/graphql';

/** For a gateway that hangs; Kazoo itself may take several seconds. */
const requestTimeoutMs = 30_000;

/** An error that the gateway answered with, as `isGatewayError` knows it. */
class PostError extends Error {
  override readonly name = 'PostError';
  readonly extensions: GatewayError['extensions'];

  constructor({ message, extensions }: GatewayError) {
    super(message);
    this.extensions = extensions;
  }
}

/**
 * Runs a query or a mutation. @throws PostError, or what `fetch` fails with while the gateway is
 * away
 */
export async function post<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  token?: string,
): Promise<Result> {
  const response = await fetch(gatewayUrl, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      ...(token === undefined ? {} : { 'X-Auth-Token': token }),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const answer: { readonly data?: Result; readonly errors?: readonly GatewayError[] } = await response.json();
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw new PostError(error);
  if (answer.data === undefined) throw new Error(`The gateway answered ${response.status}, and nothing else.`);
  return answer.data;
}
