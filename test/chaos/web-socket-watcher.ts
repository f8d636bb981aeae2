import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Failure, Position, type Result } from './streamed.ts';
import type { Watcher, WatcherOptions } from './watcher.ts';

type Message =
  | { readonly type: 'connection_ack' | 'pong' | 'complete' }
  | { readonly type: 'ping'; readonly payload?: { readonly cursor?: string } }
  | { readonly type: 'next'; readonly id: string; readonly payload: Result }
  | { readonly type: 'error'; readonly id: string; readonly payload: readonly Failure[] };

/**
 * A client over graphql-transport-ws without a library, so that nothing hides what the gateway
 * does.
 */
export class WebSocketWatcher implements Watcher {
  readonly record;
  readonly operation;
  readonly isSse = false;
  readonly #options: WatcherOptions;
  readonly #position: Position;
  #webSocket: WebSocket | undefined;
  #socket: Socket | undefined;
  #subscriptions = 0;
  /** The cursors since the last subscribe. */
  #pings = 0;
  #isStopped = false;
  #isSubscribed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.record = options.record;
    this.operation = options.operation;
    this.#position = new Position(options.record, options.resumes);
    this.#connect();
  }

  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  cut(): void {
    this.#isSubscribed = false;
    this.#webSocket?.terminate();
  }

  pause(): () => void {
    const socket = this.#socket;
    socket?.pause();
    return () => socket?.resume();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#webSocket?.readyState === WebSocket.OPEN) this.#send({ type: 'complete', id: `s${this.#subscriptions}` });
    this.#webSocket?.close();
  }

  #connect(): void {
    const url = this.#options.url().replace('http', 'ws');
    const webSocket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
    this.#webSocket = webSocket;
    webSocket.on('upgrade', ({ socket }) => {
      this.#socket = socket;
    });
    webSocket.on('open', () => this.#send({ type: 'connection_init', payload: { authToken: this.#options.token() } }));
    webSocket.on('message', (data) => this.#receive(JSON.parse(data.toString())));
    webSocket.on('error', () => undefined); // 'close' follows.
    webSocket.on('close', () => this.#comeBack());
  }

  #comeBack(): void {
    if (this.#isStopped || this.record.ending !== undefined) return;
    this.#isSubscribed = false;
    this.#position.lose();
    this.#later(() => this.#connect());
  }

  #receive(message: Message): void {
    if (this.#isStopped) return;
    if (message.type === 'connection_ack') this.#subscribe();
    if (message.type === 'ping') {
      this.#send({ type: 'pong' });
      // The first one may have been on its way before the gateway knew of the subscription.
      if (this.#pings > 0) this.#position.reach(message.payload?.cursor);
      this.#pings += 1;
    }
    if (message.type === 'next') this.#position.see(message.payload);
    if (message.type === 'complete') this.record.problem('its stream was completed');
    if (message.type === 'error') {
      this.#isSubscribed = false;
      const webSocket = this.#webSocket;
      // Unless the connection was lost meanwhile: the next one subscribes by itself.
      if (this.#position.fail(message.payload)) this.#later(() => webSocket === this.#webSocket && this.#subscribe());
      else this.#webSocket?.close();
    }
  }

  #subscribe(): void {
    if (this.#webSocket?.readyState !== WebSocket.OPEN) return;
    const { operation, accountId } = this.#options;
    this.#subscriptions += 1;
    this.#pings = 0;
    const variables = { accountId, after: this.#position.after };
    const payload = { query: operation.query, variables };
    this.#isSubscribed = true;
    this.#send({ type: 'subscribe', id: `s${this.#subscriptions}`, payload });
  }

  #later(act: () => void): void {
    void delay(this.#options.pauseMs()).then(() => this.#isStopped || act());
  }

  #send(message: object): void {
    this.#webSocket?.send(JSON.stringify(message));
  }
}
