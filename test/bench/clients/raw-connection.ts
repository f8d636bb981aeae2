import { connect, type Socket } from 'node:net';

const headEnd = '\r\n\r\n';

/** All connections read into the same memory: each chunk is done with before the next read. */
const readBuffer = Buffer.allocUnsafe(1 << 18);

/**
 * Opens a connection and sends a request; resolves with the socket when the head of the answer
 * arrived. Each later chunk, which can come in the same read, goes to what `createReader` returned,
 * bypassing streams, and is valid during the call only.
 *
 * @throws when the answer has another status.
 */
export function openRawConnection(
  port: number,
  request: string,
  status: number,
  createReader: (socket: Socket) => (chunk: Buffer) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let head: string | undefined = '';
    function onRead(bytes: number): boolean {
      const chunk = readBuffer.subarray(0, bytes);
      if (head === undefined) {
        onChunk(chunk);
        return true;
      }
      head += chunk.toString('latin1');
      const end = head.indexOf(headEnd);
      if (end === -1) return true;
      if (!head.startsWith(`HTTP/1.1 ${status} `)) reject(new Error(head));
      const rest = Buffer.from(head.slice(end + headEnd.length), 'latin1');
      head = undefined;
      resolve(socket);
      if (rest.length > 0) onChunk(rest);
      return true;
    }
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: readBuffer, callback: onRead },
    });
    const onChunk = createReader(socket);
    socket.once('connect', () => socket.write(request));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server closed the connection.')));
  });
}
