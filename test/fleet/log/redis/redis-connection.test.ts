import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { parseRedisAddress } from '../../../../src/config/redis-address.ts';
import { RedisConnection } from '../../../../src/fleet/log/redis/redis-connection.ts';
import { describeServer } from '../engines.ts';
import { RedisServer } from '../redis-server.ts';

/** Gives what the engine says on, or holds it back. */
class HeldReplies implements AsyncDisposable {
  readonly #clients: Socket[] = [];
  readonly #proxy: Server;
  /** Undefined while nothing is held. */
  #held: (() => void)[] | undefined;

  private constructor(port: number) {
    this.#proxy = createServer((client) => {
      const engine = connect(port, '127.0.0.1');
      this.#clients.push(client);
      client.pipe(engine);
      engine.on('data', (bytes) => {
        if (this.#held === undefined) client.write(bytes);
        else this.#held.push(() => client.write(bytes));
      });
    });
  }

  static async of(port: number): Promise<HeldReplies> {
    const replies = new HeldReplies(port);
    replies.#proxy.listen(0, '127.0.0.1');
    await once(replies.#proxy, 'listening');
    return replies;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#proxy.address() as AddressInfo).port}`;
  }

  get held(): number {
    return this.#held?.length ?? 0;
  }

  hold(): void {
    this.#held = [];
  }

  giveFirst(): void {
    this.#held?.shift()?.();
  }

  giveAll(): void {
    for (const give of this.#held ?? []) give();
    this.#held = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.#proxy.close();
    await once(this.#proxy, 'close');
  }
}

describeServer('a connection to Redis', (program) => {
  test('has a channel that was left before its subscription was confirmed, and is subscribed again', async () => {
    await using server = await RedisServer.start(program);
    await using replies = await HeldReplies.of(server.port);
    const address = parseRedisAddress(replies.url);
    const told: string[] = [];
    const onMessage = (message: Buffer): void => void told.push(message.toString());
    const onLost = (): void => undefined;
    const connection = await RedisConnection.open(address, 'a', onMessage, onLost, new AbortController().signal);

    replies.hold();
    const subscribed = connection.subscribe(['channel']);
    await expect.poll(() => replies.held).toBe(1);
    const left = connection.unsubscribe(['channel']);
    replies.giveFirst();
    await subscribed;
    const again = connection.subscribe(['channel']);
    replies.giveAll();
    await Promise.all([left, again]);

    expect(await server.command('PUBLISH', 'channel', 'news')).toBe(1);
    await expect.poll(() => told).toEqual(['news']);
    connection.close();
  });
});
