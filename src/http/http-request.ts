import { IncomingMessage } from 'node:http';

/**
 * A request that leaves HTTP for a WebSocket only: whoever offers another protocol beside (`Upgrade: h2c`, as curl --http2 and Java's HttpClient do)
 * gets an answer over HTTP/1.1, which a server may always give (RFC 9110 section 7.8).
 *
 * Node asks for `upgrade` when the header is complete and somebody listens for upgrades (`parserOnIncoming` in lib/_http_server.js); Node 24 has
 * `shouldUpgradeCallback` for it.
 */
export class HttpRequest extends IncomingMessage {
  /** Only declared: Node sets `upgrade` before the fields of a subclass are initialised, which would overwrite it. */
  declare offersUpgrade: boolean | null;

  get upgrade(): boolean {
    return this.offersUpgrade === true && this.headers.upgrade?.toLowerCase() === 'websocket';
  }

  set upgrade(isOffered: boolean | null) {
    this.offersUpgrade = isOffered;
  }
}
