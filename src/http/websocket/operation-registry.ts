import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { GatewayError } from '../../errors.ts';
import { checkOperation, type DocumentPolicy, maxVariableErrors } from '../../graphql/documents/document-policy.ts';
import type { OperationContext } from '../../graphql/operation-context.ts';
import type { QueryTurns } from '../../graphql/query-turns.ts';
import type { SubscriptionStarter } from '../../graphql/subscriptions/subscription-starter.ts';
import { addressBlock } from '../../limits/address-block.ts';
import type { OperationLimits } from '../../limits/operation-limits.ts';
import { type MaybePromise, type Steps, settled, takeSteps } from '../../scheduling/steps.ts';
import type { CursorSource, WebSocketConnection } from './websocket-connection.ts';
import { WebSocketOperation } from './websocket-operation.ts';

/** What the operations of all connections share. */
export interface OperationServices {
  readonly schema: GraphQLSchema;
  readonly policy: DocumentPolicy;
  readonly queries: QueryTurns;
  readonly subscriptions: SubscriptionStarter;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly onOperation: (type: OperationTypeNode) => void;
}

/**
 * The memory of an id is held while its operation runs. Clients number their operations or use
 * UUIDs.
 */
const maxIdLength = 1_000;

/**
 * The operations of one WebSocket connection. Whatever one of them does, throws or delays, neither
 * the connection nor its siblings suffer.
 */
export class OperationRegistry implements CursorSource {
  readonly #services: OperationServices;
  readonly #connection: WebSocketConnection;
  readonly #context: OperationContext;
  readonly #limits: OperationLimits;
  readonly #running = new Map<string, WebSocketOperation>();
  /**
   * Settles when the last mutation is over; undefined when none runs. Operations that arrive
   * meanwhile wait for it, since a login decides who they run as. Holds no result: that may be a
   * token.
   */
  #mutation: Promise<void> | undefined;
  /**
   * Settles when the last operation that waits for its document, or behind one that does, has
   * begun; undefined when none waits.
   */
  #lastWaiting: Promise<void> | undefined;

  constructor(
    connection: WebSocketConnection,
    context: OperationContext,
    limits: OperationLimits,
    services: OperationServices,
  ) {
    this.#connection = connection;
    this.#context = context;
    this.#limits = limits;
    this.#services = services;
  }

  get isUpToDate(): boolean {
    for (const operation of this.#running.values()) if (!operation.isUpToDate) return false;
    return true;
  }

  has(id: string): boolean {
    return this.#running.has(id);
  }

  /**
   * Runs the operation, and answers it whatever happens: at once where everything is known that it
   * needs, as for a subscription that others have, too. An empty `operationName` counts as none.
   * Must not be called with an id that is in use.
   */
  start(id: string, payload: SubscribePayload): MaybePromise<void> {
    return takeSteps(this.#start(id, payload));
  }

  /** Called when the client no longer wants the operation. Without effect for an unused id. */
  stop(id: string): void {
    this.#running.get(id)?.stop();
  }

  /**
   * The connection is gone: ends all operations, also subscriptions that are still being set up,
   * and answers none.
   */
  close(): void {
    for (const operation of [...this.#running.values()]) operation.stop();
  }

  *#start(id: string, payload: SubscribePayload): Steps<void> {
    const operation = new WebSocketOperation(id, this.#connection, this.#running);
    try {
      if (id.length > maxIdLength)
        throw new GatewayError('BAD_USER_INPUT', `The id of an operation has at most ${maxIdLength} characters.`);
      const pending = this.#limits.acquire();
      try {
        yield* this.#begin(operation, payload.operationName === '' ? { ...payload, operationName: null } : payload);
      } finally {
        pending.release();
      }
    } catch (error) {
      operation.fail([this.#services.maskError(error)]);
    }
  }

  /**
   * Runs the operation at once if its document is known and no earlier operation still waits for
   * its own.
   */
  *#begin(operation: WebSocketOperation, payload: SubscribePayload): Steps<void> {
    const { documents, trusted } = this.#services.policy;
    const query = trusted.textOf(payload);
    if (this.#lastWaiting === undefined && documents.has(query)) return yield* this.#run(operation, payload, query);

    const run = () => takeSteps(this.#run(operation, payload, query));
    const begun = this.#prepare(operation, query).then(() => ({ ended: run() }));
    const done = (): void => {
      if (this.#lastWaiting === waiting) this.#lastWaiting = undefined;
    };
    const waiting = begun.then(done, done);
    this.#lastWaiting = waiting;
    const { ended } = yield* settled(begun);
    yield* settled(ended);
  }

  async #prepare(operation: WebSocketOperation, query: string): Promise<void> {
    await this.#lastWaiting;
    const { documents } = this.#services.policy;
    if (operation.isOver || documents.has(query)) return;
    this.#limits.countNewDocument();
    await documents.prepare(query, addressBlock(this.#context.clientInfo.clientIp), () => !operation.isOver);
  }

  *#run(operation: WebSocketOperation, payload: SubscribePayload, query: string): Steps<void> {
    if (operation.isOver) return;
    const { documents, cost } = this.#services.policy;
    const read = documents.read(query);
    if (!read.ok) {
      operation.fail(read.errors);
      return;
    }
    const { document } = read;
    const definition = getOperationAST(document, payload.operationName);
    if (!definition) throw noSuchOperation(payload.operationName);
    checkOperation(cost, document, payload.operationName, payload.variables ?? {});
    this.#services.onOperation(definition.operation);
    if (definition.operation === OperationTypeNode.SUBSCRIPTION) yield* this.#subscribe(operation, payload, document);
    else yield* settled(this.#answer(operation, definition.operation, payload, document));
  }

  *#subscribe(operation: WebSocketOperation, payload: SubscribePayload, document: DocumentNode): Steps<void> {
    if (this.#mutation !== undefined) yield* settled(this.#mutation);
    if (operation.isOver) return;
    const { operationName, variables } = payload;
    const started = this.#services.subscriptions.start({
      document,
      operationName: operationName ?? undefined,
      variableValues: variables ?? {},
      context: this.#context,
      transport: operation,
    });
    const errors = yield* settled(started);
    if (errors.length > 0) operation.fail(errors);
  }

  async #answer(
    operation: WebSocketOperation,
    type: OperationTypeNode,
    payload: SubscribePayload,
    document: DocumentNode,
  ): Promise<void> {
    const answered = this.#executeAfter(this.#mutation, operation, type, payload, document);
    if (type === OperationTypeNode.MUTATION) this.#holdBackUntil(answered);
    await answered;
  }

  #holdBackUntil(answered: Promise<void>): void {
    const release = (): void => {
      if (this.#mutation === mutation) this.#mutation = undefined;
    };
    const mutation = answered.then(release, release);
    this.#mutation = mutation;
  }

  async #executeAfter(
    mutation: Promise<void> | undefined,
    operation: WebSocketOperation,
    type: OperationTypeNode,
    payload: SubscribePayload,
    document: DocumentNode,
  ): Promise<void> {
    if (mutation !== undefined) await mutation;
    if (operation.isOver) return;
    // An object of its own: what an operation loads is shared within it, never with the next one of the connection.
    const context = { ...this.#context, signal: operation.signal };
    const { schema, queries } = this.#services;
    const { operationName, variables: variableValues } = payload;
    const result = await queries.run(type, context, () =>
      this.#executeMasked({ schema, document, operationName, variableValues, contextValue: context }),
    );
    operation.answer(result);
  }

  /** Never rejects: what fails is the operation's own answer. */
  async #executeMasked(args: ExecutionArgs): Promise<ExecutionResult> {
    const { maskError } = this.#services;
    try {
      const result = await execute({ ...args, options: { maxCoercionErrors: maxVariableErrors } });
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
