import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import type { CrossbarEnvelope } from '../crossbar/crossbar-envelope.ts';
import { causeOf, forbidden } from '../crossbar/crossbar-error.ts';
import { isKazooId, recordOf } from '../crossbar/crossbar-value.ts';
import type { Collection, ReadOptions } from './collection.ts';

/** The account that Crossbar is asked about, and the client on whose behalf it is asked. */
export interface AccountScope {
  readonly token: string;
  readonly clientInfo: ClientInfo;
  readonly accountId: string;
  /** Is aborted when nobody waits for the answer any more. Default: never. */
  readonly signal?: AbortSignal | undefined;
  /** Whose turn a request takes. Default: the client's. */
  readonly turn?: string | undefined;
}

/** The part of a list that is wanted. Lists that Crossbar answers whole ignore it. */
export interface PageRequest {
  readonly size: number;
  /** The `nextStartKey` of the page before; undefined asks for the first page. */
  readonly startKey?: string | undefined;
}

/** An item with the account that it was found in. */
export type Found<Item> = Item & { readonly accountId: string };

export interface Page<Item> {
  readonly items: Found<Item>[];
  /** The key at which the next page begins; undefined on the last page. */
  readonly nextStartKey: string | undefined;
}

const notFound = 404;

/**
 * Reads the collections of an account over REST. The reader checks no authority: the gateway does
 * so before it asks, and Crossbar does so again.
 */
export class CollectionReader {
  readonly #crossbar: Pick<Crossbar, 'request'>;
  readonly #reading: ReadOptions;

  constructor(crossbar: Pick<Crossbar, 'request'>, reading: ReadOptions) {
    this.#crossbar = crossbar;
    this.#reading = reading;
  }

  /**
   * Reads one page of a collection, with one request.
   *
   * @throws `UPSTREAM_UNAVAILABLE` also when this Kazoo does not have the resource and the
   * collection is not optional.
   */
  async page<Item extends object>(
    collection: Collection<Item>,
    scope: AccountScope,
    { size, startKey }: PageRequest,
  ): Promise<Page<Item>> {
    const { path, isPaged, rowsOf, read } = collection;
    const envelope = await this.#list(collection, scope, { size, startKey });
    if (envelope.status === notFound) return { items: [], nextStartKey: undefined };
    const rows = rowsOf(envelope.data);
    if (rows === undefined)
      throw new GatewayError('UPSTREAM_UNAVAILABLE', `The Kazoo API did not answer with a list of ${path}.`);
    const items = rows.flatMap((row) => read(row, this.#reading) ?? []);
    const { accountId } = scope;
    return {
      items: items.map((item) => ({ ...item, accountId })),
      nextStartKey: isPaged ? envelope.nextStartKey : undefined,
    };
  }

  /**
   * Resolves when Kazoo has answered with a collection, with the smallest request that proves the
   * right to it, and without a look at its rows. What Kazoo answers whole has no smaller one: that
   * a token may count registrations does not say that it may list them (kazoo-5.md section 6).
   *
   * @throws as `page` does for a collection that Kazoo refuses
   */
  async confirm(collection: Collection<object>, scope: AccountScope): Promise<void> {
    await this.#list(collection, scope, { size: 1 });
  }

  /**
   * Reads one item by its document id, with one request; undefined when the account has none of
   * this id.
   */
  async document<Item extends { readonly id: string }>(
    collection: Collection<Item>,
    scope: AccountScope,
    id: string,
  ): Promise<Found<Item> | undefined> {
    // Ids come from documents that people of the account write: only a well-formed id goes into a path.
    if (!isKazooId(id)) return undefined;
    const envelope = await this.#get(scope, `${collection.path}/${id}`);
    if (envelope.status === notFound) return undefined;
    const item = collection.read(recordOf(envelope.data), this.#reading);
    if (item?.id !== id)
      throw new GatewayError(
        'UPSTREAM_UNAVAILABLE',
        'The Kazoo API did not answer with the document it was asked for.',
      );
    return { ...item, accountId: scope.accountId };
  }

  /** Resolves with the envelope of a list; one of a 404 is as good as an empty list. */
  async #list(
    { path, query, isPaged, isOptional }: Collection<object>,
    scope: AccountScope,
    { size, startKey }: PageRequest,
  ): Promise<CrossbarEnvelope> {
    const paging = { page_size: String(size), ...(startKey && { start_key: startKey }) };
    const asked = new URLSearchParams({ ...query, ...(isPaged ? paging : {}) });
    const envelope = await this.#get(scope, asked.size === 0 ? path : `${path}?${asked}`);
    if (envelope.status !== notFound || isOptional) return envelope;
    throw new GatewayError('UPSTREAM_UNAVAILABLE', `This Kazoo does not offer ${path}.`, { cause: causeOf(envelope) });
  }

  /** Resolves with the envelope of a success, or of a 404 that is not about the account itself. */
  async #get({ token, clientInfo, accountId, signal, turn }: AccountScope, path: string): Promise<CrossbarEnvelope> {
    if (!isKazooId(accountId)) throw forbidden();
    return this.#crossbar.request('GET', `/accounts/${accountId}/${path}`, {
      token,
      clientInfo,
      signal,
      turn,
      isAnswer: ({ status, data }) => status === notFound && recordOf(data)['cause'] !== accountId,
    });
  }
}
