import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { entryLimit } from '../scheduling/entry-limit.ts';
import { withTimeout } from '../scheduling/with-timeout.ts';
import type { TokenSource } from '../upstream/socket/token-source.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface UpstreamTokensOptions {
  readonly sessions: SessionRegistry;
  /** The gateway's own identity; undefined without an API key. */
  readonly service: { readonly token: string | undefined; refuse(token: string): void } | undefined;
  /**
   * Resolves if the token may act on the account.
   *
   * @throws `FORBIDDEN`, `ACCOUNT_DISABLED`, `ACCOUNT_EXPIRED`, or the reason why Kazoo gave no
   * answer.
   */
  readonly verify: (token: string, accountId: string) => Promise<unknown>;
  /**
   * Asks Crossbar at once about a token that blackhole refused, and ends what depends on it if
   * Crossbar refuses it too. Must not reject.
   */
  readonly revalidate: (token: string, accountId: string) => Promise<void>;
  /** How long it is remembered whether the gateway's own identity may see an account. */
  readonly entitledForMs: number;
  /** How long a subscription waits for that answer before it goes on with its own token. */
  readonly entitlementWaitMs: number;
}

/** How many accounts are remembered; forgetting one costs another request to Kazoo. */
const maxAccounts = 100_000;

/**
 * Chooses the token that opens an account's socket: the gateway's own where it may see the account,
 * else that of the account's subscribers which expires last.
 */
export class UpstreamTokens implements TokenSource {
  readonly #options: UpstreamTokensOptions;
  readonly #entitled: LRUCache<string, boolean>;
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: UpstreamTokensOptions) {
    this.#options = options;
    // Stale answers are served: a reconnect cannot wait for a request.
    this.#entitled = new LRUCache({
      ...entryLimit(maxAccounts),
      ttl: options.entitledForMs,
      allowStale: true,
      noDeleteOnStaleGet: true,
    });
  }

  /**
   * Finds out whether the gateway's own identity may see an account; call it before a topic of the
   * account is opened. Returns undefined when that is known, or without such an identity.
   */
  prepare(accountId: string): Promise<void> | undefined {
    const token = this.#options.service?.token;
    if (token === undefined || this.#entitled.has(accountId)) return undefined;
    let asking = this.#asking.get(accountId);
    if (asking === undefined) {
      asking = this.#ask(token, accountId).finally(() => this.#asking.delete(accountId));
      this.#asking.set(accountId, asking);
    }
    return withTimeout(asking, this.#options.entitlementWaitMs, undefined);
  }

  /** Returns the token to open the account's socket with; undefined when there is none. */
  tokenFor(accountId: string): string | undefined {
    const { service, sessions } = this.#options;
    // For the next reconnect, if the answer is stale or was not there when the topics were opened.
    void this.prepare(accountId);
    const own = this.#entitled.get(accountId) === true ? service?.token : undefined;
    return own ?? sessions.tokenFor(accountId);
  }

  refuseToken(token: string): void {
    const { service, sessions, revalidate } = this.#options;
    if (service?.token === token) {
      service.refuse(token);
      return;
    }
    const held = sessions.heldToken(token);
    sessions.refuseToken(token);
    // blackhole alone is not believed: it refuses good tokens, too, for as long as it cannot check them.
    if (held !== undefined) void revalidate(token, held.ownAccountId);
  }

  /**
   * Handles blackhole's answer that a token it accepts may not see the account. Only streams that
   * depend on the token end, and only if Crossbar says so, too: blackhole refuses every account
   * whose ancestors it cannot read for a moment.
   */
  forbidToken(token: string, accountId: string): void {
    const { service, sessions, revalidate } = this.#options;
    if (service?.token === token) {
      this.#entitled.set(accountId, false);
      return;
    }
    sessions.refuseToken(token, accountId);
    void revalidate(token, accountId);
  }

  async #ask(token: string, accountId: string): Promise<void> {
    try {
      await this.#options.verify(token, accountId);
      this.#entitled.set(accountId, true);
    } catch (error) {
      // Any other error leaves the question open: the next subscription asks again.
      if (error instanceof GatewayError && error.meaning.scope === 'account') this.#entitled.set(accountId, false);
    }
  }
}
