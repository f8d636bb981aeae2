import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { AuthSession } from '../kazoo/requests/auth-session.ts';
import { readTokenMethod } from '../kazoo/token-claims.ts';
import { byteLimit } from '../scheduling/byte-limit.ts';

export interface TokenRenewalOptions {
  /** Asks Kazoo for a newer token. */
  readonly requestRefresh: (token: string, clientInfo: ClientInfo) => Promise<AuthSession>;
  /** How long Kazoo's answer about a login method counts: its operator may change the rule. */
  readonly knownForMs: number;
  /**
   * How long a renewal answers for its old token and its new one, but no longer than half of the
   * new one's life.
   */
  readonly repeatedForMs: number;
  /** The present by Kazoo's clock, UNIX milliseconds. */
  readonly now: () => number;
}

/** What a renewal answered, and until when that is repeated, by `performance.now()`. */
interface Renewal {
  readonly session: AuthSession;
  readonly repeatedUntilMs: number;
}

/** Kazoo has about ten login methods; what tokens claim must not take memory without end. */
const maxMethodBytes = 100_000;
const maxRenewalBytes = 16 * 1024 * 1024;
/** An answer without its token and its apps, and one of its apps. */
const bytesPerAnswer = 1_000;

/**
 * Renews tokens, and remembers which of them Kazoo renews. Kazoo 5 renews only the tokens of the
 * login methods for which its operator allows it (kazoo-5.md section 6).
 *
 * Each token is renewed once in a while, whoever asks: all clients of a token ask at the same time,
 * and those that come later hold the new one already. Otherwise Kazoo would make as many tokens as
 * a client likes.
 */
export class TokenRenewal {
  readonly #options: TokenRenewalOptions;
  /** By login method. */
  readonly #isRenewed: LRUCache<string, boolean>;
  /** By the hash of the old token and of the new one. */
  readonly #renewals: LRUCache<string, Renewal>;
  readonly #running = new Map<string, Promise<AuthSession>>();

  constructor(options: TokenRenewalOptions) {
    this.#options = options;
    this.#isRenewed = new LRUCache(byteLimit(maxMethodBytes, options.knownForMs));
    this.#renewals = new LRUCache(byteLimit(maxRenewalBytes, options.repeatedForMs, bytesOfRenewal));
  }

  /** Exchanges a token, or repeats a recent exchange. @throws as `requestRefresh` does. */
  renew(token: string, clientInfo: ClientInfo = {}): Promise<AuthSession> {
    const key = keyOf(token);
    const recent = this.#renewals.get(key);
    if (recent !== undefined && recent.repeatedUntilMs > performance.now()) return Promise.resolve(recent.session);
    let running = this.#running.get(key);
    if (running === undefined) {
      running = this.#renew(token, clientInfo).finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return running;
  }

  /** Returns the session with `canRefresh` where an earlier answer of Kazoo tells it. */
  describe(session: AuthSession): AuthSession {
    const method = readTokenMethod(session.authToken);
    const isRenewed = method === undefined ? undefined : this.#isRenewed.get(method);
    return { ...session, canRefresh: isRenewed ?? session.canRefresh };
  }

  async #renew(token: string, clientInfo: ClientInfo): Promise<AuthSession> {
    try {
      const session = { ...(await this.#options.requestRefresh(token, clientInfo)), canRefresh: true };
      // 4.3 and master name another method in the new token.
      this.#note(token, true);
      this.#note(session.authToken, true);
      this.#keep(token, session);
      return session;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'RENEWAL_NOT_ALLOWED') this.#note(token, false);
      throw error;
    }
  }

  #keep(token: string, session: AuthSession): void {
    const { expiresAt } = session;
    const lifeMs = expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt.getTime() - this.#options.now();
    const repeatedUntilMs = performance.now() + Math.min(this.#options.repeatedForMs, lifeMs / 2);
    for (const text of [token, session.authToken]) this.#renewals.set(keyOf(text), { session, repeatedUntilMs });
  }

  #note(token: string, isRenewed: boolean): void {
    const method = readTokenMethod(token);
    if (method !== undefined) this.#isRenewed.set(method, isRenewed);
  }
}

function bytesOfRenewal({ session: { authToken, apps } }: Renewal): number {
  return authToken.length + bytesPerAnswer * (1 + apps.length);
}

function keyOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
