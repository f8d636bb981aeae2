import { LRUCache } from 'lru-cache';
import { entryLimit } from '../../scheduling/entry-limit.ts';
import { timeLimit } from '../../scheduling/time-limit.ts';

export interface FailureBudgetOptions {
  /** The most attempts of a key that may fail in each `windowMs`, from the first failure on. */
  readonly maxFailures: number;
  /** How long failures count; also the longest pause. */
  readonly windowMs: number;
}

/** The attempts of one key that failed. */
interface Failures {
  readonly count: number;
  readonly pausedUntilMs: number;
  /** The length of the next pause. */
  readonly nextPauseMs: number;
  /** When they are forgotten. */
  readonly endsAtMs: number;
}

const firstPauseMs = 5_000;
/** To forget one is a few more attempts for its key. */
const maxKeys = 50_000;

/**
 * How many attempts of each key may still fail. When none may, the key pauses, and then one may
 * fail at a time, after which it pauses twice as long. Without a failure all is forgotten after
 * `windowMs`.
 */
export class FailureBudget {
  readonly #maxFailures: number;
  readonly #windowMs: number;
  readonly #failures: LRUCache<string, Failures>;

  constructor({ maxFailures, windowMs }: FailureBudgetOptions) {
    this.#maxFailures = maxFailures;
    this.#windowMs = windowMs;
    this.#failures = new LRUCache(entryLimit(maxKeys, windowMs));
  }

  /** How many milliseconds the key still pauses; 0 when it does not. */
  pauseMs(key: string): number {
    return Math.max(0, this.#of(key).pausedUntilMs - performance.now());
  }

  /** How many attempts may fail before the key pauses; at least one. */
  left(key: string): number {
    return this.#maxFailures - this.#of(key).count;
  }

  /** Counts a failure. */
  fail(key: string): void {
    const nowMs = performance.now();
    const { count, pausedUntilMs, nextPauseMs, endsAtMs } = this.#of(key);
    if (count + 1 < this.#maxFailures) {
      this.#keep(key, { count: count + 1, pausedUntilMs, nextPauseMs, endsAtMs });
      return;
    }
    const untilMs = nowMs + nextPauseMs;
    this.#keep(key, {
      count: this.#maxFailures - 1,
      pausedUntilMs: untilMs,
      nextPauseMs: Math.min(2 * nextPauseMs, this.#windowMs),
      endsAtMs: untilMs + this.#windowMs,
    });
  }

  /** Lets `key` begin with the failures of `former`, which was another name for the same. */
  inherit(key: string, former: string): void {
    const inherited = this.#of(former);
    if (inherited.count > this.#of(key).count) this.#keep(key, inherited);
  }

  #keep(key: string, failures: Failures): void {
    this.#failures.set(key, failures, { ttl: timeLimit(failures.endsAtMs - performance.now()) });
  }

  #of(key: string): Failures {
    const nowMs = performance.now();
    const known = this.#failures.get(key);
    if (known !== undefined && known.endsAtMs > nowMs) return known;
    const nextPauseMs = Math.min(firstPauseMs, this.#windowMs);
    return { count: 0, pausedUntilMs: 0, nextPauseMs, endsAtMs: nowMs + this.#windowMs };
  }
}
