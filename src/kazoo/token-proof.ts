import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { isKazooId } from './crossbar/crossbar-value.ts';

/**
 * What a token's signature says. `genuine`: Kazoo signed it for this account, and it has not expired; whether it was revoked since, only
 * Kazoo knows. `forged`: Kazoo never signed it. `unproven`: ask Kazoo.
 */
export type TokenProof =
  | { readonly name: 'genuine'; readonly accountId: string }
  | { readonly name: 'forged' }
  | { readonly name: 'unproven' };

// Nothing but RSA: the public key must never serve as the secret of an HMAC, nor a token go unsigned (RFC 8725, section 3.1).
const algorithms = ['RS256', 'RS384', 'RS512'];

/** The id of the key that a JWT says it is signed with; `undefined` for an opaque token. */
export function signingKeyIdOf(token: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined; // Not a JWT: Kazoo also knows opaque tokens.
  }
}

/** Judges a token by the key whose id it names. */
export async function proveToken(token: string, publicKey: KeyObject, nowMs: number): Promise<TokenProof> {
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms,
      issuer: 'kazoo',
      currentDate: new Date(nowMs),
    });
    const { account_id: accountId, as: acting } = payload;
    // `as` makes the token act inside another account, and only its own one needs no question.
    return acting === undefined && isKazooId(accountId) ? { name: 'genuine', accountId } : { name: 'unproven' };
  } catch (error) {
    return { name: isForgery(error) ? 'forged' : 'unproven' };
  }
}

/** Claims that do not fit (expired, another issuer) are no forgery: Kazoo has the word for them. */
function isForgery(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWSInvalid
  );
}
