import DataLoader from 'dataloader';
import type { Collection } from '../../kazoo/collections/collection.ts';
import type { AccountScope, CollectionReader, Found } from '../../kazoo/collections/collection-reader.ts';
import { accountScope, type OperationAccess } from '../operation-access.ts';
import type { OperationContext } from '../operation-context.ts';
import { perOperation } from '../per-operation.ts';
import { maxPageSize } from './snapshots.ts';

interface Document {
  readonly id: string;
}

type Loader<Item> = DataLoader<string, Found<Item> | null>;

/** Up to this many documents are cheaper to fetch one by one than to find in a page of all. */
const maxSingleDocuments = 4;

/** The most pages that are read. Documents that are not in them are fetched one by one. */
const maxPages = 5;

/**
 * Loads the documents that other items name by id, such as the owner of a channel. An operation
 * loads each document once, and many of one account from a list, 200 with one request: Kazoo 4.3
 * counts requests against everybody behind the gateway's address.
 */
export class RelatedDocuments<Item extends Document> {
  readonly #collection: Collection<Item>;
  readonly #access: OperationAccess;
  readonly #collections: CollectionReader;
  readonly #loadersOf = perOperation(() => new Map<string, Loader<Item>>());

  constructor(collection: Collection<Item>, access: OperationAccess, collections: CollectionReader) {
    this.#collection = collection;
    this.#access = access;
    this.#collections = collections;
  }

  /**
   * Loads a document; null without an id or without such a document. @throws `RATE_LIMITED` when
   * the operation's budget is spent
   */
  async load(context: OperationContext, accountId: string, id: string | null): Promise<Found<Item> | null> {
    return id === null ? null : this.#loaderOf(context, accountId).load(id);
  }

  #loaderOf(context: OperationContext, accountId: string): Loader<Item> {
    const loaders = this.#loadersOf(context);
    const known = loaders.get(accountId);
    if (known !== undefined) return known;
    const scope = accountScope(context, accountId);
    const loader: Loader<Item> = new DataLoader(async (ids) => {
      if (ids.length <= maxSingleDocuments) return Promise.all(ids.map((id) => this.#document(context, scope, id)));
      const { found, isComplete } = await this.#list(context, scope, ids);
      // Kept for later batches of the operation.
      for (const item of found.values()) loader.prime(item.id, item);
      return Promise.all(ids.map((id) => found.get(id) ?? (isComplete ? null : this.#document(context, scope, id))));
    });
    loaders.set(accountId, loader);
    return loader;
  }

  /**
   * Reads page after page, until so few documents are missing that fetching them one by one is
   * cheaper.
   */
  async #list(
    context: OperationContext,
    scope: AccountScope,
    ids: readonly string[],
  ): Promise<{ readonly found: ReadonlyMap<string, Found<Item>>; readonly isComplete: boolean }> {
    const found = new Map<string, Found<Item>>();
    let startKey: string | undefined;
    for (let pages = 0; pages < maxPages; pages += 1) {
      const page = { size: maxPageSize, startKey };
      const { items, nextStartKey } = await this.#access.request(context, () =>
        this.#collections.page(this.#collection, scope, page),
      );
      for (const item of items) found.set(item.id, item);
      if (nextStartKey === undefined) return { found, isComplete: true };
      startKey = nextStartKey;
      if (ids.filter((id) => !found.has(id)).length <= maxSingleDocuments) break;
    }
    return { found, isComplete: false };
  }

  /** Fetches one document. An error is returned, not thrown: it must not fail the whole batch. */
  async #document(context: OperationContext, scope: AccountScope, id: string): Promise<Found<Item> | null | Error> {
    try {
      return (
        (await this.#access.request(context, () => this.#collections.document(this.#collection, scope, id))) ?? null
      );
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  }
}
