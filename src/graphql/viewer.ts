import type { TokenClaims } from '../kazoo/token-claims.ts';

/** Whose token it is; Kazoo has confirmed it. */
export interface ViewerSource {
  readonly token: string;
  readonly claims: TokenClaims;
}
