/** One client with thousands of connections that end together, again and again. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';
import { connect as connectWebSocket } from './connect.ts';

/** What the connections are for. */
const how = z.enum(['requests', 'queries', 'streams', 'webSockets']);

const options = z.object({
  url: z.string(),
  how,
  connections: z.number(),
  /** How long all of them are left open; by default as long as the gateway keeps them. */
  forMs: z.number().default(3_600_000),
  token: z.string(),
});
type Options = z.infer<typeof options>;

interface Connection {
  destroy(): void;
}

/** So many are on their way at a time: to accept them is not what is tried here. */
const opensAtOnce = 20;

async function open({ hostname, port }: URL): Promise<Socket> {
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // 'close' follows.
  await once(socket, 'connect');
  return socket;
}

function post({ pathname }: URL, query: string, token: string, accept = 'application/json'): string {
  const body = JSON.stringify({ query });
  return (
    `POST ${pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: ${accept}\r\n` +
    `X-Auth-Token: ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  );
}

/** What is done with one connection. Resolves when the next one may begin. */
const begins = {
  async requests(url) {
    const socket = await open(url);
    socket.resume().write(`GET ${url.pathname} HTTP/1.1\r\n`);
    return socket;
  },
  async queries(url, { token }) {
    const socket = await open(url);
    const lists = Array.from({ length: 30 }, (_, index) => `l${index}: devices(first: ${index + 1}) { nodes { id } }`);
    socket.resume().write(post(url, `{ ${lists.join(' ')} }`, token));
    return socket;
  },
  async streams(url, { token }) {
    const socket = await open(url);
    socket.write(post(url, 'subscription { callEvents { callId } }', token, 'text/event-stream'));
    await once(socket, 'data');
    return socket.resume();
  },
  async webSockets(url, { token }) {
    const webSocket = await connectWebSocket(String(url), { authToken: token });
    webSocket.send(
      JSON.stringify({ type: 'subscribe', id: '1', payload: { query: 'subscription { callEvents { callId } }' } }),
    );
    webSocket.on('message', (text: Buffer) => {
      if (text.includes('"ping"')) webSocket.send(JSON.stringify({ type: 'pong' }));
    });
    return { destroy: () => webSocket.terminate() };
  },
} as const satisfies Record<z.infer<typeof how>, (url: URL, given: Options) => Promise<Connection>>;

answerCalls({
  async attack(argument): Promise<void> {
    const given = options.parse(argument);
    const url = new URL(given.url);
    const openAll = async (): Promise<readonly Connection[]> => {
      const opened: { destroy(): unknown }[] = [];
      while (opened.length < given.connections)
        opened.push(...(await Promise.all(Array.from({ length: opensAtOnce }, () => begins[given.how](url, given)))));
      return opened;
    };
    const again = async (): Promise<void> => {
      for (;;) {
        const opened = await openAll();
        await delay(given.forMs);
        for (const connection of opened) connection.destroy();
      }
    };
    again().catch(() => undefined);
  },
});
