import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Inbox } from '../../harness/inbox.ts';

/**
 * What a client received, as transcripts write it: a text frame, or `[close code=1011 reason=""]`.
 */
export type Received = string;

/** A client of blackhole that queues what arrives until it is read. */
export class RawClient {
  readonly socket: WebSocket;
  readonly #inbox = new Inbox<Received>();
  #localAddress = '';

  /** Resolves when the handshake is complete. */
  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url, { perMessageDeflate: false }));
    client.socket.once('upgrade', ({ socket }) => {
      client.#localAddress = `${socket.localAddress}:${socket.localPort}`;
    });
    await once(client.socket, 'open');
    return client;
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.#inbox.put(data.toString()));
    socket.on('close', (code, reason) => this.#inbox.put(`[close code=${code} reason="${reason}"]`));
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** `IP:PORT` as the server sees it. */
  get localAddress(): string {
    return this.#localAddress;
  }

  /** Everything that arrived and was not read yet. */
  get waiting(): readonly Received[] {
    return this.#inbox.waiting;
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** The next frame, or the close. */
  next(): Promise<Received> {
    return this.#inbox.next();
  }

  take(count: number): Promise<Received[]> {
    return this.#inbox.take(count);
  }

  /**
   * Resolves when all that the server wrote before now has arrived: frames keep their order, and so
   * does a pong.
   */
  async settle(): Promise<void> {
    if (!this.isOpen) return;
    const unlisten = new AbortController();
    const { signal } = unlisten;
    const answered = Promise.race([once(this.socket, 'pong', { signal }), once(this.socket, 'close', { signal })]);
    this.socket.ping();
    await answered;
    unlisten.abort();
  }

  /** Sends a message, and resolves with the next frame as JSON. */
  async ask(message: unknown): Promise<unknown> {
    this.send(message);
    const reply: unknown = JSON.parse(await this.next());
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.terminate();
    await closed;
  }
}
