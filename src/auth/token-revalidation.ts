import { GatewayError } from '../errors.ts';
import { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { AccountAccess } from './account-access.ts';
import type { HeldToken, SessionRegistry } from './session-registry.ts';

export interface TokenRevalidationOptions {
  readonly sessions: Pick<SessionRegistry, 'heldTokens' | 'endStreams'>;
  /** Ends the sessions of a token by itself when Kazoo refuses the token (`onTokenRefused`). */
  readonly accountAccess: Pick<AccountAccess, 'revalidate'>;
  /** Nothing is checked less often than this. */
  readonly intervalMs: number;
  /** When Kazoo could not say: checked again after this long. */
  readonly retryMs: number;
  /** Something failed that nobody foresaw. */
  readonly onError: (error: unknown) => void;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** When each account of each token is due, in the time of `performance.now()`. */
type DueTimes = Map<string, Map<string, number>>;

/** How often in an interval it is looked up what is due. */
const sweepsPerInterval = 60;

/**
 * Asks Kazoo again whether the tokens in use are still good for what they opened: neither
 * revocation nor lost authority announces itself (rest.md section 5). Checks are spread at random
 * over the second half of the interval, so that clients who came together are not checked together.
 */
export class TokenRevalidation {
  readonly #options: TokenRevalidationOptions;
  #due: DueTimes = new Map();
  readonly #sweeps = new SlicedQueue();
  #isSweeping = false;
  readonly #running = new Map<string, Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: TokenRevalidationOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#sweep(), Math.max(1, options.intervalMs / sweepsPerInterval));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /**
   * Asks now; many who want the same at once cause one question. Resolves when everything that
   * follows from the answer is done, and never rejects.
   */
  check(token: string, accountId: string, isUrgent = false): Promise<void> {
    const key = `${accountId} ${token}`;
    let running = this.#running.get(key);
    if (running === undefined) {
      running = this.#check(token, accountId, isUrgent).finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return running;
  }

  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const before = this.#due;
    // Built anew each time: what nobody holds any more is forgotten.
    this.#due = new Map();
    const { sessions, onError } = this.#options;
    await this.#sweeps.forEach('', sessions.heldTokens(), (held) => this.#checkDue(held, before), onError);
    this.#isSweeping = false;
  }

  #checkDue({ token, accountIds }: HeldToken, before: DueTimes): void {
    const nowMs = performance.now();
    // An answer can have come since the sweep began.
    const due = this.#due.get(token) ?? new Map<string, number>();
    this.#due.set(token, due);
    for (const accountId of accountIds) {
      const dueAtMs = due.get(accountId) ?? before.get(token)?.get(accountId) ?? this.#nextDueMs(nowMs);
      due.set(accountId, dueAtMs);
      if (dueAtMs <= nowMs) void this.check(token, accountId);
    }
  }

  async #check(token: string, accountId: string, isUrgent: boolean): Promise<void> {
    const { accountAccess, sessions, retryMs, intervalMs, onError } = this.#options;
    let isAnswered = true;
    try {
      await accountAccess.revalidate(token, accountId, isUrgent);
    } catch (error) {
      if (!(error instanceof GatewayError)) onError(error);
      else if (error.meaning.scope === 'account') sessions.endStreams(token, accountId, forbidden(error));
      isAnswered = error instanceof GatewayError && error.meaning.scope !== 'operation';
    }
    const nowMs = performance.now();
    const soonMs = nowMs + (Math.min(retryMs, intervalMs) * (1 + this.#random())) / 2;
    const accounts = this.#due.get(token) ?? new Map<string, number>();
    this.#due.set(token, accounts.set(accountId, isAnswered ? this.#nextDueMs(nowMs) : soonMs));
  }

  #nextDueMs(nowMs: number): number {
    return nowMs + (this.#options.intervalMs * (1 + this.#random())) / 2;
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}

/** Whatever the reason, what a client meets is that it may not see the account. */
function forbidden(error: GatewayError): GatewayError {
  return new GatewayError('FORBIDDEN', error.message, { cause: error });
}
