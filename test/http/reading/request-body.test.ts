import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { readBody } from '../../../src/http/reading/request-body.ts';

const maxBytes = 20;

/** A server that answers what it could read of each body. */
async function listening() {
  const read: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const body = readBody(request, maxBytes).catch(({ code }) => `refused: ${code}`);
    void body.then((text) => {
      read.push(text);
      response.end(`<${text}>`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    read,
    async connect(): Promise<Socket> {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      return socket.setEncoding('utf8');
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const head = 'POST / HTTP/1.1\r\nHost: localhost\r\n';

function chunked(...chunks: readonly string[]): string {
  return chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join('');
}

/** Resolves when the server has answered with the words. */
async function answered(socket: Socket, words: string): Promise<void> {
  let text = '';
  for await (const data of socket.iterator({ destroyOnReturn: false })) {
    text += String(data);
    if (text.includes(words)) return;
  }
  throw new Error(`Not answered with ${words}: ${text}`);
}

test('a body is read to its end, also where a character is cut', async () => {
  await using server = await listening();
  const socket = await server.connect();
  const body = Buffer.from('größer');

  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
  socket.write(body.subarray(0, 3));
  await new Promise((resolve) => setImmediate(resolve));
  socket.write(body.subarray(3));

  await answered(socket, '<größer>');
});

test.each([
  ['that was declared', `${head}Content-Length: 21\r\n\r\n`, 'x'.repeat(21)],
  [
    'that was not',
    `${head}Transfer-Encoding: chunked\r\n\r\n${chunked('x'.repeat(20), 'x')}`,
    `${chunked('x')}0\r\n\r\n`,
  ],
])(
  'a longer one %s is refused before its end, and the next request on the connection answered',
  async (_how, first, rest) => {
    await using server = await listening();
    const socket = await server.connect();

    socket.write(first);
    await answered(socket, '<refused: BAD_USER_INPUT>');
    socket.write(`${rest}${head}Content-Length: 20\r\n\r\n${'y'.repeat(20)}`);

    await answered(socket, `<${'y'.repeat(20)}>`);
  },
);

test('there is none of a client that leaves before its end', async () => {
  await using server = await listening();
  const socket = await server.connect();

  socket.write(`${head}Content-Length: 20\r\nExpect: 100-continue\r\n\r\n`);
  await once(socket, 'data');
  socket.resetAndDestroy();

  await vi.waitFor(() => expect(server.read).toEqual([undefined]));
});
