import { type GraphQLResolveInfo, locatedError, responsePathAsArray } from 'graphql';
import type { Steps } from '../../scheduling/steps.ts';
import type { OperationContext } from '../operation-context.ts';
import type { AccountSource } from './account-source.ts';

/** What one client gets of a subscription target. */
export interface AuthorizedSource {
  readonly source: AccountSource;
  /** The cursor of the last event that the client has seen. Undefined: it begins now. */
  readonly after?: string | undefined;
}

/** Authorizes one client: at once where all is known. @throws what the client is told. */
export type Authorize = (context: OperationContext) => Steps<AuthorizedSource>;

/**
 * What a subscription field resolves to. It depends on the arguments alone, so it is the same for
 * all clients that send them; `authorize` decides what one client gets of it.
 */
export class SubscriptionTarget implements AsyncIterable<never> {
  readonly #field: GraphQLResolveInfo;
  readonly #authorize: Authorize;

  constructor(field: GraphQLResolveInfo, authorize: Authorize) {
    this.#field = field;
    this.#authorize = authorize;
  }

  /** @throws GraphQLError at the field, as graphql-js makes it of what a resolver throws */
  *authorize(context: OperationContext): Steps<AuthorizedSource> {
    try {
      return yield* this.#authorize(context);
    } catch (error) {
      const { fieldNodes, path } = this.#field;
      throw locatedError(error, fieldNodes, responsePathAsArray(path));
    }
  }

  /**
   * Never called: graphql-js demands that a subscription field resolves to an async iterable, but
   * the fan-out opens the source.
   */
  [Symbol.asyncIterator](): AsyncIterator<never> {
    throw new TypeError('The events of a subscription are delivered by the fan-out.');
  }
}
