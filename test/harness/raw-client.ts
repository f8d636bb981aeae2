import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import { Inbox } from './inbox.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A message of graphql-transport-ws, or the close of the connection. */
export type Received = Json;

export interface RawClientOptions extends ClientOptions {
  readonly protocols?: readonly string[];
}

/**
 * A client that sends single messages of graphql-transport-ws, right or wrong, and queues what
 * arrives until it is read.
 */
export class RawClient implements AsyncDisposable {
  readonly webSocket: WebSocket;
  readonly #inbox = new Inbox<Received>();
  #socket: Socket | undefined;

  /** Resolves when the handshake is done. */
  static async open(url: string, options: RawClientOptions = {}): Promise<RawClient> {
    const { protocols = ['graphql-transport-ws'], ...rest } = options;
    const client = new RawClient(new WebSocket(url, [...protocols], { perMessageDeflate: false, ...rest }));
    client.webSocket.once('upgrade', ({ socket }) => {
      client.#socket = socket;
    });
    await once(client.webSocket, 'open');
    return client;
  }

  /** Resolves when the server has acknowledged `connection_init` with these parameters. */
  static async ready(url: string, params?: Json, options?: RawClientOptions): Promise<RawClient> {
    const client = await RawClient.open(url, options);
    client.init(params);
    const ack = await client.next();
    if (ack['type'] !== 'connection_ack') throw new Error(`Not acknowledged: ${JSON.stringify(ack)}`);
    return client;
  }

  private constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    webSocket.on('message', (data) => this.#inbox.put(JSON.parse(data.toString())));
    webSocket.on('close', (code, reason) => this.#inbox.put({ type: 'close', code, reason: reason.toString() }));
    webSocket.on('error', () => undefined); // 'close' follows.
  }

  /** The socket below, to put several messages into one packet or to stop reading. */
  get socket(): Socket {
    if (this.#socket === undefined) throw new Error('The connection is not open yet.');
    return this.#socket;
  }

  send(message: Json): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.webSocket.send(text);
  }

  /** Sends all messages in one write: the server receives them in one tick of its event loop. */
  sendTogether(...messages: readonly Json[]): void {
    this.socket.cork();
    for (const message of messages) this.send(message);
    this.socket.uncork();
  }

  init(payload?: Json): void {
    this.send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
  }

  subscribe(id: string, query: string, rest: Json = {}): void {
    this.send(subscribe(id, query, rest));
  }

  complete(id: string): void {
    this.send(complete(id));
  }

  /** The next message, or the close. */
  next(): Promise<Received> {
    return this.#inbox.next();
  }

  take(count: number): Promise<readonly Received[]> {
    return this.#inbox.take(count);
  }

  /** The unread messages that the server sent before it answered a ping of this client. */
  async settled(): Promise<readonly Received[]> {
    this.send({ type: 'ping', payload: { settle: true } });
    const received: Received[] = [];
    for (;;) {
      const message = await this.next();
      if (message['type'] === 'pong') return received;
      received.push(message);
      if (message['type'] === 'close') return received;
    }
  }

  /** The close of the connection; messages before it are skipped. */
  async closed(): Promise<Received> {
    for (;;) {
      const message = await this.next();
      if (message['type'] === 'close') return message;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.webSocket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.webSocket, 'close');
    this.webSocket.terminate();
    await closed;
  }
}

export function subscribe(id: string, query: string, rest: Json = {}): Json {
  return { type: 'subscribe', id, payload: { query, ...rest } };
}

export function complete(id: string): Json {
  return { type: 'complete', id };
}
