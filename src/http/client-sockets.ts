import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Numbers of bytes received and sent. */
export interface ByteCount {
  readonly read: number;
  readonly written: number;
}

/**
 * Keeps the clients' TCP connections, below HTTP and TLS. The sockets count their bytes by
 * themselves, so that counting costs nothing per message.
 */
export class ClientSockets {
  readonly #open = new Set<Socket>();
  #read = 0;
  #written = 0;

  /** Keeps the connections of `server` from now on. */
  watch(server: Server): void {
    const counts = this;
    // One listener for all connections, called with the socket as `this`: a closure for each would
    // be most of the cost of counting.
    function onClose(this: Socket): void {
      counts.#close(this);
    }
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('close', onClose);
    });
  }

  #close(socket: Socket): void {
    this.#open.delete(socket);
    this.#read += socket.bytesRead;
    this.#written += socket.bytesWritten;
  }

  /** Ends all connections at once, also those on which HTTP has not begun. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** The bytes of all connections, closed ones included. */
  get total(): ByteCount {
    let [read, written] = [this.#read, this.#written];
    for (const socket of this.#open) {
      read += socket.bytesRead;
      written += socket.bytesWritten;
    }
    return { read, written };
  }
}
