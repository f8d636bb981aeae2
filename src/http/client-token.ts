import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors.ts';

const bearer = /^Bearer(?: +(\S*))?$/i;
/** Browsers repeat by themselves the password that a proxy has asked for. */
const basic = /^Basic /i;

/**
 * Returns the token of an HTTP request: `X-Auth-Token`, or else `Authorization: Bearer`. Cookies
 * and the URL are not read.
 */
export function tokenOfHeaders(headers: IncomingHttpHeaders): string | undefined {
  return tokenOf([headers['x-auth-token']], headers.authorization);
}

/**
 * Returns the token of `connection_init`: `authToken`, `X-Auth-Token` or `Authorization`, with the
 * names in any case.
 *
 * @throws `UNAUTHENTICATED` for a token that is not text
 */
export function tokenOfConnectionParams(
  params: Readonly<Record<string, unknown>> | null | undefined,
): string | undefined {
  // The fast path: nearly all clients spell the name like this.
  const usual = params?.['authToken'];
  if (isText(usual)) return usual;
  const byName = new Map(Object.entries(params ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return tokenOf([byName.get('authtoken'), byName.get('x-auth-token')], byName.get('authorization'));
}

/**
 * Returns the first token that is present. A client may send an empty header beside the other one.
 */
function tokenOf(plain: readonly unknown[], authorization: unknown): string | undefined {
  const token = [...plain, tokenOfAuthorization(authorization)].find(isPresent);
  if (token === undefined || isText(token)) return token;
  throw new GatewayError('UNAUTHENTICATED', 'What was sent is not a token; log in again.');
}

/**
 * Returns the token after `Bearer`, or the whole header without `Bearer`. `Bearer` alone names no
 * token, nor does `Basic`.
 */
function tokenOfAuthorization(authorization: unknown): unknown {
  if (isText(authorization) && basic.test(authorization)) return undefined;
  const credentials = isText(authorization) ? bearer.exec(authorization) : null;
  return credentials === null ? authorization : credentials[1];
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
