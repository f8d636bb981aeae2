import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { entryLimit } from '../scheduling/entry-limit.ts';
import { withTimeout } from '../scheduling/with-timeout.ts';
import type { AccountsAbove } from '../upstream/accounts-above.ts';
import type { TokenSource } from '../upstream/socket/token-source.ts';
import type { SessionRegistry } from './session-registry.ts';
import { TokenTrials } from './token-trials.ts';

export interface UpstreamTokensOptions {
  readonly sessions: SessionRegistry;
  /** From where accounts are followed, too. Default: from nowhere. */
  readonly above?: Pick<AccountsAbove, 'of'> | undefined;
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
   * Asks Crossbar about a token that was refused elsewhere, at once if it is urgent, and ends what
   * depends on it if Crossbar refuses it too. Must not reject.
   */
  readonly revalidate: (token: string, accountId: string, isUrgent: boolean) => Promise<void>;
  /** How long it is remembered whether the gateway's own identity may see an account. */
  readonly entitledForMs: number;
  /** How long a subscription waits for that answer before it goes on with its own token. */
  readonly entitlementWaitMs: number;
}

/** How many accounts are remembered; forgetting one costs another request to Kazoo. */
const maxAccounts = 100_000;
/** How long an answer is remembered that may be old: a reconnect cannot wait for a new one. */
const rememberedForMs = 7 * 24 * 3_600_000;

/** Whether the gateway's own identity may see an account. */
interface Entitlement {
  readonly isEntitled: boolean;
  /** In the time of `performance.now()`; Kazoo is asked again after that. */
  readonly freshUntilMs: number;
}

/**
 * Chooses the token that opens an account's socket: the gateway's own where it may see the account,
 * else that of the account's subscribers which expires last.
 */
export class UpstreamTokens implements TokenSource {
  readonly #options: UpstreamTokensOptions;
  readonly #entitlements = new LRUCache<string, Entitlement>(entryLimit(maxAccounts, rememberedForMs));
  readonly #trials = new TokenTrials();
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: UpstreamTokensOptions) {
    this.#options = options;
  }

  /**
   * Finds out whether the gateway's own identity may see an account; call it before a topic of the
   * account is opened. Returns undefined when that is known, or without such an identity.
   */
  prepare(accountId: string): Promise<void> | undefined {
    const token = this.#options.service?.token;
    if (token === undefined || this.#isFresh(accountId)) return undefined;
    let asking = this.#asking.get(accountId);
    if (asking === undefined) {
      asking = this.#ask(token, accountId).finally(() => this.#asking.delete(accountId));
      this.#asking.set(accountId, asking);
    }
    return withTimeout(asking, this.#options.entitlementWaitMs, undefined);
  }

  /**
   * Returns the token to open the account's socket with; undefined when there is none, or none for
   * now since blackhole has refused many.
   *
   * @param isUnwanted which tokens are passed over. Default: none
   */
  tokenFor(accountId: string, isUnwanted?: (token: string) => boolean): string | undefined {
    const { service, sessions, above } = this.#options;
    const accountIds = [accountId, ...(above?.of(accountId) ?? [])];
    // What is known of the account itself counts first.
    const entitlement = accountIds.map((id) => this.#entitlements.get(id)).find((known) => known !== undefined);
    const isEntitled = entitlement?.isEntitled === true;
    // For the next reconnect, if the answer is stale or was not there when the topics were opened.
    if (!isEntitled || accountIds.length === 1) void this.prepare(accountId);
    const own = isEntitled ? service?.token : undefined;
    if (own !== undefined && isUnwanted?.(own) !== true) return own;
    if (!this.#trials.isAllowed(accountId)) return undefined;
    for (const id of accountIds) {
      const token = sessions.tokenFor(id, isUnwanted);
      if (token !== undefined) return token;
    }
    return undefined;
  }

  /** Whether the token is that of the gateway's own identity. */
  isOwn(token: string): boolean {
    return this.#options.service?.token === token;
  }

  /**
   * Asks Kazoo, when it has time, whether a client's token may still act on the account, since it
   * was refused a part of it. Meanwhile the token counts as before.
   */
  doubtToken(token: string, accountId: string): void {
    if (!this.isOwn(token)) void this.#options.revalidate(token, accountId, false);
  }

  refuseToken(token: string, accountId: string): void {
    const { service, sessions, revalidate } = this.#options;
    if (service?.token === token) {
      service.refuse(token);
      return;
    }
    this.#trials.noteRefusal(accountId);
    const held = sessions.heldToken(token);
    sessions.refuseToken(token);
    // blackhole alone is not believed: it refuses good tokens, too, for as long as it cannot check them.
    if (held !== undefined) void revalidate(token, held.ownAccountId, true);
  }

  /**
   * Handles blackhole's answer that a token it accepts may not see the account. Only streams that
   * depend on the token end, and only if Crossbar says so, too: blackhole refuses every account
   * whose ancestors it cannot read for a moment.
   */
  forbidToken(token: string, accountId: string): void {
    const { service, sessions, revalidate } = this.#options;
    if (service?.token === token) {
      this.#note(accountId, false);
      return;
    }
    this.#trials.noteRefusal(accountId);
    sessions.refuseToken(token, accountId);
    void revalidate(token, accountId, true);
  }

  #isFresh(accountId: string): boolean {
    const known = this.#entitlements.get(accountId);
    return known !== undefined && known.freshUntilMs > performance.now();
  }

  #note(accountId: string, isEntitled: boolean): void {
    const freshUntilMs = performance.now() + this.#options.entitledForMs;
    this.#entitlements.set(accountId, { isEntitled, freshUntilMs });
  }

  async #ask(token: string, accountId: string): Promise<void> {
    try {
      await this.#options.verify(token, accountId);
      this.#note(accountId, true);
    } catch (error) {
      // Any other error leaves the question open: the next subscription asks again.
      if (error instanceof GatewayError && error.meaning.scope === 'account') this.#note(accountId, false);
    }
  }
}
