import { LRUCache } from 'lru-cache';
import { entryLimit } from '../scheduling/entry-limit.ts';

export interface RateLimitOptions {
  /** How often each key may be used in a window, which begins with its first use. */
  readonly maxUses: number;
  readonly windowMs: number;
}

interface Window {
  readonly endsAtMs: number;
  uses: number;
}

/** To forget one lets its key begin a new window. */
const maxKeys = 50_000;

/** How often each key may be used in a window of time. */
export class RateLimit {
  readonly #maxUses: number;
  readonly #windowMs: number;
  readonly #windows: LRUCache<string, Window>;

  constructor({ maxUses, windowMs }: RateLimitOptions) {
    this.#maxUses = maxUses;
    this.#windowMs = windowMs;
    this.#windows = new LRUCache(entryLimit(maxKeys, windowMs));
  }

  /** Counts one use of `key`. Returns 0, or the milliseconds to wait when it was one too many. */
  use(key: string): number {
    const nowMs = performance.now();
    const known = this.#windows.get(key);
    const window = known !== undefined && known.endsAtMs > nowMs ? known : this.#begin(key, nowMs);
    window.uses += 1;
    return window.uses > this.#maxUses ? window.endsAtMs - nowMs : 0;
  }

  #begin(key: string, nowMs: number): Window {
    const window = { endsAtMs: nowMs + this.#windowMs, uses: 0 };
    this.#windows.set(key, window);
    return window;
  }
}
