import { field } from '../result-field.ts';
import type { SubscribeRequest, SubscribingClient } from '../subscribing-client.ts';
import { Attempts } from './attempts.ts';

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
  const attempts = new Attempts();
  let isOver = false;
  let lastError: unknown;
  const variables = Object.defineProperty({ ...request.variables }, 'toJSON', {
    value: () => {
      // Where nothing tells of the connection, that it is sent again does.
      if (attempts.wereMade) interrupt(client.on === undefined ? attempts.failed() : undefined);
      attempts.sent();
      if (client.on !== undefined) attempts.succeeded();
      return { ...request.variables };
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

  const listening = [
    client.on?.('closed', (event) => interrupt(connection === undefined ? attempts.failed(event) : undefined)),
    connection?.subscribe(() => tellWaiting()),
  ];
  const tellWaiting = (): void => {
    const { status, error } = connection?.getSnapshot() ?? {};
    if (status === 'WAITING') interrupt(error);
  };
  tellWaiting();
  const stop = client.subscribe(
    { ...request, variables },
    {
      next(result) {
        if (isOver) return;
        attempts.succeeded();
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
