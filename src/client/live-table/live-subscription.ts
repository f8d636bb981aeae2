import { ConnectionError } from '../connection/connection-error.ts';
import { field } from '../result-field.ts';
import type { SubscribeRequest, SubscribingClient } from '../subscribing-client.ts';

/** What a live table hears of its subscription. */
export interface LiveSubscriptionListener {
  onResult(result: unknown): void;
  /**
   * Results will follow from the beginning; nothing is known until then.
   *
   * @param error why there is no connection; undefined where that is not known
   */
  onInterrupted(error: unknown): void;
  /** Nothing follows any more. `error` is undefined where the stream ended without one. */
  onEnd(error: unknown): void;
}

/**
 * Subscribes once at the client, which may send the request again whenever it reconnects. Returns
 * what ends it, after which the listener hears nothing more.
 *
 * A reconnection shows in the request, which the client serializes each time that it sends it. A
 * client of graphql-ws says earlier that its connection was closed, and that of
 * `createGatewayClient` also when the next attempt follows.
 */
export function subscribeLive(
  client: SubscribingClient,
  request: SubscribeRequest,
  listener: LiveSubscriptionListener,
): () => void {
  const { connection } = client;
  let wasSent = false;
  let wasConnected = false;
  /** Since the connection was lost, or from the start; -1 while it is there: its loss is none. */
  let failedAttempts = 0;
  let isOver = false;
  let lastError: unknown;
  const reached = (): void => {
    wasConnected = true;
    failedAttempts = -1;
  };
  const lost = (event?: unknown): ConnectionError => {
    failedAttempts += 1;
    return new ConnectionError({ wasConnected, failedAttempts, event });
  };
  const variables = Object.defineProperty({ ...request.variables }, 'toJSON', {
    value: () => {
      // Where nothing tells of the connection, that it is sent again does.
      if (wasSent) interrupt(client.on ? undefined : lost());
      wasSent = true;
      if (client.on) reached();
      return request.variables ?? {};
    },
  });
  const interrupt = (error: unknown): void => {
    if (!isOver) listener.onInterrupted(error);
  };
  const end = (error: unknown): void => {
    if (isOver) return;
    finish();
    listener.onEnd(error);
  };
  const finish = (): void => {
    isOver = true;
    for (const unlisten of listening) unlisten?.();
  };

  const tellWaiting = (): void => {
    const { status, error } = connection?.getSnapshot() ?? {};
    if (status === 'WAITING') interrupt(error);
  };
  const listening = [
    client.on?.('closed', (event) => interrupt(connection ? undefined : lost(event))),
    connection?.subscribe(tellWaiting),
  ];
  tellWaiting();
  const stop = client.subscribe(
    { ...request, variables },
    {
      next(result) {
        if (isOver) return;
        reached();
        const errors = field(result, 'errors');
        // Over SSE an error is the last result; `complete` follows.
        if (Array.isArray(errors)) lastError = errors[0];
        else listener.onResult(result);
      },
      error: (error) => end(Array.isArray(error) ? error[0] : error),
      complete: () => end(lastError),
    },
  );
  return () => {
    if (isOver) return;
    finish();
    stop();
  };
}
