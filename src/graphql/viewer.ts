import type { TokenClaims } from '../kazoo/token-claims.ts';

/** Whose token it is; Kazoo has confirmed it. */
export interface ViewerSource {
  readonly claims: TokenClaims;
}
