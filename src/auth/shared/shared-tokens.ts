import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import { principalOf, type TokenClaims } from '../../kazoo/token-claims.ts';
import { RateLimit } from '../../limits/rate-limit.ts';
import { entryLimit } from '../../scheduling/entry-limit.ts';
import type { MaybePromise } from '../../scheduling/steps.ts';
import type { SessionRegistry } from '../session-registry.ts';
import type { CheckedToken } from '../sign-in.ts';
import { nameOfToken, openToken, sealToken } from './sealed-token.ts';

/** The way to all other instances, on which messages may be lost, and be anybody's who is there. */
export interface TokenChannel {
  tell(kind: string, text: string): void;
  on(kind: string, listener: (text: string) => void): void;
}

export interface SharedTokensOptions {
  readonly channel: TokenChannel;
  readonly sessions: Pick<SessionRegistry, 'events' | 'identityOf'>;
  /** Checks a token as if its client had presented it. @throws as `SignIn.check` does. */
  readonly check: (token: string) => MaybePromise<CheckedToken>;
  /** Replaces a token in all sessions that hold it. */
  readonly extend: (oldToken: string, newToken: string, claims: TokenClaims) => void;
  /** Asks Kazoo, and ends the sessions of a token that it refuses. Must not reject. */
  readonly revalidate: (token: string, accountId: string) => Promise<void>;
  /** Called with errors that were not foreseen. */
  readonly onError: (error: unknown) => void;
}

const refreshed = 'token-refreshed';
const revoked = 'token-revoked';
/** How often others can make this instance ask Kazoo about one token, and about all. */
const recheckWindowMs = 10_000;
const maxRechecksOfToken = 1;
const maxRechecks = 200;
/** What everybody knows is not told again. */
const toldForMs = 60_000;
const maxTold = 10_000;

/**
 * Tells the other instances which tokens were renewed and which were revoked, and takes what they
 * tell of tokens that sessions hold here. Nobody is believed: a renewed token counts only where it
 * was sealed by who has the old one, is of the same user and passes the checks of a sign-in; a
 * revoked one is asked about at Kazoo. What gets lost is found out by the next check of each
 * instance, or when the old token expires. Costs a hash for each token, when it comes and when it
 * goes.
 */
export class SharedTokens {
  readonly #options: SharedTokensOptions;
  /** The tokens that sessions hold, by their names. */
  readonly #held = new Map<string, string>();
  /** Names of old tokens whose renewed ones are being checked. */
  readonly #checking = new Set<string>();
  readonly #told = new LRUCache<string, true>(entryLimit(maxTold, toldForMs));
  readonly #rechecksOfToken = new RateLimit({ maxUses: maxRechecksOfToken, windowMs: recheckWindowMs });
  readonly #rechecks = new RateLimit({ maxUses: maxRechecks, windowMs: recheckWindowMs });

  constructor(options: SharedTokensOptions) {
    this.#options = options;
    const { channel, sessions } = options;
    sessions.events.on('held', (token) => this.#held.set(nameOfToken(token), token));
    sessions.events.on('left', (token) => this.#held.delete(nameOfToken(token)));
    channel.on(refreshed, (text) => void this.#onRefreshed(text));
    channel.on(revoked, (name) => this.#onRevoked(name));
  }

  /** Tells that a token was exchanged for a newer one. */
  refreshed(oldToken: string, newToken: string): void {
    this.#options.channel.tell(refreshed, `${nameOfToken(oldToken)} ${sealToken(newToken, oldToken)}`);
  }

  /** Tells that Kazoo does not accept a token any more, which it accepted before. */
  revoked(token: string): void {
    const name = nameOfToken(token);
    if (this.#told.has(name)) return;
    this.#told.set(name, true);
    this.#options.channel.tell(revoked, name);
  }

  async #onRefreshed(text: string): Promise<void> {
    const [oldName = '', sealed = ''] = text.split(' ');
    const oldToken = this.#held.get(oldName);
    if (oldToken === undefined || this.#checking.has(oldName)) return;
    const newToken = openToken(sealed, oldToken);
    if (newToken === undefined || newToken === oldToken) return;
    const { sessions, check, extend, onError } = this.#options;
    this.#checking.add(oldName);
    try {
      const { token, claims } = await check(newToken);
      const before = sessions.identityOf(oldToken);
      if (before !== undefined && isRenewal(before.claims, claims)) extend(oldToken, token, claims);
    } catch (error) {
      // The sessions keep the old token, as if the message had been lost.
      if (!(error instanceof GatewayError)) onError(error);
    } finally {
      this.#checking.delete(oldName);
    }
  }

  #onRevoked(name: string): void {
    const token = this.#held.get(name);
    const held = token === undefined ? undefined : this.#options.sessions.identityOf(token);
    if (held === undefined) return;
    this.#told.set(name, true);
    if (this.#rechecksOfToken.use(name) > 0 || this.#rechecks.use('') > 0) return;
    void this.#options.revalidate(held.token, held.claims.accountId);
  }
}

/** Whether it is a token of one user, that lasts at least as long as the one before. */
function isRenewal(before: TokenClaims, after: TokenClaims): boolean {
  const [endsBefore, endsAfter] = [before, after].map(({ expiresAtMs }) => expiresAtMs ?? Number.POSITIVE_INFINITY);
  return principalOf(before) === principalOf(after) && (endsAfter ?? 0) >= (endsBefore ?? 0);
}
