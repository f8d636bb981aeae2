import { field } from '../result-field.ts';
import type { SubscribeRequest, SubscribingClient } from '../subscribing-client.ts';

/** What a live table hears of its subscription. */
export interface LiveSubscriptionListener {
  onResult(result: unknown): void;
  /** Results will follow from the beginning; nothing is known until then. */
  onInterrupted(): void;
  /** Nothing follows any more. `error` is undefined where the stream ended without one. */
  onEnd(error: unknown): void;
}

/**
 * Subscribes once at the client, which may send the request again whenever it reconnects. Returns
 * what ends it, after which the listener hears nothing more.
 *
 * A reconnection shows in the request, which the client serializes each time that it sends it. A
 * client of graphql-ws says earlier that its connection was closed.
 */
export function subscribeLive(
  client: SubscribingClient,
  request: SubscribeRequest,
  listener: LiveSubscriptionListener,
): () => void {
  let isOver = false;
  let wasSent = false;
  let lastError: unknown;
  const variables = Object.defineProperty({ ...request.variables }, 'toJSON', {
    value: () => {
      if (wasSent) interrupt();
      wasSent = true;
      return { ...request.variables };
    },
  });
  const interrupt = (): void => {
    if (!isOver) listener.onInterrupted();
  };
  const end = (error: unknown): void => {
    if (isOver) return;
    finish();
    listener.onEnd(error);
  };
  const finish = (): void => {
    isOver = true;
    unlisten?.();
  };

  const unlisten = client.on?.('closed', interrupt);
  const stop = client.subscribe(
    { ...request, variables },
    {
      next(result) {
        if (isOver) return;
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
