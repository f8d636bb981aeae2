import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import type { TokenSource } from '../upstream/socket/account-socket.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface UpstreamTokensOptions {
  readonly sessions: SessionRegistry;
  /** The gateway's own identity, where it has one. */
  readonly service: { readonly token: string | undefined; refuse(token: string): void } | undefined;
  /**
   * Whether a token may see an account. @throws `FORBIDDEN`, or what made asking Kazoo impossible.
   */
  readonly check: (token: string, accountId: string) => Promise<unknown>;
  /**
   * Asks Crossbar at once about a token that blackhole refused; ends its sessions if Crossbar
   * refuses it too. Never rejects.
   */
  readonly revalidate: (token: string, accountId: string) => Promise<void>;
  /** How long it counts that the gateway's own identity may see an account, or may not. */
  readonly entitledForMs: number;
  /** How long a subscription waits to learn it; after that its own token is good enough. */
  readonly entitlementWaitMs: number;
}

/** How many accounts are remembered; one that is forgotten costs a question more. */
const maxAccounts = 100_000;

/**
 * Whose token opens an account's socket: the gateway's own where it may see the account, else the
 * freshest of those who listen.
 */
export class UpstreamTokens implements TokenSource {
  readonly #options: UpstreamTokensOptions;
  readonly #entitled: LRUCache<string, boolean>;
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: UpstreamTokensOptions) {
    this.#options = options;
    // Stale answers are served: nobody can be asked in the middle of a reconnect.
    this.#entitled = new LRUCache({
      max: maxAccounts,
      ttl: options.entitledForMs,
      allowStale: true,
      noDeleteOnStaleGet: true,
    });
  }

  /**
   * Finds out, before a topic of the account is opened, whether the gateway's own identity may see
   * it; `undefined` when that is known, or there is none.
   */
  prepare(accountId: string): Promise<void> | undefined {
    const token = this.#options.service?.token;
    if (token === undefined || this.#entitled.has(accountId)) return undefined;
    let asking = this.#asking.get(accountId);
    if (asking === undefined) {
      asking = this.#ask(token, accountId).finally(() => this.#asking.delete(accountId));
      this.#asking.set(accountId, asking);
    }
    return atMost(asking, this.#options.entitlementWaitMs);
  }

  tokenFor(accountId: string): string | undefined {
    const { service, sessions } = this.#options;
    // For the next time: an answer that has grown old, or was not there yet when the topics were opened.
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
    if (held === undefined) return;
    void revalidate(token, held.ownAccountId);
    for (const accountId of held.accountIds) {
      // Nothing could be delivered any more, and a client that is told so comes back with a fresh token.
      if (this.tokenFor(accountId) === undefined) sessions.endListeners(accountId, noTokenLeft());
    }
  }

  /**
   * blackhole accepts the token, and says that it may not see this account: only those whose
   * authority it was lose their streams. True when another token is left to try.
   */
  forbidToken(token: string, accountId: string): boolean {
    const { service, sessions, revalidate } = this.#options;
    if (service?.token === token) this.#entitled.set(accountId, false);
    else {
      sessions.refuseToken(token, accountId);
      void revalidate(token, accountId);
    }
    return this.tokenFor(accountId) !== undefined;
  }

  async #ask(token: string, accountId: string): Promise<void> {
    try {
      await this.#options.check(token, accountId);
      this.#entitled.set(accountId, true);
    } catch (error) {
      // Anything but a no leaves the question open: the next subscription asks it again.
      if (error instanceof GatewayError && error.meaning.scope === 'account') this.#entitled.set(accountId, false);
    }
  }
}

async function atMost(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}

function noTokenLeft(): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'Nobody who listens holds a token that Kazoo accepts. Log in again.');
}
