import { post } from './http-transport.js';
import { issuedToken } from './issued-token.js';
import { chosenOperation, mentionsLogin } from './operation-text.js';

/** @typedef {import('./http-transport.js').Operation} Operation */
/** @typedef {import('./http-transport.js').Result} Result */
/**
 * @typedef {(operation: Operation) => Promise<Result> |
 * ReturnType<import('./streams.js').Streams['open']>} Fetcher
 */

/** Codes of errors that a good token does not get. */
const sessionEnded = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED']);

/**
 * Creates the function with which GraphiQL runs operations: subscriptions over the WebSocket, all
 * others over HTTP. A token that a mutation returns becomes the session's.
 *
 * @param {{ readonly url: string, readonly session: import('./session.js').Session,
 * readonly streams: import('./streams.js').Streams }} options
 * @returns {Fetcher}
 */
export function createFetcher({ url, session, streams }) {
  return ({ query, variables, operationName }) => {
    const { type, name } = chosenOperation(query, operationName);
    const operation = { query, variables: variables ?? null, operationName: name ?? null };
    return type === 'subscription' ? streams.open(operation) : send(operation, type === 'mutation');
  };

  /**
   * @param {Operation} operation
   * @param {boolean} isMutation
   */
  async function send(operation, isMutation) {
    const { token } = session;
    const result = await post(url, operation, token);
    const newToken = isMutation ? issuedToken(result.data) : undefined;
    if (newToken !== undefined) {
      session.logIn(newToken);
      // After `refreshToken` the gateway keeps the streams of the old token going; a login begins another session.
      if (mentionsLogin(operation.query)) streams.renew();
    } else if (token !== undefined && session.token === token) {
      const ended = result.errors?.find(({ extensions }) => sessionEnded.has(extensions?.code ?? ''));
      if (ended !== undefined) session.logOut(ended.message);
    }
    if (token !== undefined || result.errors === undefined) return result;
    return { ...result, errors: session.explain(result.errors) };
  }
}
