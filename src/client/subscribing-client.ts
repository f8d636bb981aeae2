/** A subscription as graphql-ws and graphql-sse take it. */
export interface SubscribeRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Where the results of a subscription go. */
export interface Sink<Result = unknown> {
  next(result: Result): void;
  error(error: unknown): void;
  complete(): void;
}

/** What the clients of graphql-ws and graphql-sse have in common. */
export interface SubscribingClient {
  /** @returns what ends the subscription */
  subscribe(request: SubscribeRequest, sink: Sink, ...options: unknown[]): () => void;
  /** graphql-ws only: `ping` tells the payloads of the gateway's pings. */
  on?(event: 'ping', listener: (received: boolean, payload: unknown) => void): () => void;
}

/** A stretch of time in which events may have been missed, as the gateway tells it. */
export interface Gap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export interface ResumableOptions {
  /**
   * Events may have been missed: load what you show afresh.
   *
   * With a `gap` the stream goes on by itself, and the result that tells of the gap follows. Without one (`CURSOR_EXPIRED`: the client was
   * away for longer than the gateway remembers) the stream waits for what this returns. Return, or promise, the `cursor` of the snapshot
   * that you loaded and nothing is missed between it and the stream; return nothing and the stream goes on with the next event.
   * What this throws ends the subscription as its error.
   */
  onGap(gap: Gap | undefined, request: SubscribeRequest): unknown;
}
