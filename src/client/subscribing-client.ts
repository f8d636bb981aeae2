import type { ConnectionStore } from './connection/connection-store.ts';

/** A subscription as graphql-ws and graphql-sse take it. */
export interface SubscribeRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Receives the results of a subscription. */
export interface Sink<Result = unknown> {
  next(result: Result): void;
  error(error: unknown): void;
  complete(): void;
}

/** The part that the clients of graphql-ws and graphql-sse have in common. */
export interface SubscribingClient {
  /** Subscribes, and returns a function that ends the subscription. */
  subscribe(request: SubscribeRequest, sink: Sink, ...options: unknown[]): () => void;
  /** Listens to the connection (graphql-ws only). The payloads of pings are the gateway's. */
  on?: {
    (event: 'ping', listener: (received: boolean, payload: unknown) => void): () => void;
    (event: 'error' | 'closed', listener: (event: unknown) => void): () => void;
    (event: 'connected', listener: (socket: unknown, payload: unknown) => void): () => void;
  };
  /** How the connection is doing (that of `createGatewayClient` only). */
  readonly connection?: ConnectionStore;
}

/** A time span in which events may have been missed, as the gateway reports it. */
export interface Gap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** False where it is only possible that events were missed. */
  readonly certain: boolean;
  /**
   * The accounts whose events may be missing: several in `scope: DESCENDANTS`. Earlier gateways do
   * not tell it.
   */
  readonly accountIds?: readonly string[];
}

/**
 * Called when events may have been missed: reload the state that you show.
 *
 * With a `gap`, the stream goes on by itself, and the result that reports the gap follows. Without
 * a `gap` (`CURSOR_EXPIRED`: the client was away for longer than the gateway keeps events), the
 * stream waits for the return value. Return the `cursor` of the snapshot that you loaded, or a
 * promise of it, and no event is missed between the snapshot and the stream. Return nothing, and
 * the stream goes on with the next event.
 *
 * Where this throws, or the cursor is refused, it is called again after a pause. After five calls
 * the stream goes on with the next event, and once it is live this is called with a `gap` whose
 * reason is `CURSOR_EXPIRED`.
 */
export type OnGap = (gap: Gap | undefined, request: SubscribeRequest) => unknown;

/** What resumable subscriptions need from the front end. */
export interface ResumableOptions {
  /** Called for all subscriptions that have none of their own. Default: each must have its own. */
  readonly onGap?: OnGap | undefined;
  /** Gets what `onGap` throws, which ends no stream. Default: `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}
