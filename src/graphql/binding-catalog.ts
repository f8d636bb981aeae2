import { LRUCache } from 'lru-cache';
import type { ClientInfo } from '../kazoo/client-info.ts';

type Fetch = (clientInfo: ClientInfo) => Promise<readonly string[]>;

/** The only key: everybody is offered the same. */
const singletonKey = '';

/**
 * The bindings that Kazoo offers, asked once for all who want to know. Nobody needs a token for them, and Kazoo counts the requests of all who have none
 * together (rest.md section 11): whoever asked again and again would keep the others from logging in.
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

  /** @throws what made asking Kazoo impossible. */
  get(clientInfo: ClientInfo): Promise<readonly string[]> {
    return this.#known.forceFetch(singletonKey, { context: clientInfo });
  }
}
