import type { Sink, SubscribeRequest, SubscribingClient } from '../../../src/client/index.ts';

interface Sent {
  readonly request: SubscribeRequest;
  readonly sink: Sink;
}

/**
 * A client whose connection is in the test's hands. Like the real ones it serializes a request each
 * time it sends it.
 */
export class SubscribingClientDouble implements SubscribingClient {
  readonly #pingListeners = new Set<(received: boolean, payload: unknown) => void>();
  readonly #closedListeners = new Set<(received: boolean, payload: unknown) => void>();
  readonly #subscriptions: Sent[] = [];
  /** The variables of each request, as the gateway got them. */
  readonly sent: unknown[] = [];
  stops = 0;

  get pingListeners(): number {
    return this.#pingListeners.size;
  }

  get closedListeners(): number {
    return this.#closedListeners.size;
  }

  subscribe(request: SubscribeRequest, sink: Sink): () => void {
    this.#subscriptions.push({ request, sink });
    this.reconnect();
    return () => {
      this.stops += 1;
      sink.complete();
    };
  }

  on(event: 'ping' | 'closed', listener: (received: boolean, payload: unknown) => void): () => void {
    const listeners = event === 'ping' ? this.#pingListeners : this.#closedListeners;
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** Sends the latest subscription, again if it was sent before. */
  reconnect(): void {
    const request = this.#subscriptions.at(-1)?.request;
    const text = JSON.stringify(request?.variables);
    this.sent.push(text === undefined ? undefined : JSON.parse(text));
  }

  /** Loses the connection, before `reconnect`. */
  close(): void {
    for (const listener of this.#closedListeners) listener(false, undefined);
  }

  ping(cursor: string): void {
    for (const listener of this.#pingListeners) listener(true, { cursor });
  }

  next(result: unknown): void {
    this.#subscriptions.at(-1)?.sink.next(result);
  }

  complete(): void {
    this.#subscriptions.at(-1)?.sink.complete();
  }

  fail(code: string, others: object = {}): void {
    this.#subscriptions.at(-1)?.sink.error([{ message: code, extensions: { code, ...others } }]);
  }
}

/** Writes down what a subscription tells. */
export class SinkDouble implements Sink {
  readonly results: unknown[] = [];
  readonly ends: unknown[] = [];

  next(result: unknown): void {
    this.results.push(result);
  }

  error(error: unknown): void {
    this.ends.push(error);
  }

  complete(): void {
    this.ends.push('complete');
  }
}
