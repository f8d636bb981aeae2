import type { Sink, SubscribeRequest, SubscribingClient } from '../../../src/client/index.ts';

interface Sent {
  readonly request: SubscribeRequest;
  readonly sink: Sink;
}

type PingListener = (received: boolean, payload: unknown) => void;
type ConnectionListener = (event: unknown, payload: unknown) => void;

/**
 * A client whose connection is in the test's hands. Like the real ones it serializes a request each
 * time it sends it.
 */
export class SubscribingClientDouble implements SubscribingClient {
  readonly #pingListeners = new Set<PingListener>();
  readonly #listeners = {
    error: new Set<ConnectionListener>(),
    closed: new Set<ConnectionListener>(),
    connected: new Set<ConnectionListener>(),
  };
  readonly #subscriptions: Sent[] = [];
  /** The variables of each request, as the gateway got them. */
  readonly sent: unknown[] = [];
  stops = 0;

  get pingListeners(): number {
    return this.#pingListeners.size;
  }

  get closedListeners(): number {
    return this.#listeners.closed.size;
  }

  get connectedListeners(): number {
    return this.#listeners.connected.size;
  }

  subscribe(request: SubscribeRequest, sink: Sink): () => void {
    this.#subscriptions.push({ request, sink });
    this.reconnect();
    return () => {
      this.stops += 1;
      sink.complete();
    };
  }

  on(event: 'ping', listener: PingListener): () => void;
  on(event: 'error' | 'closed', listener: (event: unknown) => void): () => void;
  on(event: 'connected', listener: ConnectionListener): () => void;
  on(
    ...[event, listener]: ['ping', PingListener] | ['error' | 'closed' | 'connected', ConnectionListener]
  ): () => void {
    return event === 'ping' ? added(this.#pingListeners, listener) : added(this.#listeners[event], listener);
  }

  /** Sends the latest subscription, again if it was sent before. */
  reconnect(): void {
    const request = this.#subscriptions.at(-1)?.request;
    const text = JSON.stringify(request?.variables);
    this.sent.push(text === undefined ? undefined : JSON.parse(text));
  }

  /** Loses the connection, before `reconnect`. */
  close(event: unknown = { code: 1006, reason: '' }): void {
    for (const listener of this.#listeners.closed) listener(event, undefined);
  }

  /** Ends the connection in either way, before `reconnect`. */
  end(event: 'error' | 'closed'): void {
    for (const listener of this.#listeners[event]) listener(undefined, undefined);
  }

  /** Opens a connection, before `reconnect`; the payload is that of its `ConnectionAck`. */
  connect(payload?: unknown): void {
    for (const listener of this.#listeners.connected) listener(undefined, payload);
  }

  ping(cursor: string | null): void {
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

function added<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
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
