import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressBlock } from '../address-block.ts';

export type IdleConnectionLimit = 'max_idle_connections_per_ip' | 'max_connections_per_ip';

export interface IdleConnectionsOptions {
  readonly maxIdlePerIp: number;
  /** Connections on which no request has arrived completely yet. */
  readonly maxNewPerIp: number;
  /** Returns the address that a connection counts for; undefined when it does not count. */
  readonly ownerOf: (socket: Socket) => string | undefined;
  /** Called for each connection that is closed. */
  readonly onLimited: (limit: IdleConnectionLimit) => void;
}

/**
 * What a connection is known by: the address that it counts for, and the address and port of its
 * other end.
 */
type ConnectionKey = readonly [address: string, name: string | number];

/** Some connections of each address, longest there first. */
class ConnectionsByAddress {
  readonly #byAddress = new Map<string, Map<string | number, Socket>>();
  readonly #maxPerAddress: number;

  constructor(maxPerAddress: number) {
    this.#maxPerAddress = maxPerAddress;
  }

  /** Returns the one that has been there longest and is no more, if there are too many. */
  add([address, name]: ConnectionKey, socket: Socket): Socket | undefined {
    const connections = this.#byAddress.get(address) ?? new Map<string | number, Socket>();
    this.#byAddress.set(address, connections.set(name, socket));
    if (connections.size <= this.#maxPerAddress) return undefined;
    const [longest] = connections;
    if (longest !== undefined) connections.delete(longest[0]);
    return longest?.[1];
  }

  /** Without effect where the connection is not. */
  replace([address, name]: ConnectionKey, socket: Socket): void {
    const connections = this.#byAddress.get(address);
    if (connections?.has(name) === true) connections.set(name, socket);
  }

  remove([address, name]: ConnectionKey): void {
    const connections = this.#byAddress.get(address);
    connections?.delete(name);
    if (connections?.size === 0) this.#byAddress.delete(address);
  }
}

/**
 * Limits the HTTP connections of one address on which nothing happens. Those whose last request is
 * answered are idle. New ones, on which none has arrived completely yet, are counted apart: when an
 * office comes back at once, the handshakes of all its clients wait to be read, and Node ends those
 * that never come. One more closes the connection that has been there longest, so that no request
 * is refused.
 */
export class IdleConnections {
  readonly #options: IdleConnectionsOptions;
  readonly #new: ConnectionsByAddress;
  readonly #idle: ConnectionsByAddress;
  /** The number of requests that are being answered. */
  readonly #requests = new WeakMap<Socket, number>();

  constructor(options: IdleConnectionsOptions) {
    this.#options = options;
    this.#new = new ConnectionsByAddress(options.maxNewPerIp);
    this.#idle = new ConnectionsByAddress(options.maxIdlePerIp);
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
      this.#end(this.#new.add(key, socket), 'max_connections_per_ip');
    });
    // From now on the TLS socket is closed: closing the socket below it would look like an attack.
    server.on('secureConnection', (socket: Socket) => this.#secure(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#remove(this.#keyOf(socket));
      this.#requests.set(socket, (this.#requests.get(socket) ?? 0) + 1);
      response.once('close', () => {
        const left = (this.#requests.get(socket) ?? 0) - 1;
        this.#requests.set(socket, left);
        const key = this.#keyOf(socket);
        if (left > 0 || socket.destroyed || key === undefined) return;
        this.#end(this.#idle.add(key, socket), 'max_idle_connections_per_ip');
      });
    });
    server.on('upgrade', ({ socket }: IncomingMessage) => this.#remove(this.#keyOf(socket)));
  }

  /** Ends it without a response, as every idle connection ends: clients open another one. */
  #end(connection: Socket | undefined, limit: IdleConnectionLimit): void {
    if (connection === undefined) return;
    this.#options.onLimited(limit);
    connection.destroy();
  }

  #secure(socket: Socket): void {
    const key = this.#keyOf(socket);
    if (key !== undefined) this.#new.replace(key, socket);
  }

  #remove(key: ConnectionKey | undefined): void {
    if (key === undefined) return;
    this.#new.remove(key);
    this.#idle.remove(key);
  }

  /**
   * The TLS socket and the socket below it are two objects with one other end, so the key is not
   * the object.
   */
  #keyOf(socket: Socket): ConnectionKey | undefined {
    const owner = this.#options.ownerOf(socket);
    if (owner === undefined) return undefined;
    const [block, port] = [addressBlock(owner), socket.remotePort ?? 0];
    // Within a block of one address the port says all, and a text would be made anew each time.
    return [block, block === owner ? port : `${owner} ${port}`];
  }
}
