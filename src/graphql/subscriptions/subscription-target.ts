import { type GraphQLResolveInfo, locatedError, responsePathAsArray } from 'graphql';
import type { OperationContext } from '../operation-context.ts';
import type { AccountSource } from './account-source.ts';

/** What a client gets of what it asked for. */
export interface AuthorizedSource {
  readonly source: AccountSource;
  /** The cursor that the client has seen last; absent: it begins now. */
  readonly after?: string | undefined;
}

/** Checks the authority of one client. @throws what that client is told. */
export type Authorize = (context: OperationContext) => Promise<AuthorizedSource>;

/**
 * What a subscription field resolves to: what is wanted, by the arguments alone and thus the same for all who send them. What becomes of it depends
 * on who asks, and is asked of `authorize`.
 */
export class SubscriptionTarget implements AsyncIterable<never> {
  readonly #field: GraphQLResolveInfo;
  readonly #authorize: Authorize;

  constructor(field: GraphQLResolveInfo, authorize: Authorize) {
    this.#field = field;
    this.#authorize = authorize;
  }

  /** @throws GraphQLError at the field, as graphql-js makes it of what a resolver throws */
  async authorize(context: OperationContext): Promise<AuthorizedSource> {
    try {
      return await this.#authorize(context);
    } catch (error) {
      const { fieldNodes, path } = this.#field;
      throw locatedError(error, fieldNodes, responsePathAsArray(path));
    }
  }

  /** graphql-js demands an async iterable of a subscription field, though here nobody iterates: the fan-out opens the source. */
  [Symbol.asyncIterator](): AsyncIterator<never> {
    throw new TypeError('The events of a subscription are delivered by the fan-out.');
  }
}
