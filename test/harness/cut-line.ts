import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

type LineState =
  | { readonly name: 'joined' }
  /** What was opened meanwhile is joined once the line is mended. */
  | { readonly name: 'hanging'; readonly waiting: Socket[] }
  | { readonly name: 'refusing' };

/** A TCP connection to a gateway that a test can cut, to see what a client does then. */
export class CutLine implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How many connections were refused. */
  refused = 0;
  #state: LineState = { name: 'joined' };

  /** @param url of the gateway */
  static async to(url: string): Promise<CutLine> {
    const line = new CutLine(new URL(url));
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((near) => {
      this.#keep(near);
      if (this.#state.name === 'joined') this.#join(near);
      else if (this.#state.name === 'hanging') this.#state.waiting.push(near);
      else {
        this.refused += 1;
        near.destroy();
      }
    });
  }

  /** How many connections hang. */
  get waiting(): number {
    return this.#state.name === 'hanging' ? this.#state.waiting.length : 0;
  }

  /** The gateway's address at this end. */
  get url(): string {
    const address = this.#server.address();
    const url = new URL(this.#target);
    if (typeof address === 'object' && address !== null) url.port = String(address.port);
    return url.href;
  }

  /** Breaks all connections; new ones hang until `mend`. */
  cut(): void {
    this.#break({ name: 'hanging', waiting: [] });
  }

  /**
   * Breaks all connections; new ones are refused until `mend`, as by a machine without a gateway.
   */
  refuse(): void {
    this.#break({ name: 'refusing' });
  }

  mend(): void {
    const state = this.#state;
    this.#state = { name: 'joined' };
    if (state.name === 'hanging') for (const near of state.waiting) this.#join(near);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #break(state: LineState): void {
    this.#state = state;
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname);
    this.#keep(far);
    near.pipe(far).pipe(near);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // A cut line is what the tests want; 'close' follows.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
