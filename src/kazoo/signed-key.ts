import { hash } from 'node:crypto';

/**
 * Returns a key for what was signed in a token: equal for all signatures of the same claims. It is
 * a hash, so that whoever keeps it keeps no token.
 */
export function signedKey(token: string): string {
  const end = token.lastIndexOf('.');
  return hash('sha256', end === -1 ? token : token.slice(0, end), 'base64url');
}
