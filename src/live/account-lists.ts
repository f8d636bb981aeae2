import type { UpstreamTokens } from '../auth/upstream-tokens.ts';
import { GatewayError } from '../errors.ts';
import type { Collection } from '../kazoo/collections/collection.ts';
import type { CollectionReader, Found } from '../kazoo/collections/collection-reader.ts';

/** Tokens that are refused one after another; then the next repair tries others. */
const maxTokens = 3;
/** Live things are listed whole, whatever size is asked for. */
const wholeList = { size: 1 };

/**
 * Kazoo's own lists of an account, read with whatever token opens the account's socket: the rows of
 * a table are shared by all who may see the account.
 */
export class AccountLists {
  readonly #collections: Pick<CollectionReader, 'page'>;
  readonly #tokens: Pick<UpstreamTokens, 'tokenFor' | 'forbidToken'>;

  constructor(collections: Pick<CollectionReader, 'page'>, tokens: Pick<UpstreamTokens, 'tokenFor' | 'forbidToken'>) {
    this.#collections = collections;
    this.#tokens = tokens;
  }

  /**
   * Reads a list that Crossbar answers whole.
   *
   * @param turn whose turn at Crossbar it takes
   * @throws as `CollectionReader.page` does; `UPSTREAM_UNAVAILABLE` when there is no token
   */
  async read<Item extends object>(
    collection: Collection<Item>,
    accountId: string,
    turn: string,
    signal: AbortSignal,
  ): Promise<readonly Found<Item>[]> {
    let refusal: unknown = new GatewayError('UPSTREAM_UNAVAILABLE', 'No token is left that may see the account.');
    const tried = new Set<string>();
    for (;;) {
      const token = this.#tokens.tokenFor(accountId);
      if (token === undefined || tried.has(token) || tried.size === maxTokens) throw refusal;
      tried.add(token);
      try {
        const scope = { token, clientInfo: {}, accountId, signal, turn };
        return (await this.#collections.page(collection, scope, wholeList)).items;
      } catch (error) {
        if (!(error instanceof GatewayError) || error.meaning.scope === 'operation') throw error;
        // A token that is refused everywhere ends its sessions by itself.
        if (error.meaning.scope === 'account') this.#tokens.forbidToken(token, accountId);
        refusal = error;
      }
    }
  }

  /**
   * Reads a list that is of use but not needed: none of it, where Kazoo has no such list or keeps
   * it from the token.
   *
   * @param turn whose turn at Crossbar it takes
   */
  async readOptional<Item extends object>(
    collection: Collection<Item>,
    accountId: string,
    turn: string,
    signal: AbortSignal,
  ): Promise<readonly Found<Item>[]> {
    const token = this.#tokens.tokenFor(accountId);
    if (token === undefined) return [];
    try {
      const scope = { token, clientInfo: {}, accountId, signal, turn };
      return (await this.#collections.page(collection, scope, wholeList)).items;
    } catch (error) {
      // The list that is needed, asked for beside this one, tells what is wrong with the account or the token.
      if (error instanceof GatewayError) return [];
      throw error;
    }
  }
}
