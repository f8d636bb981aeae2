import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import type { Collection } from '../../kazoo/collections/collection.ts';
import type { CollectionReader } from '../../kazoo/collections/collection-reader.ts';
import { AmbiguousRefusal } from '../../kazoo/crossbar/ambiguous-refusal.ts';
import { byteLimit } from '../../scheduling/byte-limit.ts';
import type { SessionRegistry } from '../session-registry.ts';

/** A list of an account, whatever its rows are. */
export type AccountList = Collection<object>;

export interface ListAccessOptions {
  readonly collections: Pick<CollectionReader, 'confirm'>;
  readonly sessions: Pick<SessionRegistry, 'listsOf' | 'endListStreams'>;
  /** How long Kazoo's answer counts for those who join. */
  readonly allowedForMs: number;
  /** The most that is kept of answers. */
  readonly maxBytes: number;
}

/** Questions about tokens in use take one turn among the clients. */
const recheckTurn = 'list rechecks';

/**
 * Which token may read which list of an account. A live list is read with any token for all who
 * show it, but shown to nobody whose own token Kazoo keeps it from: a token can lack the scope of
 * a list (kazoo-5.md section 6). It costs one request for each token and list, repeated when the
 * token is checked again.
 */
export class ListAccess {
  readonly #options: ListAccessOptions;
  readonly #allowed: LRUCache<string, true>;
  /** By account, list and token. */
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: ListAccessOptions) {
    this.#options = options;
    this.#allowed = new LRUCache(byteLimit(options.maxBytes, options.allowedForMs));
  }

  /**
   * Resolves if Kazoo lets the token read the list. Concurrent questions share one request.
   *
   * @throws `FORBIDDEN`, or the reason why Kazoo gave no answer.
   */
  async require(token: string, accountId: string, list: AccountList, clientInfo: ClientInfo): Promise<void> {
    const key = `${accountId} ${list.path} ${token}`;
    if (this.#allowed.has(key)) return;
    let asking = this.#asking.get(key);
    if (asking === undefined) {
      asking = this.#confirm(key, token, accountId, list, clientInfo).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    await asking;
  }

  /**
   * Asks again about the lists that the token follows in an account, and ends those that Kazoo
   * refuses. Never rejects: an answer that does not come is waited for until the next time.
   */
  async recheck(token: string, accountId: string): Promise<void> {
    const { sessions } = this.#options;
    for (const list of sessions.listsOf(token, accountId)) {
      const key = `${accountId} ${list.path} ${token}`;
      try {
        await this.#confirm(key, token, accountId, list, {}, recheckTurn);
      } catch (error) {
        if (!(error instanceof GatewayError) || !isRefusal(error)) continue;
        this.#allowed.delete(key);
        sessions.endListStreams(token, accountId, list, error);
      }
    }
  }

  async #confirm(
    key: string,
    token: string,
    accountId: string,
    list: AccountList,
    clientInfo: ClientInfo,
    turn?: string,
  ): Promise<void> {
    await this.#options.collections.confirm(list, { token, clientInfo, accountId, turn });
    this.#allowed.set(key, true);
  }
}

/** Kazoo 5 refuses in an ambiguous way, too, while its database fails. */
function isRefusal({ code, cause }: GatewayError): boolean {
  return code === 'FORBIDDEN' && !(cause instanceof AmbiguousRefusal);
}
