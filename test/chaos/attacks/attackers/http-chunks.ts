/** Connections without a token whose bodies come in chunks of one byte, and never end. */
import { connect } from 'node:net';
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';

const options = z.object({ url: z.string(), connections: z.number() });

const chunks = '1\r\n \r\n'.repeat(10_000);

/** Begins anew when the gateway ends the connection. */
function flood(url: URL): void {
  const socket = connect(Number(url.port), url.hostname);
  const send = (): void => {
    while (socket.write(chunks));
  };
  socket.on('connect', () => {
    socket.write(
      `POST ${url.pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
        'Transfer-Encoding: chunked\r\n\r\n',
    );
    send();
  });
  socket.on('drain', send);
  socket.on('error', () => undefined); // 'close' follows.
  socket.on('close', () => flood(url));
}

answerCalls({
  attack(argument): void {
    const { url, connections } = options.parse(argument);
    for (let connection = 0; connection < connections; connection += 1) flood(new URL(url));
  },
});
