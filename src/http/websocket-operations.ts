import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationTypeNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { type NextFrame, nextTail } from '../fanout/next-frame.ts';
import type { Seat } from '../fanout/seat.ts';
import type { StreamHolder } from '../graphql/client-stream.ts';
import type { Documents } from '../graphql/documents.ts';
import type { OperationContext } from '../graphql/operation-context.ts';
import type { OperationCost } from '../graphql/operation-cost.ts';
import type { SubscriptionOutcome, SubscriptionRequest, Subscriptions } from '../graphql/subscriptions.ts';
import type { TrustedDocuments } from '../graphql/trusted-documents.ts';
import type { OperationLimits } from './operation-limits.ts';
import type { Streams, WebSocketConnection } from './websocket-connection.ts';

/** The same for all connections of a server. */
export interface WebSocketOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly trusted: TrustedDocuments;
  readonly cost: OperationCost;
  readonly subscriptions: Subscriptions;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly onOperation: (type: OperationTypeNode) => void;
}

/** What is left to do of an operation once graphql-ws may run it; travels as its context value. */
export class PreparedOperation {
  readonly result: Promise<ExecutionResult> | Seat;

  constructor(result: Promise<ExecutionResult> | Seat) {
    this.result = result;
  }
}

type Preparation = ExecutionArgs | readonly GraphQLError[];

/** One use of an operation id, from its `subscribe` message until its result, or the end of its stream. */
class Use implements StreamHolder {
  /** Until the client uses the id for something else: it may, as soon as it has sent `complete`. */
  isCurrent = true;
  seat: Seat | undefined;
  readonly #id: string;
  readonly #tail: string;
  readonly #connection: WebSocketConnection;
  readonly #uses: Map<string, Use>;

  constructor(id: string, connection: WebSocketConnection, uses: Map<string, Use>) {
    this.#id = id;
    this.#tail = nextTail(id);
    this.#connection = connection;
    this.#uses = uses;
  }

  /** Hot. Events can come before all topics of the operation are live, when the id may belong to another one already. */
  deliver(frames: readonly NextFrame[]): void {
    if (this.isCurrent) this.#connection.deliver(frames, this.#tail);
  }

  drained(): Promise<void> {
    return this.#connection.drained();
  }

  left(): void {
    if (this.seat !== undefined) this.end();
  }

  end(): void {
    if (this.isCurrent) this.#uses.delete(this.#id);
  }
}

const settled: Promise<unknown> = Promise.resolve();

/** The operations of one WebSocket connection. Whatever one of them does, throws or delays, neither the connection nor its siblings suffer. */
export class WebSocketOperations implements Streams {
  readonly #options: WebSocketOperationsOptions;
  readonly #connection: WebSocketConnection;
  readonly #context: OperationContext;
  readonly #limits: OperationLimits;
  /** The latest use of each id that is still being worked on, or streams. */
  readonly #uses = new Map<string, Use>();
  /** Operations that arrive while a mutation runs wait for it: a login decides who they run as. */
  #mutations: Promise<unknown> = settled;
  #isClosed = false;

  constructor(
    connection: WebSocketConnection,
    context: OperationContext,
    limits: OperationLimits,
    options: WebSocketOperationsOptions,
  ) {
    this.#connection = connection;
    this.#context = context;
    this.#limits = limits;
    this.#options = options;
  }

  get areUpToDate(): boolean {
    for (const { seat } of this.#uses.values()) if (seat?.isUpToDate !== true) return false;
    return true;
  }

  /** Never rejects: graphql-ws closes the socket with 4500 and the raw text for whatever its `onSubscribe` throws. */
  async prepare(id: string, payload: SubscribePayload): Promise<Preparation> {
    try {
      return await this.#prepare(id, payload);
    } catch (error) {
      return [this.#options.maskError(error)];
    }
  }

  /** The connection is gone: every seat is freed, also of subscriptions that are still being set up. */
  close(): void {
    this.#isClosed = true;
    for (const { seat } of [...this.#uses.values()]) seat?.free();
  }

  async #prepare(id: string, payload: SubscribePayload): Promise<Preparation> {
    const { schema, documents, trusted, cost } = this.#options;
    const limits = this.#limits;
    const query = trusted.textOf(payload);
    const read = documents.read(query, () => limits.noteNewDocument());
    if (!read.ok) return read.errors;
    const { document } = read;
    // graphql-ws keeps the payload for as long as the stream lasts: not a copy of the text for each client.
    Object.assign(payload, { query: read.query });
    const operation = getOperationAST(document, payload.operationName);
    if (!operation) return [noSuchOperation(payload.operationName)];
    cost.check(document, payload.operationName, payload.variables ?? {});
    this.#options.onOperation(operation.operation);
    if (operation.operation === 'subscription') return this.#subscribe(id, payload, document);

    const before = this.#mutations;
    const args = {
      schema,
      document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      // Its own object: what an operation loads is shared within it, never with the next one of the connection.
      contextValue: { ...this.#context },
    };
    const work = limits.pend(() => before.then(() => this.#execute(args)));
    if (operation.operation === 'mutation') this.#mutations = work;
    const use = this.#use(id);
    const execution = this.#whileCurrent(use, () => work.finally(() => use.end()));
    return { ...args, rootValue: undefined, contextValue: new PreparedOperation(execution) };
  }

  async #subscribe(id: string, payload: SubscribePayload, document: DocumentNode): Promise<Preparation> {
    const { operationName, variables } = payload;
    const use = this.#use(id);
    const request = {
      document,
      operationName: operationName ?? undefined,
      variableValues: variables ?? {},
      context: this.#context,
      holder: use,
    };
    const outcome = await this.#whileCurrent(
      use,
      () => this.#takeSeat(request, use),
      (overtaken) => overtaken.ok && overtaken.seat.free(),
    );
    if (!outcome.ok) return outcome.errors;
    const { seat } = outcome;
    use.seat = seat;
    if (this.#isClosed) seat.free();
    const { schema } = this.#options;
    return { schema, document, operationName, rootValue: undefined, contextValue: new PreparedOperation(seat) };
  }

  async #takeSeat(request: SubscriptionRequest, use: Use): Promise<SubscriptionOutcome> {
    try {
      const outcome = await this.#limits.pend(() => this.#trySeat(request));
      if (!outcome.ok) use.end();
      return outcome;
    } catch (error) {
      use.end();
      throw error;
    }
  }

  /** Asks again when another login came between: what was granted to one identity says nothing about the next. */
  async #trySeat(request: SubscriptionRequest): Promise<SubscriptionOutcome> {
    await this.#mutations;
    const { session } = request.context;
    const { accountId } = session;
    const outcome = await this.#options.subscriptions.subscribe(request);
    if (!outcome.ok || session.accountId === accountId) return outcome;
    outcome.seat.free();
    return this.#trySeat(request);
  }

  #use(id: string): Use {
    const before = this.#uses.get(id);
    if (before !== undefined) before.isCurrent = false;
    const use = new Use(id, this.#connection, this.#uses);
    this.#uses.set(id, use);
    return use;
  }

  /**
   * Resolves with what `work` does, unless the id was used again meanwhile: graphql-ws would answer the new operation with it. Then it never
   * settles, and `onOvertaken` gets the result.
   */
  async #whileCurrent<Result>(
    use: Use,
    work: () => Promise<Result>,
    onOvertaken?: (result: Result) => void,
  ): Promise<Result> {
    try {
      const result = await work();
      if (use.isCurrent) return result;
      onOvertaken?.(result);
    } catch (error) {
      if (use.isCurrent) throw error;
    }
    return new Promise<never>(() => undefined);
  }

  /** Never rejects: what fails is the operation's own answer. */
  async #execute(args: ExecutionArgs): Promise<ExecutionResult> {
    const { maskError } = this.#options;
    try {
      const result = await execute(args);
      return result.errors === undefined ? result : { ...result, errors: result.errors.map(maskError) };
    } catch (error) {
      return { errors: [maskError(error)] };
    }
  }
}

function noSuchOperation(operationName: string | null | undefined): GraphQLError {
  const message =
    operationName === undefined || operationName === null
      ? 'The document holds several operations: say which one with operationName.'
      : `The document holds no operation named ${JSON.stringify(operationName)}.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
