import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Identity, TokenAuthority } from '../crossbar/token-authority.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { BlackholeSettings } from './blackhole-settings.ts';

/** What becomes of an upgrade: the status that refuses it, or whom it authenticated. */
export type Handshake =
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'accepted'; readonly identity: Identity | undefined };

export interface HandshakeSurroundings {
  readonly behaviour: KazooBehaviour;
  readonly tokens: TokenAuthority;
  readonly settings: BlackholeSettings;
}

const badRequest = 400;
const forbidden = 403;
const upgradeRequired = 426;
const tooManyRequests = 429;
const internalError = 500;

/**
 * `fromSameSource` is how many sockets are open already from the source of this one (protocol.md
 * "Connecting").
 */
export function shakeHands(
  request: IncomingMessage,
  fromSameSource: number,
  { behaviour, tokens, settings }: HandshakeSurroundings,
): Handshake {
  if (request.headers['sec-websocket-protocol'] !== undefined) return { kind: 'refused', status: badRequest };
  const limit = behaviour.limitsConnectionsPerIp ? settings.maxConnectionsPerIp : Number.POSITIVE_INFINITY;
  if (fromSameSource >= limit) return { kind: 'refused', status: tooManyRequests };
  const { authorization } = request.headers;
  if (authorization === undefined || !behaviour.readsHandshakeAuthorization) {
    return { kind: 'accepted', identity: undefined };
  }
  return authorize(authorization, tokens, settings.takesBearerHandshakes);
}

/** The address that connections are counted by. */
export function sourceOf(request: IncomingMessage, { countsForwardedAddresses }: KazooBehaviour): string {
  const forwarded = countsForwardedAddresses ? request.headers['x-forwarded-for'] : undefined;
  return forwarded === undefined ? (request.socket.remoteAddress ?? '') : String(forwarded);
}

export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\nserver: Cowboy\r\n\r\n`);
}

/** The answer to anything that does not ask for an upgrade (protocol.md "Connecting"). */
export function requireUpgrade(response: ServerResponse): void {
  const headers = { connection: 'upgrade', 'content-length': 0, server: 'Cowboy', upgrade: 'websocket' };
  response.writeHead(upgradeRequired, headers).end();
}

// kazoo-5.md section 2: what becomes of a good token depends on the core.
function authorize(authorization: string, tokens: TokenAuthority, takesBearer: boolean): Handshake {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S.*)$/.exec(authorization) ?? [];
  if (scheme === '') return { kind: 'refused', status: badRequest };
  const check = /^bearer$/i.test(scheme) ? tokens.check(credentials) : undefined;
  if (check?.status === 'valid' && takesBearer) return { kind: 'accepted', identity: check.identity };
  const isRead = takesBearer || (check !== undefined && check.status !== 'valid');
  return { kind: 'refused', status: isRead ? forbidden : internalError };
}
