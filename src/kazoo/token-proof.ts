import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { isKazooId } from './crossbar/crossbar-value.ts';

/**
 * The verdict on a token's signature.
 *
 * - `genuine`: Kazoo signed the token for this account, and it has not expired. Only Kazoo knows
 *   whether it was revoked.
 * - `forged`: Kazoo never signed the token.
 * - `unproven`: only Kazoo can tell.
 */
export type TokenProof =
  | { readonly name: 'genuine'; readonly accountId: string }
  | { readonly name: 'forged' }
  | { readonly name: 'unproven' };

// Only RSA: the public key must not be accepted as the secret of an HMAC, nor a token without a
// signature (RFC 8725, section 3.1).
const algorithms = ['RS256', 'RS384', 'RS512'];

/** The id of the key with which a JWT claims to be signed; undefined for an opaque token. */
export function signingKeyIdOf(token: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined; // Not a JWT: Kazoo also issues opaque tokens.
  }
}

/** Verifies a token with the key whose id it names. */
export async function proveToken(token: string, publicKey: KeyObject, nowMs: number): Promise<TokenProof> {
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms,
      issuer: 'kazoo',
      currentDate: new Date(nowMs),
    });
    const { account_id: accountId, as: acting } = payload;
    // `as` makes the token act within another account, for which only Kazoo can tell its authority.
    return acting === undefined && isKazooId(accountId) ? { name: 'genuine', accountId } : { name: 'unproven' };
  } catch (error) {
    return { name: isForgery(error) ? 'forged' : 'unproven' };
  }
}

/**
 * A claim that does not fit (expired, another issuer) is not a forgery: Kazoo decides what to
 * answer.
 */
function isForgery(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWSInvalid
  );
}
