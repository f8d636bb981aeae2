import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { CallFrames } from './call-frames.ts';
import { HeldCallFrames } from './held-call-frames.ts';
import type { Story } from './story.ts';

const command = z.object({
  /** A `ping` asks whether replies still come back; it names no binding. */
  action: z.enum(['subscribe', 'unsubscribe', 'ping']),
  request_id: z.string(),
  data: z
    .object({ account_id: z.string().default(''), binding: z.string().default('') })
    .default({ account_id: '', binding: '' }),
});

interface Subscriber {
  readonly webSocket: WebSocket;
  readonly socket: Duplex;
  /** The bindings that match what is fed. */
  readonly frames: Map<string, CallFrames | HeldCallFrames>;
}

const fedBindings: ReadonlySet<string> = new Set(['call.*.*', 'call.CHANNEL_CREATE.*']);

/** How many calls a board shows. */
const heldCalls: Readonly<Partial<Record<Story, number>>> = { 'held calls': 50, 'many held calls': 200 };

/**
 * The part of blackhole that feeds one server: it confirms every command, and sends the events
 * of its story to sockets with a binding for them.
 */
export class KazooFeed {
  readonly #server: Server;
  readonly #webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #subscribers = new Set<Subscriber>();
  readonly story: Story;
  #sequence = 0;

  static async open(story: Story): Promise<KazooFeed> {
    const feed = new KazooFeed(story);
    feed.#server.listen(0, '127.0.0.1');
    await once(feed.#server, 'listening');
    return feed;
  }

  private constructor(story: Story) {
    this.story = story;
    this.#server = createServer();
    this.#server.on('upgrade', (request, socket, head) => {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, socket));
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${port(this.#server)}`;
  }

  /** Whether anybody would get an event, or finds it in a list. */
  get isDelivering(): boolean {
    return this.story === 'registrations' || [...this.#subscribers].some(({ frames }) => frames.size > 0);
  }

  /**
   * Sends `events` events in one write, so that they arrive in one tick of the receiver's event
   * loop.
   */
  feed(events: number): void {
    for (const { socket } of this.#subscribers) socket.cork();
    for (let sent = 0; sent < events; sent += 1) {
      this.#sequence += 1;
      for (const { webSocket, frames } of this.#subscribers) {
        for (const each of frames.values()) webSocket.send(each.frame(this.#sequence));
      }
    }
    for (const { socket } of this.#subscribers) socket.uncork();
  }

  close(): void {
    this.#webSockets.close();
    for (const { webSocket } of this.#subscribers) webSocket.terminate();
    this.#server.close();
  }

  #accept(webSocket: WebSocket, socket: Duplex): void {
    const subscriber: Subscriber = { webSocket, socket, frames: new Map() };
    this.#subscribers.add(subscriber);
    webSocket.on('close', () => this.#subscribers.delete(subscriber));
    webSocket.on('message', (data) => {
      const { action, request_id, data: given } = command.parse(JSON.parse(String(data)));
      if (action === 'unsubscribe') subscriber.frames.delete(given.binding);
      else if (fedBindings.has(given.binding))
        subscriber.frames.set(given.binding, this.#framesOf(given.binding, given.account_id));
      webSocket.send(JSON.stringify({ action: 'reply', request_id, status: 'success', data: {} }));
    });
  }

  #framesOf(binding: string, accountId: string): CallFrames | HeldCallFrames {
    const calls = heldCalls[this.story];
    return calls === undefined ? new CallFrames(binding, accountId) : new HeldCallFrames(binding, accountId, calls);
  }
}

function port(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
