import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import { entryLimit } from '../../scheduling/entry-limit.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { readTokenMethod } from '../token-claims.ts';
import type { AuthSession } from './auth-session.ts';
import { refreshToken } from './user-auth.ts';

/** Kazoo has about ten login methods; what tokens claim must not take memory without end. */
const maxMethods = 100;

/**
 * Renews tokens, and remembers which of them Kazoo renews. Kazoo 5 renews only the tokens of the
 * login methods for which its operator allows it (kazoo-5.md section 6).
 */
export class TokenRenewal {
  readonly #crossbar: Pick<Crossbar, 'request'>;
  /** By login method. */
  readonly #isRenewed: LRUCache<string, boolean>;

  /** @param knownForMs how long Kazoo's answer is remembered: its operator may change the rule */
  constructor(crossbar: Pick<Crossbar, 'request'>, knownForMs: number) {
    this.#crossbar = crossbar;
    this.#isRenewed = new LRUCache({ ...entryLimit(maxMethods), ttl: knownForMs });
  }

  /** Exchanges a token. @throws as `refreshToken` does. */
  async renew(token: string, clientInfo: ClientInfo = {}): Promise<AuthSession> {
    try {
      const renewed = await refreshToken(this.#crossbar, token, clientInfo);
      // 4.3 and master name another method in the new token.
      this.#note(token, true);
      this.#note(renewed.authToken, true);
      return { ...renewed, canRefresh: true };
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'RENEWAL_NOT_ALLOWED') this.#note(token, false);
      throw error;
    }
  }

  /** Returns the session with `canRefresh` where an earlier answer of Kazoo tells it. */
  describe(session: AuthSession): AuthSession {
    const method = readTokenMethod(session.authToken);
    const isRenewed = method === undefined ? undefined : this.#isRenewed.get(method);
    return { ...session, canRefresh: isRenewed ?? session.canRefresh };
  }

  #note(token: string, isRenewed: boolean): void {
    const method = readTokenMethod(token);
    if (method !== undefined) this.#isRenewed.set(method, isRenewed);
  }
}
