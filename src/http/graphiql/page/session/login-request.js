import { post } from '../http-transport.js';
import { ownDocuments } from '../own-documents.js';
import { issuedToken } from './issued-token.js';

/**
 * @typedef {{ readonly name: 'loggedIn', readonly token: string } | { readonly name:
 * 'secondFactor' } | { readonly name: 'refused', readonly reason: string }} LoginOutcome
 */
/**
 * @typedef {{ readonly accountName?: string, readonly accountRealm?: string, readonly phoneNumber?:
 * string, readonly username: string, readonly password: string, readonly multiFactorResponse?:
 * string }} LoginInput
 */

/**
 * Logs in. A second factor is asked for where it is a code that the user types (Kazoo's `otp`).
 *
 * @param {string} url
 * @param {LoginInput} input
 * @returns {Promise<LoginOutcome>}
 */
export async function requestLogin(url, input) {
  const { data, errors } = await post(url, { query: ownDocuments.logIn, variables: { input } }, undefined);
  const token = issuedToken(data);
  if (token !== undefined) return { name: 'loggedIn', token };
  const [error] = errors ?? [];
  if (error?.extensions?.code === 'MULTI_FACTOR_REQUIRED' && input.multiFactorResponse === undefined)
    return { name: 'secondFactor' };
  return { name: 'refused', reason: error?.message ?? 'The gateway sent no token.' };
}
