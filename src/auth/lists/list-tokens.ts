import { LRUCache } from 'lru-cache';
import type { GatewayError } from '../../errors.ts';
import { AmbiguousRefusal } from '../../kazoo/crossbar/ambiguous-refusal.ts';
import { byteLimit } from '../../scheduling/byte-limit.ts';
import type { UpstreamTokens } from '../upstream-tokens.ts';

/** The most that is remembered of refusals; forgetting some costs another request each. */
const maxRefusedBytes = 1_000_000;
/** Scopes, restrictions and credit change: what was refused is asked for again after that. */
const refusedForMs = 600_000;

/**
 * Chooses the token that reads a list of an account: the one that opens its socket, or another one
 * where Kazoo keeps the list from that. A refusal counts for the list alone: a token without the
 * scope of it still opens the socket (kazoo-5.md section 6).
 */
export class ListTokens {
  readonly #tokens: Pick<UpstreamTokens, 'tokenFor' | 'isOwn' | 'doubtToken'>;
  /** By account and list: the tokens refused since the first of them was. */
  readonly #refused = new LRUCache<string, ReadonlySet<string>>({
    ...byteLimit(maxRefusedBytes, refusedForMs, bytesOf),
    noUpdateTTL: true,
  });

  constructor(tokens: Pick<UpstreamTokens, 'tokenFor' | 'isOwn' | 'doubtToken'>) {
    this.#tokens = tokens;
  }

  /**
   * Returns a token that was not refused in the last ten minutes; undefined when none is left, and
   * then all may be tried once more.
   *
   * @param list its path below the account
   * @param tried tokens that are not wanted
   */
  tokenFor(accountId: string, list: string, tried: ReadonlySet<string>): string | undefined {
    const key = `${accountId} ${list}`;
    const refused = this.#refused.get(key);
    const found = this.#tokens.tokenFor(accountId, (token) => tried.has(token) || refused?.has(token) === true);
    if (found === undefined) this.#refused.delete(key);
    return found;
  }

  /**
   * Handles Kazoo's refusal of a list. Whoever loses the account itself is found by a question to
   * Kazoo that can wait. An ambiguous refusal asks nothing: `TokenRequests` has asked about the
   * token already.
   */
  refuse(token: string, accountId: string, list: string, error: GatewayError): void {
    const isAmbiguous = error instanceof AmbiguousRefusal || error.cause instanceof AmbiguousRefusal;
    // While its database fails, Kazoo 5 refuses so each account: the gateway's own token is not at fault.
    if (isAmbiguous && this.#tokens.isOwn(token)) return;
    const key = `${accountId} ${list}`;
    this.#refused.set(key, new Set(this.#refused.get(key)).add(token));
    if (!isAmbiguous && error.meaning.scope === 'account') this.#tokens.doubtToken(token, accountId);
  }
}

function bytesOf(tokens: ReadonlySet<string>): number {
  let bytes = 0;
  for (const token of tokens) bytes += token.length;
  return bytes;
}
