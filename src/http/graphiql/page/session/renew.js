import { post } from '../http-transport.js';
import { ownDocuments } from '../own-documents.js';
import { issuedToken } from './issued-token.js';

/**
 * Asks for another token in the place of one that still works.
 *
 * @param {string} url
 * @param {string} token
 * @returns {Promise<import('./session.js').Renewal>}
 */
export async function renew(url, token) {
  const { data, errors } = await post(url, { query: ownDocuments.renew }, token);
  const renewed = issuedToken(data);
  if (renewed !== undefined) return { name: 'renewed', token: renewed };
  const isFinal = errors?.some(({ extensions }) => extensions?.code === 'RENEWAL_NOT_ALLOWED') === true;
  return { name: isFinal ? 'final' : 'failed' };
}
