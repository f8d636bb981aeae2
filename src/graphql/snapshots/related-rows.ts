import { GatewayError } from '../../errors.ts';
import type { Collection } from '../../kazoo/collections/collection.ts';
import type { CollectionReader, Found } from '../../kazoo/collections/collection-reader.ts';
import { accountScope, type OperationAccess } from '../operation-access.ts';
import type { OperationContext } from '../operation-context.ts';
import { perOperation } from '../per-operation.ts';
import { maxPageSize } from './snapshots.ts';

/** The most pages that are read of what belongs to the items of one list. */
const maxPages = 5;

/**
 * Loads lists that belong to items of other lists, such as who is in conferences. An operation
 * loads each list once, whatever number of items it belongs to.
 */
export class RelatedRows {
  readonly #access: OperationAccess;
  readonly #collections: CollectionReader;
  readonly #loadedOf = perOperation(() => new Map<string, Promise<readonly Found<object>[]>>());

  constructor(access: OperationAccess, collections: CollectionReader) {
    this.#access = access;
    this.#collections = collections;
  }

  /**
   * Resolves with all rows of a collection of the account.
   *
   * @throws `RATE_LIMITED` when the operation's budget is spent, or the list has over 1,000 rows
   */
  load<Item extends object>(
    context: OperationContext,
    accountId: string,
    collection: Collection<Item>,
  ): Promise<readonly Found<Item>[]>;
  load(
    context: OperationContext,
    accountId: string,
    collection: Collection<object>,
  ): Promise<readonly Found<object>[]> {
    const loaded = this.#loadedOf(context);
    const key = `${accountId} ${collection.path}`;
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const rows = this.#read(context, accountId, collection);
    loaded.set(key, rows);
    return rows;
  }

  async #read(
    context: OperationContext,
    accountId: string,
    collection: Collection<object>,
  ): Promise<readonly Found<object>[]> {
    const scope = accountScope(context, accountId);
    const rows: Found<object>[] = [];
    let startKey: string | undefined;
    for (let pages = 0; pages < maxPages; pages += 1) {
      const page = { size: maxPageSize, startKey };
      const { items, nextStartKey } = await this.#access.request(context, () =>
        this.#collections.page(collection, scope, page),
      );
      rows.push(...items);
      if (nextStartKey === undefined) return rows;
      startKey = nextStartKey;
    }
    throw new GatewayError('RATE_LIMITED', `The account has over ${maxPages * maxPageSize} ${collection.path}.`);
  }
}
