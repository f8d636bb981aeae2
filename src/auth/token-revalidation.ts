import { GatewayError } from '../errors.ts';
import { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { AccountAccess } from './account-access.ts';
import type { HeldToken, SessionRegistry } from './session-registry.ts';

export interface TokenRevalidationOptions {
  readonly sessions: Pick<SessionRegistry, 'heldTokens' | 'endStreams'>;
  /** Must end the sessions of a token that Kazoo refuses. */
  readonly accountAccess: Pick<AccountAccess, 'revalidate'>;
  /** The longest time between two verifications of a token for an account. */
  readonly intervalMs: number;
  /** The longest time until the next verification after Kazoo gave no answer. */
  readonly retryMs: number;
  /** Called with errors that were not foreseen. */
  readonly onError: (error: unknown) => void;
  /** Returns numbers from 0 to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** When each account of each token is due, in the time of `performance.now()`. */
type DueTimes = Map<string, Map<string, number>>;

/** How often per interval the tokens that are due are looked up. */
const sweepsPerInterval = 60;

/**
 * Asks Kazoo again whether the tokens in use may still act on the accounts that they are used for:
 * Kazoo announces neither a revoked token nor lost access (rest.md section 5). Verifications are
 * spread at random over the second half of the interval, so that clients that connected together
 * are not verified together.
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
   * Asks Kazoo now; concurrent calls for the same token and account share one request. Resolves
   * when the sessions and streams that the answer ends have ended. Never rejects.
   */
  revalidate(token: string, accountId: string, isUrgent = false): Promise<void> {
    const key = `${accountId} ${token}`;
    let running = this.#running.get(key);
    if (running === undefined) {
      running = this.#revalidate(token, accountId, isUrgent).finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return running;
  }

  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const before = this.#due;
    // Rebuilt by each sweep, which forgets the tokens that no session holds.
    this.#due = new Map();
    const { sessions, onError } = this.#options;
    await this.#sweeps.forEach('', sessions.heldTokens(), (held) => this.#revalidateDue(held, before), onError);
    this.#isSweeping = false;
  }

  #revalidateDue({ token, accountIds }: HeldToken, before: DueTimes): void {
    const nowMs = performance.now();
    // An answer may have arrived since the sweep began.
    const due = this.#due.get(token) ?? new Map<string, number>();
    this.#due.set(token, due);
    for (const accountId of accountIds) {
      const dueAtMs = due.get(accountId) ?? before.get(token)?.get(accountId) ?? this.#nextDueMs(nowMs);
      due.set(accountId, dueAtMs);
      if (dueAtMs <= nowMs) void this.revalidate(token, accountId);
    }
  }

  async #revalidate(token: string, accountId: string, isUrgent: boolean): Promise<void> {
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

/** Turns any refusal of the account into the one that clients meet. */
function forbidden(error: GatewayError): GatewayError {
  return new GatewayError('FORBIDDEN', error.message, { cause: error });
}
