import { type Verification, VerificationLine } from './verification-line.ts';

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

export interface AccountQueueListener {
  /** Called with the verification whose turn has come. It is no longer in the queue. */
  onTurn(verification: Verification): void;
  /** Called when Kazoo begins to limit the account. */
  onLimited(waiting: number): void;
  /** Called when Kazoo no longer limits the account. */
  onRecovered(limitedForMs: number): void;
  /** Called when the queue is empty and no interval has to be kept: it can be dropped. */
  onIdle(): void;
}

/**
 * The interval halves after this number of answers in a row, until the next refusal: about every
 * two seconds.
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
 * The verifications of one account's tokens that must keep a pace, since they share a token bucket
 * at Kazoo: all of them while Kazoo limits the account, and always those that are not urgent.
 */
export class AccountQueue {
  readonly #pace: VerificationPace;
  readonly #listener: AccountQueueListener;
  /** Urgent verifications that Kazoo refused for its rate limit; they go before all others. */
  readonly #returned = new Set<Verification>();
  readonly #line = new VerificationLine();
  #nextAtMs = 0;
  #nextBackgroundAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #state: AccountQueueState = { name: 'free' };

  constructor(pace: VerificationPace, listener: AccountQueueListener) {
    this.#pace = pace;
    this.#listener = listener;
  }

  /** Whether Kazoo limits the account. */
  get isLimited(): boolean {
    return this.#state.name === 'limited';
  }

  enqueue(verification: Verification): void {
    this.#line.add(verification);
    this.#serve();
  }

  /** Returns whether the verification was waiting in the queue. */
  remove(verification: Verification): boolean {
    return this.#returned.delete(verification) || this.#line.delete(verification);
  }

  /** Notes that Kazoo answered for the account, or could not be reached. */
  onAnswered(): void {
    const state = this.#state;
    if (state.name === 'free') return;
    const nowMs = performance.now();
    if (nowMs >= this.#recoversAtMs) {
      this.#recover(nowMs);
      return;
    }
    const answersInARow = state.answersInARow + 1;
    const isFaster = answersInARow % answersToSpeedUp === 0;
    const intervalMs = Math.min(this.#pace.limitedIntervalMs, isFaster ? state.intervalMs / 2 : state.intervalMs);
    this.#transition({ ...state, answersInARow, intervalMs });
  }

  /** Enqueues a verification again that Kazoo refused for its rate limit. */
  onLimited(verification: Verification): void {
    if (verification.isUrgent) this.#returned.add(verification);
    else this.#line.add(verification);
    const { limitedIntervalMs, maxIntervalMs } = this.#pace;
    const nowMs = performance.now();
    const before = this.#state;
    const { sinceMs = nowMs, intervalMs = limitedIntervalMs / 2 } = before.name === 'limited' ? before : {};
    const slower = Math.min(maxIntervalMs, Math.max(limitedIntervalMs, intervalMs * 2));
    this.#transition({ name: 'limited', sinceMs, refusedAtMs: nowMs, intervalMs: slower, answersInARow: 0 });
    this.#nextAtMs = nowMs + slower;
    if (before.name === 'free') this.#listener.onLimited(this.#waiting);
    this.#serve();
  }

  /** Removes and returns all verifications, and stops. */
  *close(): Iterable<Verification> {
    clearTimeout(this.#timer);
    for (;;) {
      const verification = this.#next(true);
      if (verification === undefined) return;
      yield verification;
    }
  }

  get #waiting(): number {
    return this.#returned.size + this.#line.size;
  }

  /** When the next verification may go; infinite while none waits. */
  get #dueAtMs(): number {
    if (this.#returned.size + this.#line.urgent > 0) return this.#nextAtMs;
    return this.#line.size > 0 ? Math.max(this.#nextAtMs, this.#nextBackgroundAtMs) : Number.POSITIVE_INFINITY;
  }

  get #recoversAtMs(): number {
    return this.#state.name === 'free' ? 0 : this.#state.refusedAtMs + this.#pace.limitedForMs;
  }

  /** From when on the queue can be dropped, if it is empty. */
  get #idleAtMs(): number {
    return Math.max(this.#recoversAtMs, this.#nextBackgroundAtMs);
  }

  /** Lets go what is due, and comes back for the rest. */
  #serve(): void {
    const nowMs = performance.now();
    while (this.#dueAtMs <= nowMs) {
      const verification = this.#next(nowMs >= this.#nextBackgroundAtMs);
      if (verification === undefined) break;
      if (this.#state.name === 'limited') this.#nextAtMs = nowMs + this.#state.intervalMs;
      if (!verification.isUrgent) this.#nextBackgroundAtMs = nowMs + this.#pace.limitedIntervalMs;
      this.#listener.onTurn(verification);
    }
    this.#wakeAt(this.#waiting > 0 ? this.#dueAtMs : this.#idleAtMs, nowMs);
  }

  #wakeAt(atMs: number, nowMs: number): void {
    if (this.#wakesAtMs <= atMs) return; // It looks again then.
    clearTimeout(this.#timer);
    this.#wakesAtMs = atMs;
    this.#timer = setTimeout(() => this.#wake(), Math.max(1, Math.ceil(atMs - nowMs)));
  }

  #wake(): void {
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    if (this.#waiting > 0 || nowMs < this.#idleAtMs) this.#serve();
    else if (this.isLimited) this.#recover(nowMs);
    else this.#listener.onIdle();
  }

  #recover(nowMs: number): void {
    const state = this.#state;
    if (state.name === 'free') return;
    this.#transition({ name: 'free' });
    this.#nextAtMs = nowMs;
    this.#listener.onRecovered(nowMs - state.sinceMs);
    this.#serve();
  }

  #transition(next: AccountQueueState): void {
    this.#state = next;
  }

  #next(isBackgroundReady: boolean): Verification | undefined {
    for (const verification of this.#returned) {
      this.#returned.delete(verification);
      return verification;
    }
    return this.#line.dequeue(isBackgroundReady);
  }
}
