import type { ListTokens } from '../auth/lists/list-tokens.ts';
import { NoTokenLeft } from '../auth/lists/no-token-left.ts';
import { GatewayError } from '../errors.ts';
import type { Collection } from '../kazoo/collections/collection.ts';
import type { AccountScope, CollectionReader, Found } from '../kazoo/collections/collection-reader.ts';
import { AmbiguousRefusal } from '../kazoo/crossbar/ambiguous-refusal.ts';

/** Tokens that are refused one after another; then the next repair tries others. */
const maxTokens = 3;
/**
 * How many documents, such as devices, are in a page. Live things are listed whole, whatever size
 * is asked for.
 */
const pageSize = 200;

/**
 * Kazoo's own lists of an account, read with the token of anybody who may see the account: the rows
 * of a table are shared by all of them. So is a failure, which is nobody's fault.
 */
export class AccountLists {
  readonly #collections: Pick<CollectionReader, 'page'>;
  readonly #tokens: Pick<ListTokens, 'tokenFor' | 'refuse'>;

  readonly #maxRows: number;

  /** @param maxRows nobody has a use for a list with more, of which no further page is read */
  constructor(
    collections: Pick<CollectionReader, 'page'>,
    tokens: Pick<ListTokens, 'tokenFor' | 'refuse'>,
    maxRows: number,
  ) {
    this.#collections = collections;
    this.#tokens = tokens;
    this.#maxRows = maxRows;
  }

  /**
   * Reads a list, with one request for each page of 200 documents, and with two more at most when
   * tokens are refused.
   *
   * @param turn whose turn at Crossbar it takes
   * @throws `NoTokenLeft`; `UPSTREAM_UNAVAILABLE`, with the last refusal as its cause;
   * `UPSTREAM_TIMEOUT`, `SHUTTING_DOWN`, and the reason of the signal.
   */
  async read<Item extends object>(
    collection: Collection<Item>,
    accountId: string,
    turn: string,
    signal: AbortSignal,
  ): Promise<readonly Found<Item>[]> {
    const { path } = collection;
    const tried = new Set<string>();
    let refusal: GatewayError | undefined;
    for (let attempt = 1; attempt <= maxTokens; attempt += 1) {
      const token = this.#tokens.tokenFor(accountId, path, tried);
      if (token === undefined) break;
      tried.add(token);
      try {
        const scope = { token, clientInfo: {}, accountId, signal, turn };
        return await this.#readPages(collection, scope);
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        // Another token would have to wait as this one has.
        if (error.code === 'RATE_LIMITED') throw unread(path, error);
        if (error.meaning.mayRetry && !(error instanceof AmbiguousRefusal)) throw error;
        this.#tokens.refuse(token, accountId, path, error);
        refusal = error;
      }
    }
    throw refusal === undefined ? new NoTokenLeft(path) : unread(path, refusal);
  }

  async #readPages<Item extends object>(
    collection: Collection<Item>,
    scope: AccountScope,
  ): Promise<readonly Found<Item>[]> {
    const rows: Found<Item>[] = [];
    let startKey: string | undefined;
    do {
      const { items, nextStartKey } = await this.#collections.page(collection, scope, { size: pageSize, startKey });
      rows.push(...items);
      startKey = nextStartKey;
    } while (startKey !== undefined && rows.length <= this.#maxRows);
    return rows;
  }

  /**
   * Reads a list as `read` does that is of use but not needed: undefined when it stays unknown.
   *
   * @param turn whose turn at Crossbar it takes
   */
  async readOptional<Item extends object>(
    collection: Collection<Item>,
    accountId: string,
    turn: string,
    signal: AbortSignal,
  ): Promise<readonly Found<Item>[] | undefined> {
    try {
      return await this.read(collection, accountId, turn, signal);
    } catch (error) {
      // The list that is needed, asked for beside this one, tells what is wrong with Kazoo.
      if (error instanceof GatewayError) return undefined;
      throw error;
    }
  }
}

function unread(path: string, cause: GatewayError): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', `Kazoo did not let the gateway read ${path}. Try again later.`, {
    cause,
  });
}
