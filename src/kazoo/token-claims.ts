import { decodeJwt } from 'jose';
import { isKazooId, isRecord, textOf } from './crossbar/crossbar-value.ts';

/**
 * The claims of a token about whom it acts for. They are not verified: only Kazoo can tell whether
 * a token is valid.
 */
export interface TokenClaims {
  readonly accountId: string;
  /** The user; undefined for the token of an API key. */
  readonly ownerId: string | undefined;
  /** UNIX milliseconds; undefined where Kazoo is configured to issue tokens that never expire. */
  readonly expiresAtMs: number | undefined;
}

const msPerSecond = 1000;
/** What GraphQL's `Int` can hold: 68 years. */
const maxSeconds = 2 ** 31 - 1;

/** One string per claims object, since the principal is looked up and kept for every connection. */
const principals = new WeakMap<TokenClaims, string>();

/**
 * The principal that a token acts for: a user, or an account for the token of its API key. All
 * tokens of a principal, refreshed ones included, have one text.
 */
export function principalOf(claims: TokenClaims): string {
  let principal = principals.get(claims);
  if (principal === undefined) {
    principal = `${claims.accountId} ${claims.ownerId ?? ''}`;
    principals.set(claims, principal);
  }
  return principal;
}

/** Returns the claims of a Kazoo JWT; undefined for an opaque, a damaged or a foreign token. */
export function readTokenClaims(token: string): TokenClaims | undefined {
  const payload = decode(token);
  if (payload === undefined || payload['iss'] !== 'kazoo') return undefined;

  // `as` makes the token act inside a descendant account, so it is that account that counts.
  const { as: acting = payload, exp } = payload;
  return isRecord(acting) ? claimsOf({ ...acting, exp }) : undefined;
}

/**
 * Returns the login method that a Kazoo JWT claims, such as `cb_user_auth`: empty for one without,
 * undefined for a token that is none.
 */
export function readTokenMethod(token: string): string | undefined {
  const payload = decode(token);
  return payload === undefined || payload['iss'] !== 'kazoo' ? undefined : (textOf(payload['method']) ?? '');
}

/** Reads claims from JSON that spells them as a token does, with `exp` in UNIX seconds. */
export function claimsOf(fields: Readonly<Record<string, unknown>>): TokenClaims | undefined {
  const { account_id: accountId, owner_id: ownerId, exp } = fields;
  if (!isKazooId(accountId)) return undefined;

  // Kazoo 5 writes null for a token that never expires (kazoo-5.md section 6).
  const expiresAtMs = exp === undefined || exp === null ? undefined : millisecondsOf(exp);
  if (Number.isNaN(expiresAtMs)) return undefined;
  return { accountId, ownerId: textOf(ownerId), expiresAtMs };
}

/** UNIX seconds as milliseconds that a `Date` can hold, else `NaN`. */
function millisecondsOf(exp: unknown): number {
  return typeof exp === 'number' ? new Date(exp * msPerSecond).getTime() : Number.NaN;
}

/**
 * Whether the token is past its own `exp`. A token without `exp`, or an opaque token (undefined),
 * is not.
 */
export function isExpired(claims: TokenClaims | undefined, nowMs: number): boolean {
  return claims?.expiresAtMs !== undefined && claims.expiresAtMs <= nowMs;
}

/**
 * Whole seconds until a token ends, by the clock that tells both in UNIX milliseconds: zero after
 * its end, null for one that never ends.
 */
export function secondsLeft(expiresAtMs: number | undefined, nowMs: number): number | null {
  if (expiresAtMs === undefined) return null;
  return Math.min(maxSeconds, Math.max(0, Math.floor((expiresAtMs - nowMs) / msPerSecond)));
}

function decode(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined; // Kazoo also issues opaque tokens, which only Kazoo can read.
  }
}
