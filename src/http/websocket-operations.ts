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
import type { NextFrame } from '../fanout/next-frame.ts';
import type { Seat } from '../fanout/seat.ts';
import type { Documents } from '../graphql/documents.ts';
import type { OperationContext } from '../graphql/operation-context.ts';
import type { OperationCost } from '../graphql/operation-cost.ts';
import type { SubscriptionOutcome, SubscriptionRequest, Subscriptions } from '../graphql/subscriptions.ts';
import type { TrustedDocuments } from '../graphql/trusted-documents.ts';
import type { OperationLimits } from './operation-limits.ts';

export interface WebSocketOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly trusted: TrustedDocuments;
  readonly cost: OperationCost;
  readonly subscriptions: Subscriptions;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly context: OperationContext;
  /** What delivers the events of the operation with this id. */
  readonly deliverer: (operationId: string) => (frame: NextFrame) => void;
  readonly drained: () => Promise<void>;
  readonly limits: OperationLimits;
  readonly onOperation: (type: OperationTypeNode) => void;
}

/** What is left to do of an operation once graphql-ws may run it; travels as its context value. */
export class PreparedOperation {
  readonly run: () => Promise<ExecutionResult> | Seat;

  constructor(run: () => Promise<ExecutionResult> | Seat) {
    this.run = run;
  }
}

type Preparation = ExecutionArgs | readonly GraphQLError[];

/** One use of an operation id, from its `subscribe` message on. */
interface Use {
  /** Until the client uses the id for something else: it may, as soon as it has sent `complete`. */
  isCurrent: boolean;
}

/** The operations of one WebSocket connection. Whatever one of them does, throws or delays, neither the connection nor its siblings suffer. */
export class WebSocketOperations {
  readonly #options: WebSocketOperationsOptions;
  /** The latest use of each id that is still being worked on. */
  readonly #uses = new Map<string, Use>();
  readonly #seats = new Set<Seat>();
  /** Operations that arrive while a mutation runs wait for it: a login decides who they run as. */
  #mutations: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: WebSocketOperationsOptions) {
    this.#options = options;
  }

  /** Whether every stream of the connection has been told everything up to now. */
  get areUpToDate(): boolean {
    return this.#uses.size === 0 && [...this.#seats].every(({ isUpToDate }) => isUpToDate);
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
    const { schema, documents, trusted, cost, context, limits } = this.#options;
    const query = trusted.textOf(payload);
    limits.noteDocument(query);
    const read = documents.read(query);
    if (!read.ok) return read.errors;
    const { document } = read;
    const operation = getOperationAST(document, payload.operationName);
    if (!operation) return [noSuchOperation(payload.operationName)];
    cost.check(document, payload.operationName, payload.variables ?? {});
    this.#options.onOperation(operation.operation);
    if (operation.operation === 'subscription') return this.#subscribe(id, { ...payload, query }, document);

    const before = this.#mutations;
    const args = {
      schema,
      document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      // Its own object: what an operation loads is shared within it, never with the next one of the connection.
      contextValue: { ...context },
    };
    const work = limits.pend(() => before.then(() => this.#execute(args)));
    if (operation.operation === 'mutation') this.#mutations = work;
    const execution = this.#whileCurrent(id, this.#use(id), () => work);
    return {
      schema,
      document,
      operationName: payload.operationName,
      contextValue: new PreparedOperation(() => execution),
    };
  }

  async #subscribe(id: string, payload: SubscribePayload, document: DocumentNode): Promise<Preparation> {
    const { query, operationName, variables } = payload;
    const { schema, context, deliverer, drained, limits } = this.#options;
    const use = this.#use(id);
    const deliver = deliverer(id);
    const request = {
      document,
      documentKey: query,
      operationName: operationName ?? undefined,
      variableValues: variables ?? {},
      context,
      // Events can come before all topics of the operation are live, when the id may belong to another one already.
      deliver: (frame: NextFrame) => {
        if (use.isCurrent) deliver(frame);
      },
      drained,
      left: (seat: Seat) => this.#seats.delete(seat),
    };
    const outcome = await this.#whileCurrent(
      id,
      use,
      async () => limits.pend(() => this.#takeSeat(request)),
      (overtaken) => overtaken.ok && overtaken.seat.free(),
    );
    if (!outcome.ok) return outcome.errors;
    const { seat } = outcome;
    if (this.#isClosed) seat.free();
    else this.#seats.add(seat);
    return { schema, document, operationName, contextValue: new PreparedOperation(() => seat) };
  }

  /** Asks again when another login came between: what was granted to one identity says nothing about the next. */
  async #takeSeat(request: SubscriptionRequest): Promise<SubscriptionOutcome> {
    await this.#mutations;
    const { session } = request.context;
    const { accountId } = session;
    const outcome = await this.#options.subscriptions.subscribe(request);
    if (!outcome.ok || session.accountId === accountId) return outcome;
    outcome.seat.free();
    return this.#takeSeat(request);
  }

  #use(id: string): Use {
    const before = this.#uses.get(id);
    if (before !== undefined) before.isCurrent = false;
    const use = { isCurrent: true };
    this.#uses.set(id, use);
    return use;
  }

  /**
   * Resolves with what `work` does, unless the id was used again meanwhile: graphql-ws would answer the new operation with it. Then it never
   * settles, and `onOvertaken` gets the result.
   */
  async #whileCurrent<Result>(
    id: string,
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
    } finally {
      if (use.isCurrent) this.#uses.delete(id);
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
