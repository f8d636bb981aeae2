import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { SessionTransport } from '../auth/session.ts';
import type { GatewayError } from '../errors.ts';
import type { NextFrame } from '../fanout/next-frame.ts';
import { SseWriter } from '../fanout/sse-writer.ts';
import type { FrameSink, Subscriber } from '../fanout/subscriber.ts';
import type { SubscriptionTransport } from '../graphql/subscriptions/client-subscription.ts';
import type { BufferBudget, BufferingClient } from '../limits/buffer-budget.ts';
import type { ConnectionLease } from '../limits/connection-limits.ts';
import { drained } from './drained.ts';

export interface SseStreamOptions {
  readonly response: ServerResponse;
  readonly maxBufferedBytes: number;
  readonly keepAliveMs: number;
  readonly maskError: (error: unknown) => GraphQLError;
  /** Counts the response as a connection. @throws `RATE_LIMITED`. */
  readonly acquire: () => Promise<ConnectionLease>;
  /** Whom the connection counts for, asked when Kazoo has confirmed it. */
  readonly principal: () => string | undefined;
  readonly buffers: BufferBudget;
  readonly onSlow: () => void;
}

/** One subscription over SSE. It takes a seat while yoga handles the request, and the response once yoga has decided on its headers. */
export class SseStream implements BufferingClient, SessionTransport, SubscriptionTransport, FrameSink {
  readonly #options: SseStreamOptions;
  readonly #writer: SseWriter;
  #lease: ConnectionLease | undefined;
  #subscriber: Subscriber | undefined;
  #isRunning = false;
  /** How the stream ended before it was run. */
  #end: GraphQLError | undefined;

  constructor(options: SseStreamOptions) {
    this.#options = options;
    const { response, maxBufferedBytes } = options;
    this.#writer = new SseWriter({
      sink: response,
      maxBufferedBytes,
      onOverflow: () => this.closeAsSlow(),
    });
    response.once('close', () => this.#subscriber?.free());
  }

  /** Whether the response is taken: yoga's own answer is not needed any more. */
  get hasResponse(): boolean {
    return this.#subscriber !== undefined || this.#options.response.headersSent;
  }

  get sink(): FrameSink {
    return this;
  }

  get bufferedBytes(): number {
    return this.#writer.bufferedBytes;
  }

  closeAsSlow(): void {
    this.#options.onSlow();
    this.#options.response.destroy();
  }

  /** Makes the response count as a connection for as long as it lasts. @throws `RATE_LIMITED` when there are too many. */
  async admit(): Promise<void> {
    const { response, acquire, buffers } = this.#options;
    const lease = await acquire();
    if (response.closed) {
      lease.release();
      return;
    }
    this.#lease = lease;
    buffers.add(this);
    response.once('close', () => {
      lease.release();
      buffers.remove(this);
    });
  }

  /** @throws `RATE_LIMITED` when the one who has signed in has too many connections. */
  granted(): void {
    const principal = this.#options.principal();
    if (principal !== undefined) this.#lease?.countFor(principal);
  }

  deliver(frames: readonly NextFrame[]): void {
    this.#start();
    this.#writer.next(frames);
  }

  /** A response has one stream, which waits for nothing: what was delivered has gone. */
  flush(): void {}

  drained(): Promise<void> {
    return drained(this.#options.response);
  }

  take(subscriber: Subscriber): void {
    this.#subscriber = subscriber;
    // The client may have gone while its subscription was being set up: 'close' does not come again.
    if (this.#options.response.closed) subscriber.free();
  }

  /** The session ends: the stream ends with the reason. */
  onSessionEnded(error: GatewayError): void {
    this.#subscriber?.end(this.#options.maskError(error));
  }

  ended(error: GraphQLError): void {
    if (this.#isRunning) this.fail([error]);
    else this.#end = error;
  }

  /** Keeps the response open until the subscription ends. Call it once `hasResponse` says so. */
  run(): void {
    const { response, keepAliveMs } = this.#options;
    // The client may have gone while its subscription was being set up: 'close', which stops the timer, does not come again.
    if (response.closed) return;
    this.#isRunning = true;
    this.#start();
    const timer = setInterval(() => this.#writer.keepAlive(), keepAliveMs);
    response.once('close', () => clearInterval(timer));
    if (this.#end !== undefined) this.fail([this.#end]);
  }

  /** Ends a stream that has begun: a last result with the errors, then `complete`. */
  fail(errors: readonly GraphQLError[]): void {
    this.#writer.end(JSON.stringify({ errors }));
  }

  /** The headers go out with the first thing there is to send: what a resuming client missed comes before the subscription is set up whole. */
  #start(): void {
    const { response } = this.#options;
    if (response.headersSent) return;
    response.writeHead(200, streamHeaders);
    response.flushHeaders();
    this.#writer.keepAlive();
  }
}

const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // nginx would hold events back to fill its buffers.
  'X-Accel-Buffering': 'no',
};
