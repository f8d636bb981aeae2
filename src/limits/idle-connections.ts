import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressBlock } from './address-block.ts';

export interface IdleConnectionsOptions {
  readonly maxIdlePerIp: number;
  /** Returns the address that a connection counts for; undefined when it does not count. */
  readonly ownerOf: (socket: Socket) => string | undefined;
  /** Called for each connection that is closed. */
  readonly onLimited: () => void;
}

/**
 * What a connection is known by: the address that it counts for, and the address and port of its
 * other end.
 */
type ConnectionKey = readonly [address: string, name: string];

/**
 * Limits the idle HTTP connections of one address: those on which no request has arrived completely
 * yet, or the last one is answered. One more closes the connection that has been idle longest, so
 * that no request is refused.
 */
export class IdleConnections {
  readonly #options: IdleConnectionsOptions;
  /** By address, then by the name of the other end; longest idle first. */
  readonly #idle = new Map<string, Map<string, Socket>>();
  /** The number of requests that are being answered. */
  readonly #requests = new WeakMap<Socket, number>();

  constructor(options: IdleConnectionsOptions) {
    this.#options = options;
  }

  /** Counts the connections of `server` from now on. */
  watch(server: Server): void {
    const connections = this;
    // One listener for all connections. Node calls it with the socket as `this`, which knows its
    // other end even when it is closed.
    function onClose(this: Socket): void {
      connections.#remove(connections.#keyOf(this));
    }
    server.on('connection', (socket) => {
      const key = this.#keyOf(socket);
      if (key === undefined) return;
      socket.on('close', onClose);
      this.#add(socket, key);
    });
    // From now on the TLS socket is closed: closing the socket below it would look like an attack.
    server.on('secureConnection', (socket: Socket) => this.#secure(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#remove(this.#keyOf(socket));
      this.#requests.set(socket, (this.#requests.get(socket) ?? 0) + 1);
      response.once('close', () => {
        const left = (this.#requests.get(socket) ?? 0) - 1;
        this.#requests.set(socket, left);
        if (left === 0 && !socket.destroyed) this.#add(socket, this.#keyOf(socket));
      });
    });
    server.on('upgrade', ({ socket }: IncomingMessage) => this.#remove(this.#keyOf(socket)));
  }

  #add(socket: Socket, key: ConnectionKey | undefined): void {
    if (key === undefined) return;
    const [address, name] = key;
    const idle = this.#idle.get(address) ?? new Map<string, Socket>();
    this.#idle.set(address, idle);
    idle.set(name, socket);
    if (idle.size <= this.#options.maxIdlePerIp) return;
    const [longest] = idle.entries();
    if (longest === undefined) return;
    idle.delete(longest[0]);
    this.#options.onLimited();
    // Without a response, as every idle connection ends: clients open another one when they need it.
    longest[1].destroy();
  }

  #secure(socket: Socket): void {
    const key = this.#keyOf(socket);
    if (key === undefined) return;
    const [address, name] = key;
    const idle = this.#idle.get(address);
    if (idle?.has(name) === true) idle.set(name, socket);
  }

  #remove(key: ConnectionKey | undefined): void {
    if (key === undefined) return;
    const [address, name] = key;
    const idle = this.#idle.get(address);
    idle?.delete(name);
    if (idle?.size === 0) this.#idle.delete(address);
  }

  /**
   * The TLS socket and the socket below it are two objects with one other end, so the key is not
   * the object.
   */
  #keyOf(socket: Socket): ConnectionKey | undefined {
    const owner = this.#options.ownerOf(socket);
    return owner === undefined ? undefined : [addressBlock(owner), `${owner} ${socket.remotePort}`];
  }
}
