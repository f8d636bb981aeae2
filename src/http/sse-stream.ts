import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Session } from '../auth/session.ts';
import type { GatewayError } from '../errors.ts';
import type { NextFrame } from '../fanout/next-frame.ts';
import { SseWriter } from '../fanout/sse-writer.ts';
import type { FrameSink } from '../fanout/subscriber.ts';
import type { ClientSubscription, SubscriptionTransport } from '../graphql/subscriptions/client-subscription.ts';
import type { BufferBudget, BufferingClient } from '../limits/buffer-budget.ts';
import type { ConnectionLease, ConnectionLimits } from '../limits/connections/connection-limits.ts';
import type { Heartbeat } from '../scheduling/heartbeat.ts';
import { drained } from './drained.ts';

/** What all SSE streams share. */
export interface SseServices {
  readonly connections: ConnectionLimits;
  readonly buffers: BufferBudget;
  /** The most bytes that may wait on one stream. */
  readonly maxBufferedBytes: number;
  /** Keeps all of them alive. */
  readonly heartbeat: Heartbeat<SseStream>;
  /** A client is closed because it reads too slowly. */
  readonly onSlowClient: () => void;
}

/**
 * One subscription over SSE. The headers of its response go out with the first thing there is to
 * send: until then a subscription that is refused can be answered in another way.
 */
export class SseStream implements BufferingClient, SubscriptionTransport, FrameSink {
  readonly #response: ServerResponse;
  readonly #session: Session;
  readonly #lease: ConnectionLease;
  readonly #services: SseServices;
  readonly #writer: SseWriter;
  #subscription: ClientSubscription | undefined;

  /**
   * Makes the response count as a connection for as long as it lasts.
   *
   * @throws `RATE_LIMITED` when there are too many connections.
   */
  static open(
    response: ServerResponse,
    session: Session,
    clientIp: string | undefined,
    services: SseServices,
  ): SseStream {
    return new SseStream(response, session, services.connections.acquire(clientIp), services);
  }

  private constructor(response: ServerResponse, session: Session, lease: ConnectionLease, services: SseServices) {
    this.#response = response;
    this.#session = session;
    this.#lease = lease;
    this.#services = services;
    this.#writer = new SseWriter(response, services.maxBufferedBytes, () => this.closeAsSlow());
    services.buffers.add(this);
    // The client may have gone while the stream was admitted: 'close' does not come again.
    if (response.closed) {
      this.#onClosed();
      return;
    }
    this.#watch(response);
  }

  get bufferedBytes(): number {
    return this.#writer.bufferedBytes;
  }

  closeAsSlow(): void {
    this.#services.onSlowClient();
    this.#response.destroy();
  }

  /** @throws `RATE_LIMITED` when the user who has signed in has too many connections. */
  open(subscription: ClientSubscription): FrameSink | undefined {
    if (this.#response.closed) return undefined;
    const { principal } = this.#session;
    if (principal !== undefined) this.#lease.countFor(principal);
    this.#subscription = subscription;
    return this;
  }

  deliver(frames: readonly NextFrame[]): void {
    this.#sendHeaders();
    this.#writer.next(frames);
  }

  /** Does nothing: a response has one stream, whose frames wait for nothing. */
  flush(): void {}

  hasRoomFor(bytes: number): boolean {
    return this.#writer.hasRoomFor(bytes);
  }

  drained(): Promise<void> {
    return drained(this.#response.socket ?? this.#response);
  }

  /** The stream ends with the reason for which its session has ended. */
  onSessionEnded(error: GatewayError): void {
    this.#subscription?.end(error);
  }

  onEnded(error: GraphQLError): void {
    this.fail([error]);
  }

  /**
   * Ends the subscription. Must be called once the response has closed, in a turn of the client's:
   * thousands leave at once where a proxy restarts.
   */
  leave(): void {
    this.#subscription?.stop();
  }

  /**
   * Keeps the response open until the subscription ends. Must be called once, when the subscription
   * runs.
   */
  run(): void {
    // The client may have gone while the subscription was prepared: 'close' does not come again.
    if (this.#response.closed) return;
    this.#sendHeaders();
    this.#services.heartbeat.add(this);
  }

  /** Must be called at intervals: proxies close what is silent. */
  keepAlive(): void {
    this.#writer.keepAlive();
  }

  /** Ends the stream with a last result, which holds the errors, then `complete`. */
  fail(errors: readonly GraphQLError[]): void {
    this.#sendHeaders();
    this.#writer.end(JSON.stringify({ errors }));
  }

  /**
   * Ends the stream with its connection, also when only the client's half of it is closed: browsers
   * close both, which looks the same until something is written.
   */
  #watch(response: ServerResponse): void {
    const { socket } = response;
    const leave = (): void => void response.destroy();
    response.once('close', () => {
      socket?.off('end', leave);
      this.#onClosed();
    });
    if (socket?.readableEnded === true) leave();
    else socket?.once('end', leave);
  }

  #onClosed(): void {
    this.#lease.release();
    this.#services.buffers.remove(this);
    this.#services.heartbeat.remove(this);
    this.#writer.stop();
  }

  #sendHeaders(): void {
    if (this.#response.headersSent || this.#response.closed) return;
    this.#response.writeHead(200, streamHeaders);
    this.#response.flushHeaders();
    this.#writer.keepAlive();
  }
}

const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // nginx would hold events back to fill its buffers.
  'X-Accel-Buffering': 'no',
};
