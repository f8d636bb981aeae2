import { post } from './http-transport.js';

const query = 'query WhoAmI { viewer { accountId ownerId expiresAt account { name } } }';
/** Codes that say that the token itself is not good any more. */
const unusable = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED', 'FORBIDDEN']);

/**
 * Asks the gateway who a token belongs to.
 *
 * @param {string} url
 * @param {string} token
 * @returns {Promise<import('./session.js').Identity>}
 */
export async function identify(url, token) {
  const { data, errors } = await post(url, { query }, token);
  const [error] = errors ?? [];
  if (error !== undefined) {
    const { message, extensions } = error;
    return { name: unusable.has(extensions?.code ?? '') ? 'refused' : 'unknown', reason: message };
  }
  const viewer = record(record(data)['viewer']);
  const account = record(viewer['account']);
  const { accountId, ownerId, expiresAt } = viewer;
  return {
    name: 'viewer',
    viewer: {
      accountId: String(accountId),
      accountName: typeof account['name'] === 'string' ? account['name'] : null,
      ownerId: typeof ownerId === 'string' ? ownerId : null,
      expiresAtMs: typeof expiresAt === 'string' ? Date.parse(expiresAt) : undefined,
    },
  };
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function record(value) {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
