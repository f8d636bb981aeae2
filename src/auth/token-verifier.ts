import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { readTokenClaims } from '../kazoo/token-claims.ts';
import { inThisTrace } from '../telemetry/tracing.ts';
import type { VerificationQueue } from './verification-queue.ts';

/** Where those wait who say nothing of an account, or nothing that can be believed. */
const unattributed = '';
const maxDoubted = 10_000;

/**
 * Asks Kazoo about tokens, each in the turn of the account whose bucket Kazoo takes from. That is
 * the one which the token claims, if Kazoo accepts it; one that is refused is counted with the
 * logins of its address (rest.md section 11). A client that has come with such a token has the next
 * ones checked in one turn with all that claim nothing, or else it could keep everybody from
 * logging in by claiming a thousand accounts.
 */
export class TokenVerifier {
  readonly #queue: Pick<VerificationQueue, 'run'>;
  readonly #doubted: LRUCache<string, true>;

  constructor(queue: Pick<VerificationQueue, 'run'>, doubtedForMs: number) {
    this.#queue = queue;
    this.#doubted = new LRUCache({ max: maxDoubted, ttl: doubtedForMs });
  }

  /**
   * Settles as `ask` does.
   *
   * @param client the address on whose behalf Kazoo is asked; absent: the gateway's own
   * @param isUrgent whether somebody waits for it
   * @throws also what `CheckQueue.run` does
   */
  async run<Answer>(
    token: string,
    client: string | undefined,
    ask: () => Promise<Answer>,
    isUrgent = true,
  ): Promise<Answer> {
    const isBelieved = client === undefined || !this.#doubted.has(client);
    const account = (isBelieved ? readTokenClaims(token)?.accountId : undefined) ?? unattributed;
    try {
      return await this.#queue.run({ account, clientIp: client, isUrgent }, inThisTrace(ask));
    } catch (error) {
      if (client !== undefined && error instanceof GatewayError && error.code === 'UNAUTHENTICATED')
        this.#doubted.set(client, true);
      throw error;
    }
  }
}
