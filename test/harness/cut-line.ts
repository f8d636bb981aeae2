import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP connection to a gateway that a test can cut, to see what a client does then. */
export class CutLine implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Joins the connections that were opened while the line was cut. */
  #waiting: (() => void)[] | undefined;

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
      if (this.#waiting === undefined) this.#join(near);
      else this.#waiting.push(() => this.#join(near));
    });
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
    this.#waiting = [];
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    for (const join of this.#waiting ?? []) join();
    this.#waiting = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
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
