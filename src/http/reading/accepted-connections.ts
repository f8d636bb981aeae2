import type { Server, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Server as TlsServer } from 'node:tls';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { TimeSlice } from '../../scheduling/time-slice.ts';
import type { TurnTaker } from '../../scheduling/turn-queue.ts';

const longestMs = 500;

export interface Accepting {
  /** In which all clients take turns. */
  readonly turns: SlicedQueue;
  /** Returns on whose behalf a connection takes its turn. */
  readonly clientOfSocket: (socket: Socket) => TurnTaker;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

/**
 * Makes the listeners of connections that the server has by now take theirs in turns. The kernel
 * hands connections over in the order in which they came, so that one who comes after a thousand
 * waits for all of them: what is done before its turn must be little. Unread until then, a
 * connection without TLS is no more than its socket.
 */
export function acceptInTurns(server: Server, { turns, clientOfSocket, onError }: Accepting): void {
  const listeners = server.listeners('connection');
  server.removeAllListeners('connection');
  if (!(server instanceof TlsServer)) Object.assign(server, { pauseOnConnect: true });
  server.on('connection', (socket: Socket) => {
    // That of a TLS server is read by Node at once: a client that resets it would end the process.
    socket.on('error', ignore);
    // libuv accepts one connection in each turn of the event loop (`uv__server_io`, since 1.45).
    turns.letIn();
    turns.start(
      clientOfSocket(socket),
      () => {
        if (socket.destroyed) return;
        socket.off('error', ignore);
        for (const listener of listeners) listener.call(server, socket);
      },
      (error) => {
        onError(error);
        socket.destroy();
      },
    );
  });
}

/**
 * Resolves when the kernel holds no connection that the server has not accepted, and what those
 * have sent was read, or after half a second. When the server closes the kernel resets what it
 * holds, and a proxy would answer those clients with 502.
 *
 * @param turns in which the connections are read
 */
export async function untilAllAccepted(server: Server, turns: SlicedQueue): Promise<void> {
  const slice = new TimeSlice(longestMs);
  let isComing = true;
  const onConnection = (): void => {
    isComing = true;
  };
  server.on('connection', onConnection);
  while ((isComing || !turns.isIdle) && !slice.isOver) {
    isComing = false;
    // The event loop looks for connections, and takes one, between the first and the second.
    await setImmediate();
    await setImmediate();
  }
  server.off('connection', onConnection);
}

/** Does nothing: what failed shows in `destroyed`, and in the 'close' that follows. */
function ignore(): void {}
