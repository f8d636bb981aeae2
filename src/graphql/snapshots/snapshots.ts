import type { GraphQLResolveInfo } from 'graphql';
import { notOwn } from '../../auth/user-restriction.ts';
import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { Collection } from '../../kazoo/collections/collection.ts';
import type { CollectionReader, Found, PageRequest } from '../../kazoo/collections/collection-reader.ts';
import { accountScope, type OperationAccess } from '../operation-access.ts';
import type { OperationContext } from '../operation-context.ts';
import { perOperation } from '../per-operation.ts';
import { pageCursorOf, startKeyOf } from './page-cursor.ts';
import { selectsField } from './selects-field.ts';
import type { SnapshotCursor } from './snapshot-cursor.ts';

/** The items of a collection at one moment. */
export interface Snapshot<Item> {
  readonly nodes: Found<Item>[];
  /** The items again: an edge shows what only the list says of its item. */
  readonly edges: Found<Item>[];
  readonly cursor: string | null;
  readonly takenAt: Date;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface SnapshotArguments {
  readonly accountId?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

export type SnapshotField<Item> = (
  parent: unknown,
  given: SnapshotArguments,
  context: OperationContext,
  info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
) => Promise<Snapshot<Item>>;

/** An item that a restricted user sees only if the user is among its owners. */
interface Owned {
  readonly owners: readonly string[];
}

const defaultPageSize = 50;
export const maxPageSize = 200;

/**
 * Takes snapshots of collections. Fields of one operation with the same arguments share one
 * snapshot.
 */
export class Snapshots {
  readonly #access: OperationAccess;
  readonly #collections: CollectionReader;
  readonly #cursor: SnapshotCursor;

  constructor(access: OperationAccess, collections: CollectionReader, cursor: SnapshotCursor) {
    this.#access = access;
    this.#collections = collections;
    this.#cursor = cursor;
  }

  /**
   * Returns the resolver of a root field.
   *
   * @param binding covers changes to the items; without a binding, snapshots have no cursor
   */
  field<Item extends Owned>(collection: Collection<Item>, binding?: Binding): SnapshotField<Item> {
    const takenOf = perOperation(() => new Map<string, Promise<Snapshot<Item>>>());
    return async (_, { accountId, first, after }, context, info) => {
      const page = { size: pageSize(first), startKey: startKeyOf(after) };
      const { id } = await this.#access.account(context, accountId);
      const ownerId = await this.#access.ownerFor(context, id);
      if (ownerId !== undefined && !collection.namesOwners) throw notOwn();
      // Opening a topic costs Kazoo a binding and the client a wait, so it is done only for a cursor that is read.
      const covered = selectsField(info, 'cursor') ? binding : undefined;
      const taken = takenOf(context);
      const key = JSON.stringify([id, ownerId, page.size, page.startKey, covered?.text]);
      const known = taken.get(key);
      if (known !== undefined) return known;
      const isShown = ({ owners }: Owned): boolean => ownerId === undefined || owners.includes(ownerId);
      const snapshot = this.#take(collection, covered, id, page, context, isShown);
      taken.set(key, snapshot);
      return snapshot;
    };
  }

  #take<Item extends object>(
    collection: Collection<Item>,
    binding: Binding | undefined,
    accountId: string,
    page: PageRequest,
    context: OperationContext,
    isShown: (item: Item) => boolean,
  ): Promise<Snapshot<Item>> {
    const scope = accountScope(context, accountId);

    const ask = async (cursor: string | null): Promise<Snapshot<Item>> => {
      const takenAt = new Date();
      const { items, nextStartKey } = await this.#collections.page(collection, scope, page);
      const pageInfo = {
        hasNextPage: nextStartKey !== undefined,
        endCursor: nextStartKey === undefined ? null : pageCursorOf(nextStartKey),
      };
      const nodes = items.filter(isShown);
      return { nodes, edges: nodes, cursor, takenAt, pageInfo };
    };

    return this.#access.request(context, () =>
      binding === undefined ? ask(null) : this.#cursor.note(context, accountId, binding, ask),
    );
  }
}

function pageSize(first: number | null | undefined): number {
  const size = first ?? defaultPageSize;
  if (size >= 1 && size <= maxPageSize) return size;
  throw new GatewayError('BAD_USER_INPUT', `The argument first must be between 1 and ${maxPageSize}.`);
}
