import { IncomingMessage } from 'node:http';

/** Not a field: Node sets `upgrade` before a subclass has any. */
const upgrades = new WeakSet<HttpRequest>();

/**
 * A request that leaves HTTP for a WebSocket only: whoever offers another protocol beside (`Upgrade: h2c`, as curl --http2 and Java's HttpClient do)
 * gets an answer over HTTP/1.1, which a server may always give (RFC 9110 section 7.8).
 *
 * Node asks for `upgrade` when the header is complete and somebody listens for upgrades (`parserOnIncoming` in lib/_http_server.js); Node 24 has
 * `shouldUpgradeCallback` for it.
 */
export class HttpRequest extends IncomingMessage {
  get upgrade(): boolean {
    return upgrades.has(this) && this.headers.upgrade?.toLowerCase() === 'websocket';
  }

  set upgrade(isUpgrade: boolean | null) {
    if (isUpgrade === true) upgrades.add(this);
    else upgrades.delete(this);
  }
}
