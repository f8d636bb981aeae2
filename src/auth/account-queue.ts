import { FairQueue } from '../scheduling/fair-queue.ts';

/** A question to Kazoo that has not been answered yet. */
export interface WaitingCheck {
  readonly client: string;
  /** Somebody waits for it; the others are repetitions, which come after. */
  readonly isUrgent: boolean;
  /** Resolves with false when Kazoo was too busy to answer; never rejects. */
  readonly attempt: () => Promise<boolean>;
  readonly fail: (error: Error) => void;
}

/** How fast the checks of one account may follow each other. */
export interface CheckPace {
  /**
   * While Kazoo refuses for its rate limit, and always for what is not urgent: below the refill of
   * its bucket, 10 per second by default.
   */
  readonly limitedIntervalMs: number;
  /** The pause when Kazoo refuses even that. */
  readonly maxIntervalMs: number;
  /**
   * Kazoo must not have refused for this long before the account counts as free again; its bucket
   * is full by then.
   */
  readonly limitedForMs: number;
}

/**
 * After so many answers in a row the pace doubles, and falls back at the next refusal. Two seconds'
 * worth.
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
 * The checks that share a bucket at Kazoo: those of one account. It decides which goes next, and
 * when.
 */
export class AccountQueue {
  readonly #pace: CheckPace;
  /** Refused for the rate limit: they keep their place before all others. */
  readonly #returned = new Set<WaitingCheck>();
  readonly #urgent = new FairQueue<WaitingCheck>();
  readonly #background = new Set<WaitingCheck>();
  #running = 0;
  #nextAtMs = 0;
  #nextBackgroundAtMs = 0;
  #state: AccountQueueState = { name: 'free' };

  constructor(pace: CheckPace) {
    this.#pace = pace;
  }

  get waiting(): number {
    return this.#returned.size + this.#urgent.size + this.#background.size;
  }

  /** Since when Kazoo has been limiting the account; undefined when it is not. */
  get limitedSinceMs(): number | undefined {
    return this.#state.name === 'limited' ? this.#state.sinceMs : undefined;
  }

  add(check: WaitingCheck): void {
    if (check.isUrgent) this.#urgent.enqueue(check.client, check);
    else this.#background.add(check);
  }

  /** True when the check was waiting here. */
  remove(check: WaitingCheck): boolean {
    return this.#returned.delete(check) || this.#urgent.delete(check.client, check) || this.#background.delete(check);
  }

  /** When there is something to do next: a check to send, or the end of the lane. */
  get dueAtMs(): number {
    if (this.#returned.size + this.#urgent.size > 0) return this.#nextAtMs;
    if (this.#background.size > 0) return Math.max(this.#nextAtMs, this.#nextBackgroundAtMs);
    return this.#running > 0 ? Number.POSITIVE_INFINITY : this.#overAtMs;
  }

  /** True once nothing is left to do, and no pause has to be kept. */
  isOver(nowMs: number): boolean {
    return this.waiting === 0 && this.#running === 0 && nowMs >= this.#overAtMs;
  }

  /** The check to send now; whoever takes one says `done` afterwards. */
  take(nowMs: number): WaitingCheck | undefined {
    if (this.dueAtMs > nowMs) return undefined;
    const check = this.#next(nowMs);
    if (check === undefined) return undefined;
    this.#running += 1;
    if (this.#state.name === 'limited') this.#nextAtMs = nowMs + this.#state.intervalMs;
    return check;
  }

  /** Kazoo answered, or could not be reached. */
  done(nowMs: number): void {
    this.#running -= 1;
    const state = this.#state;
    if (state.name === 'free') return;
    if (nowMs >= this.#overAtMs) {
      this.#state = { name: 'free' };
      this.#nextAtMs = nowMs;
      return;
    }
    const answersInARow = state.answersInARow + 1;
    const isFaster = answersInARow % answersToSpeedUp === 0;
    const intervalMs = Math.min(this.#pace.limitedIntervalMs, isFaster ? state.intervalMs / 2 : state.intervalMs);
    this.#state = { ...state, answersInARow, intervalMs };
  }

  /** Kazoo refused for its rate limit: the check waits for another turn. */
  refused(check: WaitingCheck, nowMs: number): void {
    this.#running -= 1;
    (check.isUrgent ? this.#returned : this.#background).add(check);
    const { limitedIntervalMs, maxIntervalMs } = this.#pace;
    const { sinceMs = nowMs, intervalMs = limitedIntervalMs / 2 } = this.#state.name === 'limited' ? this.#state : {};
    const slower = Math.min(maxIntervalMs, Math.max(limitedIntervalMs, intervalMs * 2));
    this.#state = { name: 'limited', sinceMs, refusedAtMs: nowMs, intervalMs: slower, answersInARow: 0 };
    this.#nextAtMs = nowMs + slower;
  }

  /** Takes out all that wait. */
  *drain(): Iterable<WaitingCheck> {
    for (;;) {
      const check = this.#next(0);
      if (check === undefined) return;
      yield check;
    }
  }

  get #overAtMs(): number {
    return this.#state.name === 'free'
      ? this.#nextBackgroundAtMs
      : Math.max(this.#nextBackgroundAtMs, this.#state.refusedAtMs + this.#pace.limitedForMs);
  }

  #next(nowMs: number): WaitingCheck | undefined {
    for (const check of this.#returned) {
      this.#returned.delete(check);
      return check;
    }
    const urgent = this.#urgent.dequeue();
    if (urgent !== undefined) return urgent;
    for (const check of this.#background) {
      this.#background.delete(check);
      this.#nextBackgroundAtMs = nowMs + this.#pace.limitedIntervalMs;
      return check;
    }
    return undefined;
  }
}
