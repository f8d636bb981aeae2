/** Connections without a token that send requests as fast as they are answered. */
import { connect } from 'node:net';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';

const options = z.object({
  url: z.string(),
  connections: z.number(),
  /** How many requests each connection sends ahead, without waiting for an answer. */
  ahead: z.number(),
});

const body = JSON.stringify({ query: '{ __typename }' });

/** Begins anew when the gateway ends the connection. */
function flood({ hostname, port, pathname }: URL, ahead: number): void {
  const request =
    `POST ${pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`;
  const socket = connect(Number(port), hostname);
  const send = (): boolean => socket.write(request.repeat(ahead));
  socket.on('connect', send);
  // Answers may come in one piece or in several: what counts is that something is always on its way.
  socket.on('data', send);
  socket.on('error', () => undefined); // 'close' follows.
  socket.on('close', () => flood(new URL(`http://${hostname}:${port}${pathname}`), ahead));
}

answerCalls({
  attack(argument): void {
    const { url, connections, ahead } = options.parse(argument);
    for (let connection = 0; connection < connections; connection += 1) flood(new URL(url), ahead);
  },
});
