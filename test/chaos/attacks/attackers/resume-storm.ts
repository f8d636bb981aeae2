/** One token that resumes thousands of subscriptions at once, each after the same old cursor. */
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';
import { connect } from './connect.ts';

const options = z.object({
  url: z.string(),
  authToken: z.string(),
  subscriptions: z.number(),
  /** So many events must be in the history first. */
  events: z.number(),
});

const perSocket = 100;
const query = 'subscription ($after: String) { callEvents(after: $after) { cursor data } }';

function subscribe(webSocket: WebSocket, id: string, after?: string): void {
  webSocket.send(JSON.stringify({ type: 'subscribe', id, payload: { query, variables: { after } } }));
}

/** Resolves with the cursor of the first of so many events. */
async function firstOf(events: number, webSocket: WebSocket): Promise<string> {
  let [first, seen]: [string | undefined, number] = [undefined, 0];
  return new Promise((resolve) => {
    webSocket.on('message', (text) => {
      const { type, payload } = JSON.parse(String(text));
      if (type === 'ping') webSocket.send(JSON.stringify({ type: 'pong' }));
      if (type !== 'next') return;
      first ??= String(payload.data.callEvents.cursor);
      seen += 1;
      if (seen === events) resolve(first);
    });
  });
}

/** Goes on for ever: who is closed, or has been served, comes back with the cursor. */
async function storm(url: string, authToken: string, after: string): Promise<void> {
  const webSocket = await connect(url, { authToken });
  for (let id = 0; id < perSocket; id += 1) subscribe(webSocket, `${id}`, after);
  webSocket.on('message', (text: Buffer) => {
    if (text.includes('"ping"')) webSocket.send(JSON.stringify({ type: 'pong' }));
  });
  webSocket.on('close', () => void storm(url, authToken, after));
}

answerCalls({
  async attack(argument): Promise<void> {
    const { url, authToken, subscriptions, events } = options.parse(argument);
    const listener = await connect(url, { authToken });
    subscribe(listener, 'first');
    const after = await firstOf(events, listener);
    await Promise.all(Array.from({ length: subscriptions / perSocket }, () => storm(url, authToken, after)));
  },
});
