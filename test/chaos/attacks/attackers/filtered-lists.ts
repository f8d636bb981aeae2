/** One token that shows a live list thousands of times, each time with another filter. */
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';
import { connect } from './connect.ts';

const options = z.object({
  url: z.string(),
  authToken: z.string(),
  subscriptions: z.number(),
  /** Whether all of them leave as soon as they are shown, and come again. */
  leaves: z.boolean(),
});

const perSocket = 250;
const query = 'subscription ($numbers: [String!]) { calls(filter: { numbers: $numbers }) { kind } }';

/** Resolves with the socket when each of its lists was shown once, or refused. */
async function show(url: string, authToken: string, first: number): Promise<WebSocket> {
  const webSocket = await connect(url, { authToken });
  let answers = 0;
  const answered = new Promise<void>((resolve) => {
    webSocket.on('close', () => resolve());
    webSocket.on('message', (text: Buffer) => {
      if (text.includes('"ping"')) webSocket.send(JSON.stringify({ type: 'pong' }));
      else answers += 1;
      if (answers === perSocket) resolve();
    });
  });
  for (let id = first; id < first + perSocket; id += 1) {
    const payload = { query, variables: { numbers: [`${id}`] } };
    webSocket.send(JSON.stringify({ type: 'subscribe', id: `${id}`, payload }));
  }
  await answered;
  return webSocket;
}

answerCalls({
  async attack(argument): Promise<void> {
    const { url, authToken, subscriptions, leaves } = options.parse(argument);
    const firsts = Array.from({ length: subscriptions / perSocket }, (_, index) => index * perSocket);
    const showAll = (): Promise<readonly WebSocket[]> =>
      Promise.all(firsts.map((first) => show(url, authToken, first)));
    const again = async (shown: readonly WebSocket[]): Promise<void> => {
      for (const webSocket of shown) webSocket.terminate();
      return again(await showAll());
    };
    const shown = await showAll();
    // Cut at the end, when its process is over.
    if (leaves) again(shown).catch(() => undefined);
  },
});
