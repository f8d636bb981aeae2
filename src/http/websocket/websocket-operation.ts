import type { ExecutionResult, GraphQLError } from 'graphql';
import type { OperationWriter } from '../../fanout/operation-writer.ts';
import { clientLeft } from '../../graphql/operation-context.ts';
import type { ClientSubscription, SubscriptionTransport } from '../../graphql/subscriptions/client-subscription.ts';
import type { WebSocketConnection } from './websocket-connection.ts';

type State =
  | { readonly name: 'pending' }
  | { readonly name: 'subscribed'; readonly subscription: ClientSubscription; readonly writer: OperationWriter }
  | { readonly name: 'over' };

/**
 * One operation of a connection, from its `subscribe` message until its last answer, or until its
 * client no longer wants it. Nothing is sent under its id afterwards.
 */
export class WebSocketOperation implements SubscriptionTransport {
  readonly #id: string;
  readonly #connection: WebSocketConnection;
  /** The operations of the connection that are not over, by id. */
  readonly #running: Map<string, WebSocketOperation>;
  #state: State = { name: 'pending' };
  /** Only of those that somebody watches: ten thousand subscriptions need none. */
  #over: AbortController | undefined;

  /** Adds itself to `running`, and removes itself when it is over. */
  constructor(id: string, connection: WebSocketConnection, running: Map<string, WebSocketOperation>) {
    this.#id = id;
    this.#connection = connection;
    this.#running = running;
    running.set(id, this);
  }

  /**
   * True if it is a subscription whose client has been handed everything that happened up to now.
   */
  get isUpToDate(): boolean {
    return this.#state.name === 'subscribed' && this.#state.subscription.isUpToDate;
  }

  get isOver(): boolean {
    return this.#state.name === 'over';
  }

  /** Is aborted with `clientLeft` when the operation is over. */
  get signal(): AbortSignal {
    this.#over ??= new AbortController();
    if (this.isOver) this.#over.abort(clientLeft);
    return this.#over.signal;
  }

  open(subscription: ClientSubscription): OperationWriter | undefined {
    if (this.isOver) return undefined;
    const writer = this.#connection.writer.open(this.#id);
    this.#state = { name: 'subscribed', subscription, writer };
    return writer;
  }

  onEnded(error: GraphQLError): void {
    this.fail([error]);
  }

  /** Sends the one result of a query or mutation. Without effect once the operation is over. */
  answer({ errors, ...result }: ExecutionResult): void {
    if (this.isOver) return;
    const payload = errors === undefined ? result : { ...result, errors: errors.map((error) => error.toJSON()) };
    // Before it is over: what cannot be written as JSON is answered with an error.
    const next = this.#message('next', payload);
    this.#finish();
    this.#connection.send(next);
    this.#connection.send(this.#message('complete'));
  }

  /** Ends it with errors. Without effect once the operation is over. */
  fail(errors: readonly GraphQLError[]): void {
    if (this.isOver) return;
    const payload = errors.map((error) => error.toJSON());
    const message = this.#message('error', payload);
    this.#finish();
    this.#connection.send(message);
  }

  /** Called when the client no longer wants the operation. */
  stop(): void {
    this.#finish();
  }

  #finish(): void {
    const before = this.#state;
    if (before.name === 'over') return;
    this.#state = { name: 'over' };
    this.#running.delete(this.#id);
    this.#over?.abort(clientLeft);
    if (before.name !== 'subscribed') return;
    before.writer.close();
    before.subscription.stop();
  }

  #message(type: 'next' | 'error' | 'complete', payload?: object): string {
    return JSON.stringify({ id: this.#id, type, payload });
  }
}
