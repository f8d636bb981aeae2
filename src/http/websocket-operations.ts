import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { NextFrame } from '../fanout/next-frame.ts';
import type { Seat } from '../fanout/seat.ts';
import type { Documents } from '../graphql/documents.ts';
import type { OperationContext } from '../graphql/operation-context.ts';
import type { Subscriptions } from '../graphql/subscriptions.ts';

export interface WebSocketOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly subscriptions: Subscriptions;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly context: OperationContext;
  /** What delivers the events of the operation with this id. */
  readonly deliverer: (operationId: string) => (frame: NextFrame) => void;
}

/** What is left to do of an operation once graphql-ws may run it; travels as its context value. */
export class PreparedOperation {
  readonly run: () => Promise<ExecutionResult> | Seat;

  constructor(run: () => Promise<ExecutionResult> | Seat) {
    this.run = run;
  }
}

type Preparation = ExecutionArgs | readonly GraphQLError[];

/** The operations of one WebSocket connection. Whatever one of them does, throws or delays, neither the connection nor its siblings suffer. */
export class WebSocketOperations {
  readonly #options: WebSocketOperationsOptions;
  /** Which use of an id is under way: a client may complete an operation and use its id again while the first is still being worked on. */
  readonly #uses = new Map<string, symbol>();
  readonly #seats = new Set<Seat>();
  /** Operations that arrive while a mutation runs wait for it: a login decides who they run as. */
  #mutations: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: WebSocketOperationsOptions) {
    this.#options = options;
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
    for (const seat of [...this.#seats]) seat.free();
  }

  async #prepare(id: string, payload: SubscribePayload): Promise<Preparation> {
    const { schema, documents, context } = this.#options;
    const read = documents.read(payload.query);
    if (!read.ok) return read.errors;
    const { document } = read;
    const operation = getOperationAST(document, payload.operationName);
    if (!operation) return [noSuchOperation(payload.operationName)];
    if (operation.operation === 'subscription') return this.#subscribe(id, payload, document);

    const before = this.#mutations;
    const args = {
      schema,
      document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      contextValue: context,
    };
    const work = before.then(() => this.#execute(args));
    if (operation.operation === 'mutation') this.#mutations = work;
    const execution = this.#whileCurrent(id, () => work);
    return {
      schema,
      document,
      operationName: payload.operationName,
      contextValue: new PreparedOperation(() => execution),
    };
  }

  async #subscribe(id: string, payload: SubscribePayload, document: DocumentNode): Promise<Preparation> {
    const { query, operationName, variables } = payload;
    const { schema, subscriptions, context, deliverer } = this.#options;
    const outcome = await this.#whileCurrent(
      id,
      () =>
        this.#mutations.then(() =>
          subscriptions.subscribe({
            document,
            documentKey: query,
            operationName: operationName ?? undefined,
            variableValues: variables ?? {},
            context,
            deliver: deliverer(id),
            left: (seat) => this.#seats.delete(seat),
          }),
        ),
      (overtaken) => overtaken.ok && overtaken.seat.free(),
    );
    if (!outcome.ok) return outcome.errors;
    const { seat } = outcome;
    if (this.#isClosed) seat.free();
    else this.#seats.add(seat);
    return { schema, document, operationName, contextValue: new PreparedOperation(() => seat) };
  }

  /**
   * Resolves with what `work` does, unless the id was used again meanwhile: graphql-ws would answer the new operation with it. Then it never
   * settles, and `onOvertaken` gets the result.
   */
  async #whileCurrent<Result>(
    id: string,
    work: () => Promise<Result>,
    onOvertaken?: (result: Result) => void,
  ): Promise<Result> {
    const use = Symbol(id);
    this.#uses.set(id, use);
    const isCurrent = (): boolean => this.#uses.get(id) === use;
    try {
      const result = await work();
      if (isCurrent()) return result;
      onOvertaken?.(result);
    } catch (error) {
      if (isCurrent()) throw error;
    } finally {
      if (isCurrent()) this.#uses.delete(id);
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
