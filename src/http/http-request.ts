import { IncomingMessage } from 'node:http';

const origin = /^https?:\/\/[^/?#]*/i;

/**
 * The path that a request is for, with its query. Some proxies send the whole URL, which every
 * server must understand (RFC 9112 section 3.2.2).
 */
export function targetOf({ url = '' }: IncomingMessage): string {
  const target = url.replace(origin, '');
  return target.startsWith('/') ? target : `/${target}`;
}

/** The path that a request is for, without its query. */
export function pathOf(request: IncomingMessage): string {
  const [path = ''] = targetOf(request).split('?', 1);
  return path;
}

/**
 * Whether the header `Host` names a host, or none, as it may. Of two, proxies and servers choose
 * differently (RFC 9112 section 3.2).
 */
export function namesHost({ headers: { host = '' }, rawHeaders }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return hosts.length <= 1 && (host === '' || (!/[/?#@\\]/.test(host) && URL.canParse(`http://${host}`)));
}

/**
 * A body that comes in more pieces is looked at: a chunk (RFC 9112 section 7.1) may have one byte.
 */
const usualPieces = 1_000;
/**
 * What the pieces of such a body must have on average. Each takes some 100 bytes beside its own,
 * and as much time as a hundred bytes to pass on.
 */
const leastPieceBytes = 64;

/** A body whose chunks are so small that reading it takes much more than its bytes. */
export class BodyInPieces extends Error {
  override name = 'BodyInPieces';
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
  #pieces = 0;
  #bytes = 0;

  get upgrade(): boolean {
    return this.offersUpgrade === true && this.headers.upgrade?.toLowerCase() === 'websocket';
  }

  set upgrade(isOffered: boolean | null) {
    this.offersUpgrade = isOffered;
  }

  /** Node calls it with each piece of the body. */
  override push(piece: unknown, encoding?: BufferEncoding): boolean {
    if (piece instanceof Buffer && this.#areTooMany(piece.length)) {
      // Closed without an answer, and reported as `clientError`.
      this.socket.destroy(new BodyInPieces());
      return false;
    }
    return super.push(piece, encoding);
  }

  #areTooMany(bytes: number): boolean {
    this.#pieces += 1;
    this.#bytes += bytes;
    return this.#pieces > usualPieces && this.#bytes < leastPieceBytes * this.#pieces;
  }
}
