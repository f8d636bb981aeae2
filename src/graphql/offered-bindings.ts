import { LRUCache } from 'lru-cache';
import type { Caller } from '../kazoo/caller.ts';

type Fetch = (caller: Caller) => Promise<readonly string[]>;

/** The only key: everybody is offered the same. */
const everybody = '';

/**
 * The bindings that Kazoo offers, asked once for all who want to know. Nobody needs a token for them, and Kazoo counts the requests of all who have none
 * together (rest.md section 11): whoever asked again and again would keep the others from logging in.
 */
export class OfferedBindings {
  readonly #known: LRUCache<string, readonly string[], Caller>;

  constructor(fetch: Fetch, knownForMs: number) {
    this.#known = new LRUCache<string, readonly string[], Caller>({
      max: 1,
      ttl: knownForMs,
      ignoreFetchAbort: true,
      fetchMethod: (_key, _before, { context }) => fetch(context),
    });
  }

  /** @throws what made asking Kazoo impossible. */
  get(caller: Caller): Promise<readonly string[]> {
    return this.#known.forceFetch(everybody, { context: caller });
  }
}
