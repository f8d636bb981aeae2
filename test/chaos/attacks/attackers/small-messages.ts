/** Sockets without a token that send small messages as fast as they are read. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';

const kinds = {
  'subscribe without a token': (id) => [subscribe(id, 'subscription { callEvents { callId } }')],
  'subscribe and complete': (id) => [
    subscribe(id, 'subscription { callEvents { callId } }'),
    { type: 'complete', id: `${id}` },
  ],
  'a query of nothing': (id) => [subscribe(id, '{ __typename }')],
  ping: () => [{ type: 'ping' }],
} as const satisfies Record<string, (id: number) => readonly object[]>;

const options = z.object({
  url: z.string(),
  sockets: z.number(),
  messages: z.enum(Object.keys(kinds) as [keyof typeof kinds]),
});

/** As much as the kernels hold is always on its way. */
const maxBufferedBytes = 1_048_576;
const sentPerTurn = 10_000;

function subscribe(id: number, query: string): object {
  return { type: 'subscribe', id: `${id}`, payload: { query } };
}

async function connect(url: string): Promise<WebSocket> {
  const webSocket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { perMessageDeflate: false });
  webSocket.on('error', () => undefined); // 'close' follows.
  await once(webSocket, 'open');
  webSocket.send(JSON.stringify({ type: 'connection_init' }));
  await once(webSocket, 'message');
  return webSocket;
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

answerCalls({
  async attack(argument): Promise<void> {
    const { url, sockets, messages } = options.parse(argument);
    // First all of them: their floods would keep each other out.
    const webSockets = await Promise.all(Array.from({ length: sockets }, () => connect(url)));
    for (const webSocket of webSockets) flood(webSocket, kinds[messages]);
  },
});
