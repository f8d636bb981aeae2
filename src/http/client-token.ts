import type { IncomingHttpHeaders } from 'node:http';

const bearer = /^Bearer +(\S+)$/i;

/** The token of an HTTP request: `X-Auth-Token`, or else `Authorization: Bearer`. Never a cookie or the URL. */
export function tokenOfHeaders(headers: IncomingHttpHeaders): string | undefined {
  return tokenOf([headers['x-auth-token']], headers.authorization);
}

/** The token of `connection_init`: `authToken`, `X-Auth-Token` or `Authorization`, the names in any case. */
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
  const token = plain.find(isText);
  if (token !== undefined) return token;
  return isText(authorization) ? (bearer.exec(authorization)?.[1] ?? authorization) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
