import { LRUCache } from 'lru-cache';
import type { ClientInfo } from '../kazoo/client-info.ts';

type Fetch = (clientInfo: ClientInfo) => Promise<readonly string[]>;

/** The only key: Kazoo offers the same bindings to everybody. */
const singletonKey = '';

/**
 * Caches the bindings that Kazoo offers, for all clients. Asking needs no token, and Kazoo counts
 * all requests without a token together (rest.md section 11): without the cache, one client that
 * asks again and again would keep all others from logging in.
 */
export class BindingCatalog {
  readonly #known: LRUCache<string, readonly string[], ClientInfo>;

  constructor(fetch: Fetch, knownForMs: number) {
    this.#known = new LRUCache<string, readonly string[], ClientInfo>({
      max: 1,
      ttl: knownForMs,
      ignoreFetchAbort: true,
      fetchMethod: (_key, _before, { context }) => fetch(context),
    });
  }

  /** Resolves with the bindings. @throws the error that kept Kazoo from answering */
  get(clientInfo: ClientInfo): Promise<readonly string[]> {
    return this.#known.forceFetch(singletonKey, { context: clientInfo });
  }
}
