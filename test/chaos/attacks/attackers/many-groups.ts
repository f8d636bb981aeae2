/** One token with thousands of subscriptions that differ in a filter's value and select much. */
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';
import { connect } from './connect.ts';

const options = z.object({
  url: z.string(),
  authToken: z.string(),
  subscriptions: z.number(),
  /** The call whose events all of them want. */
  callId: z.string(),
});

const perSocket = 250;
const longestPong = 100;
const aliases = Array.from({ length: 29 }, (_, index) => `a${index}: data`).join(' ');
const query = `subscription ($calls: [ID!]) { callEvents(filter: { callIds: $calls }) { ${aliases} } }`;

/** Resolves when the gateway has answered everything before, or has closed the socket. */
async function settled(webSocket: WebSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    webSocket.once('close', () => resolve());
    webSocket.on('message', (data: Buffer) => {
      if (data.length < longestPong && data.includes('"pong"')) resolve();
    });
    webSocket.send(JSON.stringify({ type: 'ping' }));
  });
  webSocket.removeAllListeners('message');
}

answerCalls({
  async attack(argument): Promise<void> {
    const { url, authToken, subscriptions, callId } = options.parse(argument);
    for (let first = 0; first < subscriptions; first += perSocket) {
      const webSocket = await connect(url, { authToken });
      for (let number = first; number < Math.min(first + perSocket, subscriptions); number += 1) {
        const payload = { query, variables: { calls: [callId, `${number}`] } };
        webSocket.send(JSON.stringify({ type: 'subscribe', id: `${number}`, payload }));
      }
      await settled(webSocket);
    }
  },
});
