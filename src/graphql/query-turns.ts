import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import type { AccountAccess } from '../auth/account-access.ts';
import type { Session } from '../auth/session.ts';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { OperationPlaces } from '../limits/operation-places.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { OperationContext } from './operation-context.ts';

/** On whose behalf a query or mutation is executed, and until when somebody waits for it. */
export interface ExecutionContext extends OperationContext {
  readonly signal: AbortSignal;
}

/**
 * Lets the queries of one user at one address take turns before their execution begins: what has
 * begun has resolvers, promises and requests, and what waits has none. An execution begins in its
 * client's turn: many places become free at once when a thousand clients leave together.
 */
export class QueryTurns {
  readonly #places: Pick<OperationPlaces, 'take' | 'admit'>;
  readonly #accountAccess: Pick<AccountAccess, 'isAuthorized'>;
  readonly #turns: SlicedQueue;
  readonly #onRefused: (clientInfo: ClientInfo, code: string, session: Session) => void;

  /**
   * @param turns in which all clients take turns, by address
   * @param onRefused called for each query that ends with an error, with the code of the first and
   *   the session of who sent it
   */
  constructor(
    places: Pick<OperationPlaces, 'take' | 'admit'>,
    accountAccess: Pick<AccountAccess, 'isAuthorized'>,
    turns: SlicedQueue,
    onRefused: (clientInfo: ClientInfo, code: string, session: Session) => void = () => undefined,
  ) {
    this.#onRefused = onRefused;
    this.#places = places;
    this.#accountAccess = accountAccess;
    this.#turns = turns;
  }

  /**
   * Must be called before an operation over HTTP is read, since reading costs more than refusing:
   * turns away who is refused and comes again at once.
   *
   * @throws `RATE_LIMITED` with `extensions.retryAfter`
   */
  admit(context: OperationContext): void {
    this.#places.admit(this.#clientOf(context));
  }

  /**
   * Executes a query when it has a place, and a mutation at once: a login must wait for no list.
   * Settles as `execute` does.
   *
   * @throws without executing it what `OperationPlaces.take` throws
   */
  async run<Result extends ExecutionResult>(
    type: OperationTypeNode,
    context: ExecutionContext,
    execute: () => Result | Promise<Result>,
  ): Promise<Result> {
    if (type !== OperationTypeNode.QUERY) return await execute();
    try {
      const result = await this.#inTurn(context, execute);
      if (result.errors !== undefined) this.#note(context, result.errors[0]);
      return result;
    } catch (error) {
      this.#note(context, error);
      throw error;
    }
  }

  async #inTurn<Result>(context: ExecutionContext, execute: () => Result): Promise<Awaited<Result>> {
    const { signal, clientInfo } = context;
    const place = await this.#places.take(this.#clientOf(context), signal);
    try {
      return await this.#turns.run(addressBlock(clientInfo.clientIp), () => {
        signal.throwIfAborted();
        return execute();
      });
    } finally {
      place.release();
    }
  }

  /** Who has left was not refused anything. */
  #note({ signal, clientInfo, session }: ExecutionContext, error: unknown): void {
    if (!signal.aborted) this.#onRefused(clientInfo, codeOf(error), session);
  }

  /**
   * A token may claim any user until Kazoo has confirmed it: until then it has places of its own,
   * and takes none of the user's.
   */
  #clientOf({ session, clientInfo }: OperationContext): string {
    const { token, accountId, principal } = session;
    const isConfirmed =
      token !== undefined && accountId !== undefined && this.#accountAccess.isAuthorized(token, accountId);
    return `${isConfirmed ? principal : token} ${addressBlock(clientInfo.clientIp)}`;
  }
}

/** The code that the client gets, masked or not yet. */
function codeOf(error: unknown): string {
  const thrown = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (thrown instanceof GatewayError) return thrown.code;
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}
