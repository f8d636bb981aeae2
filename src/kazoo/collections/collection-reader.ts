import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import type { CrossbarEnvelope } from '../crossbar/crossbar-envelope.ts';
import { causeOf, forbidden } from '../crossbar/crossbar-error.ts';
import { isKazooId, recordOf } from '../crossbar/crossbar-value.ts';
import type { Collection, ReadOptions } from './collection.ts';

/** On whose behalf Crossbar is asked, and in which account. */
export interface RequestScope {
  readonly token: string;
  readonly clientInfo: ClientInfo;
  readonly accountId: string;
}

/** Ignored by what Crossbar hands out whole. */
export interface PageRequest {
  readonly size: number;
  /** `nextStartKey` of the page before; absent: the first page. */
  readonly startKey?: string | undefined;
}

/** A thing and the account it was found in. */
export type Found<Item> = Item & { readonly accountId: string };

export interface Page<Item> {
  readonly items: Found<Item>[];
  /** Where the next page begins; undefined on the last one. */
  readonly nextStartKey: string | undefined;
}

export type CollectionReader = Pick<Collections, 'page' | 'document'>;

const notFound = 404;

/** Reads what an account has. That the asker may see the account is for Crossbar, and before it the gateway, to say. */
export class Collections {
  readonly #crossbar: Crossbar;
  readonly #reading: ReadOptions;

  constructor(crossbar: Crossbar, reading: ReadOptions) {
    this.#crossbar = crossbar;
    this.#reading = reading;
  }

  /**
   * One request.
   *
   * @throws `UPSTREAM_UNAVAILABLE` also when this Kazoo does not have the resource, unless the account can do without it.
   */
  async page<Item extends object>(
    collection: Collection<Item>,
    scope: RequestScope,
    { size, startKey }: PageRequest,
  ): Promise<Page<Item>> {
    const { path, isPaged, isOptional, rowsOf, read } = collection;
    const query = new URLSearchParams({ page_size: String(size), ...(startKey && { start_key: startKey }) });

    const envelope = await this.#get(scope, isPaged ? `${path}?${query}` : path);
    if (envelope.status === notFound) {
      if (isOptional) return { items: [], nextStartKey: undefined };
      throw new GatewayError('UPSTREAM_UNAVAILABLE', `This Kazoo does not offer ${path}.`, {
        cause: causeOf(envelope),
      });
    }
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

  /** One of them by its document id, undefined when there is none; one request. */
  async document<Item extends { readonly id: string }>(
    collection: Collection<Item>,
    scope: RequestScope,
    id: string,
  ): Promise<Found<Item> | undefined> {
    // Ids come from documents that the account's own people write: nothing but an id goes into a path.
    if (!isKazooId(id)) return undefined;
    const envelope = await this.#get(scope, `${collection.path}/${id}`);
    if (envelope.status === notFound) return undefined;
    const item = collection.read(recordOf(envelope.data), this.#reading);
    if (item?.id !== id)
      throw new GatewayError('UPSTREAM_UNAVAILABLE', `The Kazoo API did not answer with what was asked for.`);
    return { ...item, accountId: scope.accountId };
  }

  /** Resolves with the envelope of a success, or of a 404 that is about something else than the account. */
  async #get({ token, clientInfo, accountId }: RequestScope, path: string): Promise<CrossbarEnvelope> {
    if (!isKazooId(accountId)) throw forbidden();
    return this.#crossbar.request('GET', `/accounts/${accountId}/${path}`, {
      token,
      clientInfo,
      isAnswer: ({ status, data }) => status === notFound && recordOf(data)['cause'] !== accountId,
    });
  }
}
