import type { ExecutionResult, GraphQLError } from 'graphql';
import { nextTail } from '../../fanout/next-frame.ts';
import type { OperationWriter } from '../../fanout/operation-writer.ts';
import type { Subscriber } from '../../fanout/subscriber.ts';
import type { SubscriptionTransport } from '../../graphql/subscriptions/client-subscription.ts';
import type { WebSocketConnection } from './websocket-connection.ts';

/** One operation of a connection, from its `subscribe` message until its last answer, or until the client has had enough: then nothing is sent under its id. */
export class WebSocketOperation implements SubscriptionTransport {
  readonly #id: string;
  readonly #connection: WebSocketConnection;
  /** The way of its events. */
  readonly sink: OperationWriter;
  /** All of the connection, by id. */
  readonly #running: Map<string, WebSocketOperation>;
  #subscriber: Subscriber | undefined;
  #isOver = false;

  constructor(id: string, connection: WebSocketConnection, running: Map<string, WebSocketOperation>) {
    this.#id = id;
    this.#connection = connection;
    this.sink = connection.writer.operationWriter(nextTail(id));
    this.#running = running;
  }

  /** Whether it is a stream that has been handed all that happened up to now. */
  get isUpToDate(): boolean {
    return this.#subscriber?.isUpToDate === true;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** From now on the seat is freed when the client has had enough. */
  take(subscriber: Subscriber): void {
    if (this.#isOver) {
      subscriber.free();
      return;
    }
    this.#subscriber = subscriber;
    this.sink.open();
  }

  ended(error: GraphQLError): void {
    this.fail([error]);
  }

  /** The one result of a query or mutation. */
  answer({ errors, ...result }: ExecutionResult): void {
    if (!this.#finish()) return;
    this.#send('next', errors === undefined ? result : { ...result, errors: errors.map((error) => error.toJSON()) });
    this.#send('complete');
  }

  fail(errors: readonly GraphQLError[]): void {
    if (!this.#finish()) return;
    this.#send(
      'error',
      errors.map((error) => error.toJSON()),
    );
  }

  /** The client is not interested any more. */
  stop(): void {
    this.#finish();
    this.#subscriber?.free();
  }

  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#running.delete(this.#id);
    this.sink.close();
    return true;
  }

  #send(type: 'next' | 'error' | 'complete', payload?: object): void {
    this.#connection.send(JSON.stringify({ id: this.#id, type, payload }));
  }
}
