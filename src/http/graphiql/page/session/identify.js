import { post } from '../http-transport.js';
import { ownDocuments } from '../own-documents.js';

/** Codes that say that the token itself is not good any more. */
const unusable = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED', 'FORBIDDEN']);
const msPerSecond = 1000;

/**
 * Asks the gateway who a token belongs to.
 *
 * @param {string} url
 * @param {string} token
 * @returns {Promise<import('./session.js').Identity>}
 */
export async function identify(url, token) {
  const { data, errors } = await post(url, { query: ownDocuments.whoAmI }, token);
  const viewer = record(record(data)['viewer']);
  const { accountId, ownerId, expiresAt, expiresInSeconds } = viewer;
  // Who may not read users has no name here, and is known all the same.
  if (typeof accountId !== 'string') return unknownOrRefused(errors ?? []);
  return {
    name: 'viewer',
    viewer: {
      accountId,
      accountName: text(record(viewer['account'])['name']),
      ownerId: text(ownerId),
      userName: nameOf(record(viewer['owner'])),
      expiresAtMs: typeof expiresAt === 'string' ? Date.parse(expiresAt) : undefined,
      expiresInMs: typeof expiresInSeconds === 'number' ? expiresInSeconds * msPerSecond : undefined,
    },
  };
}

/**
 * @param {readonly import('../http-transport.js').ResultError[]} errors
 * @returns {import('./session.js').Identity}
 */
function unknownOrRefused([error]) {
  const reason = error?.message ?? 'The gateway does not know this token.';
  return { name: unusable.has(error?.extensions?.code ?? '') ? 'refused' : 'unknown', reason };
}

/** @param {Record<string, unknown>} user */
function nameOf({ username, firstName, lastName }) {
  const fullName = [firstName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ');
  return fullName === '' ? text(username) : fullName;
}

/** @param {unknown} value */
function text(value) {
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function record(value) {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
