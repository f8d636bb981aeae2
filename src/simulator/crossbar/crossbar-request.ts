import type { IncomingMessage } from 'node:http';
import type { JsonValue } from '../json.ts';
import { stringAt } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';

/** A request that arrived, as tests may look at it. */
export interface CrossbarRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` when there was no body, or none that is JSON. */
  readonly body: JsonValue | undefined;
  readonly rawBody: string;
  /** The peer, or the first address of `X-Forwarded-For` where the peer is a trusted proxy. */
  readonly ip: string;
}

const trustedProxies = ['127.0.0.1'];

export function describeRequest(
  message: IncomingMessage,
  rawBody: string,
  body: JsonValue | undefined,
  { countsForwardedAddresses }: KazooBehaviour,
): CrossbarRequest {
  const url = new URL(message.url ?? '/', 'http://crossbar');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const peer = message.socket.remoteAddress ?? '';
  const sent = headers['x-forwarded-for'];
  const forwarded = countsForwardedAddresses ? sent : sent?.split(',')[0]?.trim();
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
    rawBody,
    ip: forwarded !== undefined && trustedProxies.includes(peer) ? forwarded : peer,
  };
}

/** The token a request carries (rest.md section 1). `Bearer` is read on 5.x only. */
export function tokenOf(request: CrossbarRequest, readsBearer: boolean): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
  return (
    request.headers['x-auth-token'] ??
    request.query.get('auth_token') ??
    stringAt(request.body, 'auth_token') ??
    (readsBearer ? bearer : undefined)
  );
}
