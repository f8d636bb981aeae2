import { GatewayError } from '../errors.ts';
import { AmbiguousRefusal } from '../kazoo/crossbar/ambiguous-refusal.ts';
import { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { AccountAccess } from './account-access.ts';
import type { HeldToken } from './held-token.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { ClaimsOf } from './token-requests.ts';
import type { UserRestriction } from './user-restriction.ts';

export interface TokenRevalidationOptions {
  readonly sessions: Pick<SessionRegistry, 'heldTokens' | 'endStreams'>;
  /** Whoever listens to its `tokenRefused` must end the sessions of the token. */
  readonly accountAccess: Pick<AccountAccess, 'revalidate'>;
  /** Asked, too, whether the user is still an administrator. Default: no user is restricted. */
  readonly restriction?: RevalidatedRestriction | undefined;
  /** The longest time between two verifications of a token for an account. */
  readonly intervalMs: number;
  /** The longest time until the next verification after Kazoo gave no answer. */
  readonly retryMs: number;
  /** Called with errors that were not foreseen. */
  readonly onError: (error: unknown) => void;
  /** Returns numbers from 0 to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

export interface RevalidatedRestriction {
  /** Ends the sessions of a user who is no longer an administrator. */
  readonly rule: Pick<UserRestriction, 'isRestricted'>;
  readonly claimsOf: ClaimsOf;
}

/** A question to Kazoo that is not answered yet. */
interface Question {
  readonly isUrgent: boolean;
  readonly ended: Promise<void>;
}

/** When Kazoo is asked again, in the time of `performance.now()`. */
interface Due {
  readonly atMs: number;
  /** Since when Kazoo refuses the account as it refuses those that it cannot load. */
  readonly doubtedSinceMs?: number | undefined;
}

/** By token and account. */
type DueTimes = Map<string, Map<string, Due>>;

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
  /** The times of the tokens that the sweep has not reached yet. */
  #unswept: DueTimes = new Map();
  readonly #sweeps = new SlicedQueue();
  #isSweeping = false;
  /** By account and token. */
  readonly #running = new Map<string, Question>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: TokenRevalidationOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#sweep(), Math.max(1, options.intervalMs / sweepsPerInterval));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /**
   * Asks Kazoo about a token and an account. Concurrent calls share one request, but an urgent call
   * waits for no request that is not. Resolves when the sessions and streams that the answer ends
   * have ended. Never rejects.
   *
   * @param isUrgent whether somebody waits for the answer; others may have to wait for a busy Kazoo
   */
  revalidate(token: string, accountId: string, isUrgent = false): Promise<void> {
    const key = `${accountId} ${token}`;
    const running = this.#running.get(key);
    if (running !== undefined && (running.isUrgent || !isUrgent)) return running.ended;
    const ended = this.#revalidate(token, accountId, isUrgent).finally(() => {
      if (this.#running.get(key)?.ended === ended) this.#running.delete(key);
    });
    this.#running.set(key, { isUrgent, ended });
    return ended;
  }

  /** Lets a new token be due no later than its predecessor: a refresh says nothing of accounts. */
  inherit(oldToken: string, newToken: string): void {
    const due = [this.#unswept, this.#due].flatMap((times) => [...(times.get(oldToken) ?? [])]);
    for (const [accountId, before] of due) {
      const known = this.#dueOf(newToken, accountId);
      if (known === undefined || before.atMs < known.atMs) this.#setDue(newToken, accountId, before);
    }
  }

  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    // Rebuilt by each sweep, which forgets the tokens that no session holds.
    this.#unswept = this.#due;
    this.#due = new Map();
    const { sessions, onError } = this.#options;
    await this.#sweeps.forEach('', sessions.heldTokens(), (held) => this.#revalidateDue(held), onError);
    this.#unswept = new Map();
    this.#isSweeping = false;
  }

  #revalidateDue({ token, accountIds }: HeldToken): void {
    const nowMs = performance.now();
    for (const accountId of accountIds) {
      const due = this.#dueOf(token, accountId) ?? { atMs: this.#nextDueMs(nowMs) };
      this.#setDue(token, accountId, due);
      if (due.atMs <= nowMs) void this.revalidate(token, accountId);
    }
  }

  #dueOf(token: string, accountId: string): Due | undefined {
    return this.#due.get(token)?.get(accountId) ?? this.#unswept.get(token)?.get(accountId);
  }

  #setDue(token: string, accountId: string, due: Due): void {
    const accounts = this.#due.get(token) ?? new Map<string, Due>();
    this.#due.set(token, accounts.set(accountId, due));
  }

  async #revalidate(token: string, accountId: string, isUrgent: boolean): Promise<void> {
    const { accountAccess, sessions, retryMs, intervalMs, onError } = this.#options;
    const soonMs = Math.min(retryMs, intervalMs);
    const doubtedSinceMs = this.#dueOf(token, accountId)?.doubtedSinceMs;
    let due: Due | undefined;
    try {
      await accountAccess.revalidate(token, accountId, isUrgent);
      await this.#recheckUser(token, isUrgent);
    } catch (error) {
      const nowMs = performance.now();
      const soon = { atMs: nowMs + (soonMs * (1 + this.#random())) / 2 };
      if (!(error instanceof GatewayError)) onError(error);
      if (!(error instanceof GatewayError) || error.meaning.scope === 'operation') due = { ...soon, doubtedSinceMs };
      else if (error.cause instanceof AmbiguousRefusal && nowMs - (doubtedSinceMs ?? nowMs) < soonMs / 2)
        due = { ...soon, doubtedSinceMs: doubtedSinceMs ?? nowMs };
      else if (error.meaning.scope === 'account') sessions.endStreams(token, accountId, asForbidden(error));
    }
    this.#setDue(token, accountId, due ?? { atMs: this.#nextDueMs(performance.now()) });
  }

  async #recheckUser(token: string, isUrgent: boolean): Promise<void> {
    const { restriction } = this.#options;
    const claims = restriction?.claimsOf(token);
    if (claims !== undefined) await restriction?.rule.isRestricted(token, claims, {}, isUrgent);
  }

  #nextDueMs(nowMs: number): number {
    return nowMs + (this.#options.intervalMs * (1 + this.#random())) / 2;
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}

/** Turns any refusal of the account into the one that clients meet. */
function asForbidden(error: GatewayError): GatewayError {
  return new GatewayError('FORBIDDEN', error.message, { cause: error });
}
