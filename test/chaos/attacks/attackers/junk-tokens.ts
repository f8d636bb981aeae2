/** One address whose sockets all present junk tokens at once, each of another account. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';

const options = z.object({ url: z.string(), sockets: z.number() });

const address = '203.0.113.66';
const opensAtOnce = 20;

function junkToken(): string {
  const claims = JSON.stringify({ iss: 'kazoo', account_id: randomBytes(16).toString('hex'), exp: 4_000_000_000 });
  const parts = [Buffer.from('{"alg":"RS256","typ":"JWT"}'), Buffer.from(claims), randomBytes(256)];
  return parts.map((part) => part.toString('base64url')).join('.');
}

async function open(url: string): Promise<WebSocket> {
  const webSocket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
    perMessageDeflate: false,
    headers: { 'X-Forwarded-For': address },
  });
  webSocket.on('error', () => undefined); // 'close' follows.
  await once(webSocket, 'open');
  return webSocket;
}

/** Opens all, a few at once, since the handshakes are not what is tried here. */
async function openAll(url: string, sockets: number): Promise<readonly WebSocket[]> {
  const opened: WebSocket[] = [];
  while (opened.length < sockets)
    opened.push(...(await Promise.all(Array.from({ length: opensAtOnce }, () => open(url)))));
  return opened;
}

async function presentAll(webSockets: readonly WebSocket[]): Promise<void> {
  const closed = webSockets.map((webSocket) => once(webSocket, 'close'));
  for (const webSocket of webSockets)
    webSocket.send(JSON.stringify({ type: 'connection_init', payload: { authToken: junkToken() } }));
  await Promise.all(closed);
}

answerCalls({
  async attack(argument): Promise<void> {
    const { url, sockets } = options.parse(argument);
    const first = await openAll(url, sockets);
    const again = async (webSockets: readonly WebSocket[]): Promise<void> => {
      await presentAll(webSockets);
      return again(await openAll(url, sockets));
    };
    // Cut at the end, when its process is over.
    again(first).catch(() => undefined);
  },
});
