import { WebSocket } from 'ws';
import { connect } from './connect.ts';

/** As much as the kernels hold is always on its way. */
const maxBufferedBytes = 1_048_576;
const sentPerTurn = 10_000;

/**
 * Connects so many sockets, then sends on all of them as fast as they are read. First all of them:
 * their floods would keep each other out.
 *
 * @param payload of `connection_init`
 */
export async function floodFrom(
  sockets: number,
  url: string,
  payload: object | undefined,
  messagesOf: (id: number) => readonly object[],
): Promise<void> {
  const webSockets = await Promise.all(Array.from({ length: sockets }, () => connect(url, payload)));
  for (const webSocket of webSockets) flood(webSocket, messagesOf);
}

function flood(webSocket: WebSocket, messagesOf: (id: number) => readonly object[]): void {
  let id = 0;
  const send = (): void => {
    if (webSocket.readyState !== WebSocket.OPEN) return;
    // A socket that was reset takes everything and buffers nothing, until its 'close' has come.
    for (let sent = 0; sent < sentPerTurn && webSocket.bufferedAmount < maxBufferedBytes; sent += 1) {
      id += 1;
      for (const message of messagesOf(id)) webSocket.send(JSON.stringify(message));
    }
    setImmediate(send);
  };
  send();
}
