import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';

/** What curl --http2 adds to a request. */
const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n';
const body = JSON.stringify({ query: '{ __typename }' });
const post =
  `POST /graphql HTTP/1.1\r\nHost: x\r\n${offer}` +
  `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;

class Dialled {
  readonly socket: Socket;
  text = '';

  constructor({ url }: Harness) {
    this.socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
    this.socket.setEncoding('utf8').on('data', (data) => {
      this.text += data;
    });
  }

  answers(): number {
    return this.text.match(/HTTP\/1\.1 200 /g)?.length ?? 0;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

test('a GET that offers HTTP/2 is answered over HTTP/1.1, and so is the next one on the same connection', async () => {
  await using harness = await startHarness();
  using client = new Dialled(harness);

  for (let answers = 1; answers <= 2; answers += 1) {
    client.socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\n${offer}\r\n`);
    await until(() => expect(client.answers()).toBe(answers));
  }

  expect(client.text.match(/live\n/g)).toHaveLength(2);
});

test('a POST that offers HTTP/2 is answered, whether its body arrives with it or later', async () => {
  await using harness = await startHarness();
  using client = new Dialled(harness);

  client.socket.write(post + body);
  await until(() => expect(client.answers()).toBe(1));
  client.socket.write(post);
  await new Promise((resolve) => setImmediate(resolve));
  client.socket.write(body);
  await until(() => expect(client.answers()).toBe(2));

  expect(client.text.match(/"data":\{"__typename":"Query"\}/g)).toHaveLength(2);
});
