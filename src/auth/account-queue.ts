import { FairQueue } from '../scheduling/fair-queue.ts';

/** A request to Kazoo about a token that has not been answered yet. */
export interface Verification {
  readonly client: string;
  /** Whether somebody waits for the answer. Revalidation is not urgent and comes last. */
  readonly isUrgent: boolean;
  /**
   * Sends the request. Resolves with false when Kazoo refused it for its rate limit; never rejects.
   */
  readonly attempt: () => Promise<boolean>;
  readonly fail: (error: Error) => void;
}

/** How fast the requests about one account's tokens may follow each other. */
export interface VerificationPace {
  /**
   * The interval while Kazoo refuses for its rate limit, and always between requests that are not
   * urgent. Kazoo's bucket gets 10 tokens a second by default; stay below that.
   */
  readonly limitedIntervalMs: number;
  /** The longest interval, when Kazoo goes on refusing. */
  readonly maxIntervalMs: number;
  /**
   * How long after Kazoo's last refusal the account counts as limited. Its bucket must be full by
   * then.
   */
  readonly limitedForMs: number;
}

/**
 * After so many answers in a row the interval halves, until the next refusal. Takes about two
 * seconds.
 */
const answersToSpeedUp = 18;

type AccountQueueState =
  | { readonly name: 'free' }
  | {
      readonly name: 'limited';
      readonly sinceMs: number;
      readonly refusedAtMs: number;
      readonly intervalMs: number;
      readonly answersInARow: number;
    };

/**
 * The verifications of one account's tokens, which share a token bucket at Kazoo. The queue decides
 * which of them is sent next, and when.
 */
export class AccountQueue {
  readonly #pace: VerificationPace;
  /** Urgent verifications that Kazoo refused for its rate limit; they go before all others. */
  readonly #returned = new Set<Verification>();
  readonly #urgent = new FairQueue<Verification>();
  readonly #background = new Set<Verification>();
  #running = 0;
  #nextAtMs = 0;
  #nextBackgroundAtMs = 0;
  #state: AccountQueueState = { name: 'free' };

  constructor(pace: VerificationPace) {
    this.#pace = pace;
  }

  get waiting(): number {
    return this.#returned.size + this.#urgent.size + this.#background.size;
  }

  /**
   * When Kazoo began to limit the account, in the time of `performance.now()`; undefined while it
   * does not.
   */
  get limitedSinceMs(): number | undefined {
    return this.#state.name === 'limited' ? this.#state.sinceMs : undefined;
  }

  enqueue(verification: Verification): void {
    if (verification.isUrgent) this.#urgent.enqueue(verification.client, verification);
    else this.#background.add(verification);
  }

  /** Returns whether the verification was waiting in the queue. */
  remove(verification: Verification): boolean {
    return (
      this.#returned.delete(verification) ||
      this.#urgent.delete(verification.client, verification) ||
      this.#background.delete(verification)
    );
  }

  /** When a verification can be sent or, if none waits, when the queue can be dropped. */
  get dueAtMs(): number {
    if (this.#returned.size + this.#urgent.size > 0) return this.#nextAtMs;
    if (this.#background.size > 0) return Math.max(this.#nextAtMs, this.#nextBackgroundAtMs);
    return this.#running > 0 ? Number.POSITIVE_INFINITY : this.#idleAtMs;
  }

  /** True once the queue is empty and no interval has to be kept: it can be dropped. */
  isIdle(nowMs: number): boolean {
    return this.waiting === 0 && this.#running === 0 && nowMs >= this.#idleAtMs;
  }

  /**
   * Removes and returns the verification to send now, if there is one. The caller must call
   * `onAnswered` or `onLimited` afterwards.
   */
  dequeue(nowMs: number): Verification | undefined {
    if (this.dueAtMs > nowMs) return undefined;
    const verification = this.#next(nowMs);
    if (verification === undefined) return undefined;
    this.#running += 1;
    if (this.#state.name === 'limited') this.#nextAtMs = nowMs + this.#state.intervalMs;
    return verification;
  }

  /** Notes that Kazoo answered, or could not be reached. */
  onAnswered(nowMs: number): void {
    this.#running -= 1;
    const state = this.#state;
    if (state.name === 'free') return;
    if (nowMs >= this.#idleAtMs) {
      this.#transition({ name: 'free' });
      this.#nextAtMs = nowMs;
      return;
    }
    const answersInARow = state.answersInARow + 1;
    const isFaster = answersInARow % answersToSpeedUp === 0;
    const intervalMs = Math.min(this.#pace.limitedIntervalMs, isFaster ? state.intervalMs / 2 : state.intervalMs);
    this.#transition({ ...state, answersInARow, intervalMs });
  }

  /** Enqueues a verification again that Kazoo refused for its rate limit. */
  onLimited(verification: Verification, nowMs: number): void {
    this.#running -= 1;
    (verification.isUrgent ? this.#returned : this.#background).add(verification);
    const { limitedIntervalMs, maxIntervalMs } = this.#pace;
    const { sinceMs = nowMs, intervalMs = limitedIntervalMs / 2 } = this.#state.name === 'limited' ? this.#state : {};
    const slower = Math.min(maxIntervalMs, Math.max(limitedIntervalMs, intervalMs * 2));
    this.#transition({ name: 'limited', sinceMs, refusedAtMs: nowMs, intervalMs: slower, answersInARow: 0 });
    this.#nextAtMs = nowMs + slower;
  }

  /** Removes and returns all verifications. */
  *drain(): Iterable<Verification> {
    for (;;) {
      const verification = this.#next(0);
      if (verification === undefined) return;
      yield verification;
    }
  }

  #transition(next: AccountQueueState): void {
    this.#state = next;
  }

  get #idleAtMs(): number {
    return this.#state.name === 'free'
      ? this.#nextBackgroundAtMs
      : Math.max(this.#nextBackgroundAtMs, this.#state.refusedAtMs + this.#pace.limitedForMs);
  }

  #next(nowMs: number): Verification | undefined {
    for (const verification of this.#returned) {
      this.#returned.delete(verification);
      return verification;
    }
    const urgent = this.#urgent.dequeue();
    if (urgent !== undefined) return urgent;
    for (const verification of this.#background) {
      this.#background.delete(verification);
      this.#nextBackgroundAtMs = nowMs + this.#pace.limitedIntervalMs;
      return verification;
    }
    return undefined;
  }
}
