import { IncomingMessage } from 'node:http';

const origin = /^https?:\/\/[^/?#]*/i;

/**
 * The path that a request is for, without its query. Some proxies send the whole URL, which every
 * server must understand (RFC 9112 section 3.2.2).
 */
export function pathOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.replace(origin, '').split('?', 1);
  return path === '' ? '/' : path;
}

/**
 * A request that leaves HTTP only for a WebSocket. A client that offers another protocol as well
 * (`Upgrade: h2c`, as curl --http2 and Java's HttpClient do) gets its answer over HTTP/1.1, which a
 * server may always give (RFC 9110 section 7.8).
 *
 * Node asks for `upgrade` when the header is complete and the server has a listener for upgrades
 * (`parserOnIncoming` in lib/_http_server.js). Node 24 has `shouldUpgradeCallback` for this.
 */
export class HttpRequest extends IncomingMessage {
  // Only declared: Node sets `upgrade` before the fields of a subclass are initialised, and an
  // initialised field would overwrite it.
  declare offersUpgrade: boolean | null;

  get upgrade(): boolean {
    return this.offersUpgrade === true && this.headers.upgrade?.toLowerCase() === 'websocket';
  }

  set upgrade(isOffered: boolean | null) {
    this.offersUpgrade = isOffered;
  }
}
