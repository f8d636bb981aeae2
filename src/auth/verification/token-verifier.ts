import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import { readTokenClaims } from '../../kazoo/token-claims.ts';
import { byteLimit } from '../../scheduling/byte-limit.ts';
import { inThisTrace } from '../../telemetry/tracing.ts';
import type { VerificationQueue } from './verification-queue.ts';

/** The account of tokens that claim none, or whose claims are not believed. */
const unattributed = '';
const maxDoubtedBytes = 8 * 1024 * 1024;

/**
 * Sends each request about a token through the verification queue of the account that Kazoo counts
 * it against: the account that the token claims. If Kazoo does not accept the token, it counts the
 * request with the logins of its address instead (rest.md section 11). Kazoo 5 counts against the
 * account in the path, which is mostly the token's own (kazoo-5.md section 6).
 *
 * A client that presented such a token is doubted for a while: its tokens are verified in one queue
 * with those that claim no account. Otherwise a client could keep everybody from logging in by
 * claiming a thousand accounts.
 */
export class TokenVerifier {
  readonly #queue: Pick<VerificationQueue, 'run'>;
  readonly #doubted: LRUCache<string, true>;

  constructor(queue: Pick<VerificationQueue, 'run'>, doubtedForMs: number) {
    this.#queue = queue;
    this.#doubted = new LRUCache(byteLimit(maxDoubtedBytes, doubtedForMs));
  }

  /**
   * Settles as `ask` does.
   *
   * @param client the address on whose behalf Kazoo is asked; undefined for the gateway itself
   * @param isUrgent whether somebody waits for the answer
   * @throws also what `VerificationQueue.run` throws
   */
  run<Answer>(token: string, client: string | undefined, ask: () => Promise<Answer>, isUrgent = true): Promise<Answer> {
    const accountOf = (): string => {
      const isBelieved = client === undefined || !this.#doubted.has(client);
      return (isBelieved ? readTokenClaims(token)?.accountId : undefined) ?? unattributed;
    };
    return this.#runFor(token, accountOf, client, ask, isUrgent);
  }

  /**
   * Settles as `ask` does: a request without an account in its path, about a token that may be bad.
   * Kazoo counts it with the logins whichever it is (kazoo-5.md section 6).
   *
   * @throws also what `VerificationQueue.run` throws
   */
  runWithoutAccount<Answer>(
    token: string,
    client: string | undefined,
    ask: () => Promise<Answer>,
    isUrgent = true,
  ): Promise<Answer> {
    return this.#runFor(token, () => unattributed, client, ask, isUrgent);
  }

  async #runFor<Answer>(
    token: string,
    accountOf: () => string,
    client: string | undefined,
    ask: () => Promise<Answer>,
    isUrgent: boolean,
  ): Promise<Answer> {
    try {
      return await this.#queue.run({ accountOf, tokenBytes: token.length, client, isUrgent }, inThisTrace(ask));
    } catch (error) {
      // Not `TOKEN_EXPIRED`: the tokens of honest clients expire.
      if (client !== undefined && error instanceof GatewayError && error.code === 'UNAUTHENTICATED')
        this.#doubted.set(client, true);
      throw error;
    }
  }
}
