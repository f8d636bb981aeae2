import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface RateLimitOptions {
  /** How often each key may be used in a window, which begins with its first use. */
  readonly maxUses: number;
  readonly windowMs: number;
}

/** How often each key may be used in a window of time. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory;

  constructor({ maxUses, windowMs }: RateLimitOptions) {
    this.#limiter = new RateLimiterMemory({ points: maxUses, duration: windowMs / 1_000 });
  }

  /**
   * Counts one use of `key`. Resolves with 0, or with the milliseconds to wait when it was one too
   * many.
   */
  async use(key: string): Promise<number> {
    try {
      await this.#limiter.consume(key);
      return 0;
    } catch (rejection) {
      // rate-limiter-flexible rejects with a plain result, not an error, when a limit is reached.
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
      return Math.max(1, rejection.msBeforeNext);
    }
  }
}
