import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import type { Collection } from '../../kazoo/collections/collection.ts';
import type { AccountScope, CollectionReader } from '../../kazoo/collections/collection-reader.ts';
import { AmbiguousRefusal } from '../../kazoo/crossbar/ambiguous-refusal.ts';
import { readTokenClaims } from '../../kazoo/token-claims.ts';
import { addressBlock } from '../../limits/address-block.ts';
import type { RateLimit } from '../../limits/rate-limit.ts';
import { byteLimit } from '../../scheduling/byte-limit.ts';
import type { MaybePromise } from '../../scheduling/steps.ts';
import type { SessionRegistry } from '../session-registry.ts';
import type { TokenVerifier } from '../verification/token-verifier.ts';

/** A list of an account, whatever its rows are. */
export type AccountList = Collection<object>;

export interface ListAccessOptions {
  readonly collections: Pick<CollectionReader, 'confirm'>;
  readonly sessions: Pick<SessionRegistry, 'listsOf' | 'endListStreams'>;
  /**
   * Keeps the pace of each account. Must not be the one for questions about tokens: a list that
   * takes long, or an ambiguous refusal that asks about its token, would hold the places of these.
   */
  readonly verifier: Pick<TokenVerifier, 'run'>;
  /** How many questions of an account need not keep its pace: all others wait for their turn. */
  readonly atOnce: Pick<RateLimit, 'use'>;
  /** How long Kazoo's answer counts for those who join. */
  readonly allowedForMs: number;
  /** The most that is kept of answers. */
  readonly maxBytes: number;
}

/** Questions about tokens in use take one turn among the clients. */
const recheckTurn = 'list rechecks';
/** Room for the rounds of some 20,000 tokens; one that is forgotten begins its lists anew. */
const maxRoundBytes = 16 * 1024 * 1024;
const roundsKeptForMs = 24 * 3_600_000;

/**
 * Which token may read which list of an account. A live list is read with any token for all who
 * show it, but shown to nobody whose own token Kazoo keeps it from: a token can lack the scope of
 * a list (kazoo-5.md section 6). It costs one request for each token and list. Each check of the
 * token repeats that of one list, in turns, so that lists no more than double what checks cost.
 */
export class ListAccess {
  readonly #options: ListAccessOptions;
  readonly #allowed: LRUCache<string, true>;
  /** By account, list and token. */
  readonly #asking = new Map<string, Promise<void>>();
  /** By account and token: how many lists were asked about again. */
  readonly #rounds = new LRUCache<string, number>(byteLimit(maxRoundBytes, roundsKeptForMs));
  /** By account and token: those whose question has not been answered. */
  readonly #rechecking = new Set<string>();

  constructor(options: ListAccessOptions) {
    this.#options = options;
    this.#allowed = new LRUCache(byteLimit(options.maxBytes, options.allowedForMs));
  }

  /**
   * Returns if Kazoo lets the token read the list: at once if that is known. Concurrent questions
   * share one request.
   *
   * @throws `FORBIDDEN`, or the reason why Kazoo gave no answer.
   */
  require(token: string, accountId: string, list: AccountList, clientInfo: ClientInfo): MaybePromise<void> {
    const key = `${accountId} ${list.path} ${token}`;
    if (this.#allowed.has(key)) return undefined;
    let asking = this.#asking.get(key);
    if (asking === undefined) {
      const account = readTokenClaims(token)?.accountId ?? accountId;
      const isUrgent = this.#options.atOnce.use(account) === 0;
      asking = this.#confirm(key, list, { token, accountId, clientInfo }, isUrgent).finally(() =>
        this.#asking.delete(key),
      );
      this.#asking.set(key, asking);
    }
    return asking;
  }

  /**
   * Asks again about the next of the lists that the token follows in an account, and ends what
   * needs it if Kazoo refuses. Does nothing while it is being asked already. Never rejects: a list
   * without an answer is asked about in its next turn.
   */
  async recheck(token: string, accountId: string): Promise<void> {
    const { sessions } = this.#options;
    const lists = sessions.listsOf(token, accountId);
    const user = `${accountId} ${token}`;
    const round = this.#rounds.get(user) ?? 0;
    const list = lists[round % lists.length];
    if (list === undefined || this.#rechecking.has(user)) return;
    this.#rechecking.add(user);
    this.#rounds.set(user, round + 1);
    const key = `${accountId} ${list.path} ${token}`;
    try {
      await this.#confirm(key, list, { token, accountId, clientInfo: {}, turn: recheckTurn }, false);
    } catch (error) {
      if (!(error instanceof GatewayError) || !isRefusal(error)) return;
      this.#allowed.delete(key);
      sessions.endListStreams(token, accountId, list, error);
    } finally {
      this.#rechecking.delete(user);
    }
  }

  async #confirm(key: string, list: AccountList, scope: AccountScope, isUrgent: boolean): Promise<void> {
    const { collections, verifier } = this.#options;
    const { clientIp } = scope.clientInfo;
    const client = clientIp && addressBlock(clientIp);
    await verifier.run(scope.token, client, () => collections.confirm(list, scope), isUrgent);
    this.#allowed.set(key, true);
  }
}

/** Kazoo 5 refuses in an ambiguous way, too, while its database fails. */
function isRefusal({ code, cause }: GatewayError): boolean {
  return code === 'FORBIDDEN' && !(cause instanceof AmbiguousRefusal);
}
