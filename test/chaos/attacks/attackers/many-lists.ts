/** One user at one address who sends queries of many lists as fast as they are answered. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';

const options = z.object({
  url: z.string(),
  token: z.string(),
  queries: z.number(),
  lists: z.number(),
  /** Over this many kept-alive HTTP connections, or WebSockets; by default one for each query. */
  connections: z.number().optional(),
  over: z.enum(['http', 'websocket']),
});
type Options = z.infer<typeof options>;

const forwarded = { 'X-Forwarded-For': '203.0.113.66' };

/** Each list has a size of its own, or the gateway would ask for it once. */
function queryOf(lists: number): string {
  const aliases = Array.from(
    { length: lists },
    (_, index) => `l${index}: devices(first: ${index + 1}) { nodes { id } }`,
  );
  return `{ ${aliases.join(' ')} }`;
}

function askOverHttp({ url, token, queries, lists, connections = queries }: Options): void {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const body = JSON.stringify({ query: queryOf(lists) });
  const headers = { 'Content-Type': 'application/json', 'X-Auth-Token': token, ...forwarded };
  const ask = async (): Promise<void> => {
    const asked = request(url, { method: 'POST', agent, headers }).end(body);
    const [response] = await once(asked, 'response');
    await text(response);
  };
  const again = (): void => {
    // Refused, or cut at the end: it goes on, or its process is over.
    ask().then(again, again);
  };
  for (let query = 0; query < queries; query += 1) again();
}

async function askOverWebSockets({ url, token, queries, lists, connections = queries }: Options): Promise<void> {
  const query = queryOf(lists);
  const connect = async (): Promise<void> => {
    const webSocket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers: forwarded });
    webSocket.on('error', () => undefined); // 'close' follows.
    await once(webSocket, 'open');
    const send = (message: object): void => webSocket.send(JSON.stringify(message));
    send({ type: 'connection_init', payload: { authToken: token } });
    await once(webSocket, 'message');
    const ask = (id: string): void => send({ type: 'subscribe', id, payload: { query } });
    webSocket.on('message', (data) => {
      const { type, id } = JSON.parse(String(data));
      if (type === 'complete' || type === 'error') ask(id);
      if (type === 'ping') send({ type: 'pong' });
    });
    for (let id = 0; id < queries / connections; id += 1) ask(`${id}`);
  };
  await Promise.all(Array.from({ length: connections }, connect));
}

answerCalls({
  async attack(argument): Promise<void> {
    const given = options.parse(argument);
    if (given.over === 'http') askOverHttp(given);
    else await askOverWebSockets(given);
  },
});
