import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface LoopbackHandlers {
  readonly request: RequestListener;
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

const host = '127.0.0.1';
// Longer than clients keep idle connections, so that a request never meets a connection which is just being closed.
const keepAliveTimeoutMs = 120_000;

/** An HTTP server on loopback that can be taken down and brought back on the same port. */
export class LoopbackServer {
  readonly #handlers: LoopbackHandlers;
  readonly #connections = new Set<Socket>();
  #port: number;
  #server: Server | undefined;

  /** `port` 0 takes any free one at the first `listen`, and keeps it. */
  constructor(port: number, handlers: LoopbackHandlers) {
    this.#port = port;
    this.#handlers = handlers;
  }

  get authority(): string {
    return `${host}:${this.#port}`;
  }

  async listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, this.#handlers.request);
    if (this.#handlers.upgrade !== undefined) server.on('upgrade', this.#handlers.upgrade);
    server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    this.#server = server;
    try {
      server.listen(this.#port, host);
      await once(server, 'listening');
    } catch (error) {
      if (this.#server === server) this.#server = undefined;
      throw error;
    }
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** New connections are refused; those that exist go on. */
  stopListening(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /** Refuses new connections and cuts all others without a word. */
  stop(): void {
    this.stopListening();
    for (const socket of this.#connections) socket.destroy();
  }
}
