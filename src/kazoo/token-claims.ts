import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import { isKazooId, isRecord, textOf } from './crossbar/crossbar-value.ts';

/** Whom a token says it acts for. Nothing here is verified: only Kazoo can tell whether a token is good. */
export interface TokenClaims {
  readonly accountId: string;
  /** The user; absent in the tokens of an API key. */
  readonly ownerId: string | undefined;
  /** UNIX milliseconds; absent where Kazoo is configured to let tokens live for ever. */
  readonly expiresAtMs: number | undefined;
}

/** The same text for all who bring the same token, since it is looked up and kept for each of them. */
const principals = new WeakMap<TokenClaims, string>();

/** Whom a token speaks for: a user, or else whoever has the account's API key. A refreshed token speaks for the same. */
export function principalOf(claims: TokenClaims): string {
  let principal = principals.get(claims);
  if (principal === undefined) {
    principal = `${claims.accountId} ${claims.ownerId ?? ''}`;
    principals.set(claims, principal);
  }
  return principal;
}

interface Reading {
  readonly token: string;
  readonly claims: TokenClaims | undefined;
}

/** Every request asks several times, and decoding takes longer than all else that is done for a connection. */
const readings = new LRUCache<string, Reading>({ max: 10_000 });

/** The claims of a Kazoo JWT; `undefined` for a token that is opaque, damaged or not Kazoo's. */
export function readTokenClaims(token: string): TokenClaims | undefined {
  return read(token).claims;
}

/** The same text, of which one copy is kept for all who sent it: a wallboard's thousand connections bring one token. */
export function sharedToken(token: string): string {
  return read(token).token;
}

function read(token: string): Reading {
  const known = readings.get(token);
  if (known !== undefined) return known;
  const reading = { token, claims: decodeClaims(token) };
  readings.set(token, reading);
  return reading;
}

function decodeClaims(token: string): TokenClaims | undefined {
  const payload = decode(token);
  if (payload === undefined || payload['iss'] !== 'kazoo') return undefined;

  // `as` makes the token act inside a descendant account, so it is that account that counts.
  const { as: acting = payload, exp } = payload;
  return isRecord(acting) ? claimsOf({ ...acting, exp }) : undefined;
}

/** Reads claims from JSON that spells them as a token does, with `exp` in UNIX seconds. */
export function claimsOf(fields: Readonly<Record<string, unknown>>): TokenClaims | undefined {
  const { account_id: accountId, owner_id: ownerId, exp } = fields;
  if (!isKazooId(accountId)) return undefined;

  const expiresAtMs = exp === undefined ? undefined : millisecondsOf(exp);
  if (Number.isNaN(expiresAtMs)) return undefined;
  return { accountId, ownerId: textOf(ownerId), expiresAtMs };
}

/** UNIX seconds as milliseconds that a `Date` can hold, else `NaN`. */
function millisecondsOf(exp: unknown): number {
  return typeof exp === 'number' ? new Date(exp * 1000).getTime() : Number.NaN;
}

/** Whether the token is past its own `exp`; one that tells none, or is opaque, is not. */
export function isExpired(claims: TokenClaims | undefined, nowMs: number): boolean {
  return claims?.expiresAtMs !== undefined && claims.expiresAtMs <= nowMs;
}

function decode(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined; // Kazoo also knows opaque tokens; which one this is, only Kazoo can tell.
  }
}
