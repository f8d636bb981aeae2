import type { Server } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { TimeSlice } from '../../scheduling/time-slice.ts';

const longestMs = 500;

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
