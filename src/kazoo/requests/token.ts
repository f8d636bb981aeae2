import { GatewayError } from '../../errors.ts';
import type { MaybePromise } from '../../scheduling/steps.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { unusableToken } from '../crossbar/crossbar-error.ts';
import { recordOf } from '../crossbar/crossbar-value.ts';
import { claimsOf, isExpired, readTokenClaims, type TokenClaims } from '../token-claims.ts';

/**
 * Returns whom a token acts for: a JWT by its own, unverified claims, an opaque token by Kazoo's
 * answer. Only Kazoo decides whether a token is valid: call `fetchAccount` before the
 * claims of a JWT grant anything.
 *
 * @throws `TOKEN_EXPIRED` without a request when the JWT is past its `exp`; `UNAUTHENTICATED` when
 * Kazoo refuses an opaque token.
 */
export function identify(
  crossbar: Crossbar,
  token: string,
  clientInfo: ClientInfo = {},
  now: () => number = Date.now,
  claimsOfToken: (token: string) => TokenClaims | undefined = readTokenClaims,
): MaybePromise<TokenClaims> {
  const claims = claimsOfToken(token);
  if (isExpired(claims, now())) throw unusableToken(token, now());
  return claims ?? fetchTokenClaims(crossbar, token, clientInfo);
}

/**
 * Resolves with whom a token acts for by Kazoo's answer, which is the verdict on the token itself:
 * no account is in the path.
 *
 * @throws `UNAUTHENTICATED` or `TOKEN_EXPIRED` when Kazoo refuses the token.
 */
export async function fetchTokenClaims(
  crossbar: Crossbar,
  token: string,
  clientInfo: ClientInfo = {},
): Promise<TokenClaims> {
  const { data } = await crossbar.request('GET', '/token_auth', { kind: 'authority', token, clientInfo });
  const claims = claimsOf(recordOf(data));
  if (claims === undefined) {
    throw new GatewayError('UPSTREAM_UNAVAILABLE', 'The Kazoo API did not say whom the token belongs to.');
  }
  return claims;
}
