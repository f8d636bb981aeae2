import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type Direction = 'to the engine' | 'from the engine';

/** Passes bytes on until it is told to swallow them, which closes nothing, or to lead elsewhere. */
export class SwallowingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #swallowed = new Set<Direction>();
  #port: number;

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((client) => {
      const engine = connect(this.#port, '127.0.0.1');
      this.#pass(client, engine, 'to the engine');
      this.#pass(engine, client, 'from the engine');
    });
  }

  static async before(port: number): Promise<SwallowingProxy> {
    const proxy = new SwallowingProxy(port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  swallow(...directions: readonly Direction[]): void {
    for (const direction of directions) this.#swallowed.add(direction);
  }

  /** Connections from now on lead to another port; those that are open stay. */
  leadTo(port: number): void {
    this.#port = port;
  }

  /** Passes on again what comes from now on. */
  pass(): void {
    this.#swallowed.clear();
  }

  #pass(from: Socket, to: Socket, direction: Direction): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      if (!this.#swallowed.has(direction)) to.write(bytes);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
