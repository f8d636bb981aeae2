import DataLoader from 'dataloader';
import type { Collection } from '../../kazoo/collections/collection.ts';
import type { AccountScope, CollectionReader, Found } from '../../kazoo/collections/collection-reader.ts';
import { accountScope, type OperationAccess } from '../operation-access.ts';
import type { OperationContext } from '../operation-context.ts';
import { perOperation } from '../per-operation.ts';
import { maxPageSize } from './snapshots.ts';

export interface RelatedDocumentsOptions {
  readonly access: OperationAccess;
  readonly collections: CollectionReader;
}

interface Document {
  readonly id: string;
}

type Loader<Item> = DataLoader<string, Found<Item> | null>;

/** Up to so many are cheaper to ask for one by one than to find in a page of everybody. */
const maxSingleDocuments = 4;

/** Of an account so large that these do not hold everybody, whoever is missing is asked for one by one. */
const maxPages = 5;

/**
 * The documents that others name by id, such as the owner of a channel. An operation loads each one once, and many of an account
 * together: the list has them all for one request in 200, which on Kazoo 4.3 is counted against everybody behind the gateway's address.
 */
export class RelatedDocuments<Item extends Document> {
  readonly #collection: Collection<Item>;
  readonly #options: RelatedDocumentsOptions;
  readonly #loadersOf = perOperation(() => new Map<string, Loader<Item>>());

  constructor(collection: Collection<Item>, options: RelatedDocumentsOptions) {
    this.#collection = collection;
    this.#options = options;
  }

  /** Null where there is no id, or no such document. @throws `RATE_LIMITED` when the operation may not ask for more. */
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
      // A later batch of the operation finds them here.
      for (const item of found.values()) loader.prime(item.id, item);
      return Promise.all(ids.map((id) => found.get(id) ?? (isComplete ? null : this.#document(context, scope, id))));
    });
    loaders.set(accountId, loader);
    return loader;
  }

  /** Page after page, until so few are missing that asking for them is cheaper. */
  async #list(
    context: OperationContext,
    scope: AccountScope,
    ids: readonly string[],
  ): Promise<{ readonly found: ReadonlyMap<string, Found<Item>>; readonly isComplete: boolean }> {
    const { access, collections } = this.#options;
    const found = new Map<string, Found<Item>>();
    let startKey: string | undefined;
    for (let pages = 0; pages < maxPages; pages += 1) {
      const page = { size: maxPageSize, startKey };
      const { items, nextStartKey } = await access.request(context, () =>
        collections.page(this.#collection, scope, page),
      );
      for (const item of items) found.set(item.id, item);
      if (nextStartKey === undefined) return { found, isComplete: true };
      startKey = nextStartKey;
      if (ids.filter((id) => !found.has(id)).length <= maxSingleDocuments) break;
    }
    return { found, isComplete: false };
  }

  /** What cannot be loaded fails the one neighbour, not its whole batch. */
  async #document(context: OperationContext, scope: AccountScope, id: string): Promise<Found<Item> | null | Error> {
    const { access, collections } = this.#options;
    try {
      return (await access.request(context, () => collections.document(this.#collection, scope, id))) ?? null;
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  }
}
