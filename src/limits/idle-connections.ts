import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressBlock } from './client-addresses.ts';

export interface IdleConnectionsOptions {
  readonly maxIdlePerIp: number;
  /** Whom a connection belongs to; undefined: it is not counted. */
  readonly ownerOf: (socket: Socket) => string | undefined;
  /** A connection was closed to make room. */
  readonly onLimited: () => void;
}

/** An address, and a connection of it. */
type Place = readonly [address: string, name: string];

/**
 * HTTP connections on which nothing is going on: no request has come whole yet, or the last one is answered. One address has so many at most; one
 * more costs the one that has been idle longest its place, so that nobody who asks for something is turned away.
 */
export class IdleConnections {
  readonly #options: IdleConnectionsOptions;
  /** By address, each under the name of its other end, longest idle first. */
  readonly #idle = new Map<string, Map<string, Socket>>();
  /** Requests that are being answered. */
  readonly #requests = new WeakMap<Socket, number>();

  constructor(options: IdleConnectionsOptions) {
    this.#options = options;
  }

  /** Looks after the connections of `server` from now on. */
  watch(server: Server): void {
    const connections = this;
    // One listener for all, which node calls with the socket as `this`; it knows its other end also when it is closed.
    function onClose(this: Socket): void {
      connections.#remove(connections.#placeOf(this));
    }
    server.on('connection', (socket) => {
      const place = this.#placeOf(socket);
      if (place === undefined) return;
      socket.on('close', onClose);
      this.#add(socket, place);
    });
    // To close the connection below TLS would look like an attack on it.
    server.on('secureConnection', (socket: Socket) => this.#secure(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#remove(this.#placeOf(socket));
      this.#requests.set(socket, (this.#requests.get(socket) ?? 0) + 1);
      response.once('close', () => {
        const left = (this.#requests.get(socket) ?? 0) - 1;
        this.#requests.set(socket, left);
        if (left === 0 && !socket.destroyed) this.#add(socket, this.#placeOf(socket));
      });
    });
    server.on('upgrade', ({ socket }: IncomingMessage) => this.#remove(this.#placeOf(socket)));
  }

  #add(socket: Socket, place: Place | undefined): void {
    if (place === undefined) return;
    const [address, name] = place;
    const idle = this.#idle.get(address) ?? new Map<string, Socket>();
    this.#idle.set(address, idle);
    idle.set(name, socket);
    if (idle.size <= this.#options.maxIdlePerIp) return;
    const [longest] = idle.entries();
    if (longest === undefined) return;
    idle.delete(longest[0]);
    this.#options.onLimited();
    // Without a word, as any idle connection ends: clients that would use it again just open another one.
    longest[1].destroy();
  }

  #secure(socket: Socket): void {
    const place = this.#placeOf(socket);
    if (place === undefined) return;
    const [address, name] = place;
    const idle = this.#idle.get(address);
    if (idle?.has(name) === true) idle.set(name, socket);
  }

  #remove(place: Place | undefined): void {
    if (place === undefined) return;
    const [address, name] = place;
    const idle = this.#idle.get(address);
    idle?.delete(name);
    if (idle?.size === 0) this.#idle.delete(address);
  }

  /** Below TLS the same connection is another object, with the same other end. */
  #placeOf(socket: Socket): Place | undefined {
    const owner = this.#options.ownerOf(socket);
    return owner === undefined ? undefined : [addressBlock(owner), `${owner} ${socket.remotePort}`];
  }
}
