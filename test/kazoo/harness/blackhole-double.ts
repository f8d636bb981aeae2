import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

export interface BlackholeDoubleOptions {
  /** Answer every upgrade with this status instead. */
  readonly refuseWith?: number;
  /** Read upgrade requests and never answer. */
  readonly neverAnswers?: boolean;
  /** End every connection as soon as it is there. */
  readonly cutsConnections?: boolean;
  /** Whether pings get a pong, as a websocket server must; default true. */
  readonly answersPings?: boolean;
  /** Speak TLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A websocket server on a free port that does only what the test says. */
export class BlackholeDouble implements AsyncDisposable {
  readonly #http: Server;
  readonly #scheme: 'ws' | 'wss';
  readonly #webSockets: WebSocketServer;
  readonly #sockets = new Set<Duplex>();
  /** Of the upgrades so far. */
  readonly handshakes: IncomingHttpHeaders[] = [];

  static async start(options: BlackholeDoubleOptions = {}): Promise<BlackholeDouble> {
    const double = new BlackholeDouble(options);
    double.#http.listen(0, '127.0.0.1');
    await once(double.#http, 'listening');
    return double;
  }

  private constructor(options: BlackholeDoubleOptions) {
    this.#http = options.tls === undefined ? createServer() : createTlsServer(options.tls);
    this.#scheme = options.tls === undefined ? 'ws' : 'wss';
    this.#webSockets = new WebSocketServer({ noServer: true, autoPong: options.answersPings ?? true });
    this.#http.on('connection', (socket) => {
      this.#sockets.add(socket);
      if (options.cutsConnections === true) socket.destroy();
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.handshakes.push(request.headers);
      this.#http.emit('handshake');
      if (options.neverAnswers === true) return;
      if (options.refuseWith !== undefined) {
        socket.end(`HTTP/1.1 ${options.refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#webSockets.emit('connection', webSocket, request);
      });
    });
  }

  get url(): string {
    const address = this.#http.address();
    return `${this.#scheme}://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** The next socket that is opened. */
  async socket(): Promise<WebSocket> {
    const [webSocket] = await once(this.#webSockets, 'connection');
    return webSocket;
  }

  /** Resolves when the next upgrade request is there. */
  async handshake(): Promise<void> {
    await once(this.#http, 'handshake');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#http.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
