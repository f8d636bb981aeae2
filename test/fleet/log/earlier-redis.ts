import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const info = '# Server\r\nredis_version:6.2.14\r\n# Cluster\r\ncluster_enabled:0\r\n';
const command = /^\*(\d+)\r\n((?:\$\d+\r\n[^\r]*\r\n)+)/;

/** Answers as Redis 6.2 does until it is left, whose `INFO` takes one section at most. */
export class EarlierRedis implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      let received = '';
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        received += bytes.toString();
        for (let found = command.exec(received); found !== null; found = command.exec(received)) {
          const [all, , words = ''] = found;
          received = received.slice(all.length);
          socket.write(answerTo(words.split('\r\n').filter((_, index) => index % 2 === 1)));
        }
      });
    });
  }

  static async start(): Promise<EarlierRedis> {
    const redis = new EarlierRedis();
    redis.#server.listen(0, '127.0.0.1');
    await once(redis.#server, 'listening');
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function answerTo([name = '', ...words]: readonly string[]): string {
  switch (name.toUpperCase()) {
    case 'HELLO':
      return '%1\r\n$5\r\nproto\r\n:3\r\n';
    case 'INFO':
      return words.length > 1 ? '-ERR syntax error\r\n' : `$${info.length}\r\n${info}\r\n`;
    default:
      return '+OK\r\n';
  }
}
