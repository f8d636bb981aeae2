/** Connections without a token that send requests as fast as they are answered. */
import { connect } from 'node:net';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';

const options = z.object({
  url: z.string(),
  connections: z.number(),
  /** How many requests each connection sends ahead, without waiting for an answer. */
  ahead: z.number(),
  /** What is asked for; each login is to another account, which does not exist. */
  asks: z.enum(['query', 'login', 'metrics']).default('query'),
});
type Asks = z.infer<typeof options>['asks'];

const logIn = 'mutation Login($input: LoginInput!) { login(input: $input) { accountId } }';
let logins = 0;

function bodyOf(asks: Asks): string {
  if (asks === 'query') return JSON.stringify({ query: '{ __typename }' });
  logins += 1;
  const input = { accountName: `nobody${logins}`, username: 'nobody', password: 'nobody' };
  return JSON.stringify({ query: logIn, variables: { input } });
}

function requestOf(pathname: string, asks: Asks): string {
  if (asks === 'metrics') return 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const body = bodyOf(asks);
  return (
    `POST ${pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
}

/** Begins anew when the gateway ends the connection. */
function flood({ hostname, port, pathname }: URL, ahead: number, asks: Asks): void {
  const socket = connect(Number(port), hostname);
  const send = (): boolean => socket.write(Array.from({ length: ahead }, () => requestOf(pathname, asks)).join(''));
  socket.on('connect', send);
  // Answers may come in one piece or in several: what counts is that something is always on its way.
  socket.on('data', send);
  socket.on('error', () => undefined); // 'close' follows.
  socket.on('close', () => flood(new URL(`http://${hostname}:${port}${pathname}`), ahead, asks));
}

answerCalls({
  attack(argument): void {
    const { url, connections, ahead, asks } = options.parse(argument);
    for (let connection = 0; connection < connections; connection += 1) flood(new URL(url), ahead, asks);
  },
});
