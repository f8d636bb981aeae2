/** One user whose sockets send messages that cost much more than their bytes. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';

const badValues = Array.from({ length: 20_000 }, () => ({}));
const manyCalls = Array.from({ length: 8_000 }, (_, index) => `call-${index}`);
const filtered = 'subscription ($calls: [ID!]) { callEvents(filter: { callIds: $calls }) { callId } }';

const kinds = {
  'twenty thousand values that are wrong': (id) => [subscribe(id, badValues)],
  'a filter of eight thousand values': (id) => [
    subscribe(id, [`${id}`, ...manyCalls]),
    { type: 'complete', id: `${id}` },
  ],
  'a new filter each, and its end': (id) => [subscribe(id, [`${id}`]), { type: 'complete', id: `${id}` }],
} as const satisfies Record<string, (id: number) => readonly object[]>;

const options = z.object({
  url: z.string(),
  authToken: z.string(),
  sockets: z.number(),
  messages: z.enum(Object.keys(kinds) as [keyof typeof kinds]),
});

/** As much as the kernels hold is always on its way. */
const maxBufferedBytes = 1_048_576;
const sentPerTurn = 10_000;

function subscribe(id: number, calls: readonly unknown[]): object {
  return { type: 'subscribe', id: `${id}`, payload: { query: filtered, variables: { calls } } };
}

async function connect(url: string, authToken: string): Promise<WebSocket> {
  const webSocket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { perMessageDeflate: false });
  webSocket.on('error', () => undefined); // 'close' follows.
  await once(webSocket, 'open');
  webSocket.send(JSON.stringify({ type: 'connection_init', payload: { authToken } }));
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
    const { url, authToken, sockets, messages } = options.parse(argument);
    // First all of them: their floods would keep each other out.
    const webSockets = await Promise.all(Array.from({ length: sockets }, () => connect(url, authToken)));
    for (const webSocket of webSockets) flood(webSocket, kinds[messages]);
  },
});
