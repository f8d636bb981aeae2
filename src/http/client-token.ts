import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors.ts';

const bearer = /^Bearer(?: +(\S*))?$/i;

/** The token of an HTTP request: `X-Auth-Token`, or else `Authorization: Bearer`. Never a cookie or the URL. */
export function tokenOfHeaders(headers: IncomingHttpHeaders): string | undefined {
  return tokenOf([headers['x-auth-token']], headers.authorization);
}

/**
 * The token of `connection_init`: `authToken`, `X-Auth-Token` or `Authorization`, the names in any case.
 *
 * @throws `UNAUTHENTICATED` when it is no text.
 */
export function tokenOfConnectionParams(
  params: Readonly<Record<string, unknown>> | null | undefined,
): string | undefined {
  // As nearly all clients spell it.
  const usual = params?.['authToken'];
  if (isText(usual)) return usual;
  const byName = new Map(Object.entries(params ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return tokenOf([byName.get('authtoken'), byName.get('x-auth-token')], byName.get('authorization'));
}

/** The first that is there: a client may leave an empty one beside it. */
function tokenOf(plain: readonly unknown[], authorization: unknown): string | undefined {
  const token = [...plain, tokenOfAuthorization(authorization)].find(isPresent);
  if (token === undefined || isText(token)) return token;
  throw new GatewayError('UNAUTHENTICATED', 'What was sent is not a token; log in again.');
}

/** Behind `Bearer`, which says nothing by itself, or alone. */
function tokenOfAuthorization(authorization: unknown): unknown {
  const credentials = isText(authorization) ? bearer.exec(authorization) : null;
  return credentials === null ? authorization : credentials[1];
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
