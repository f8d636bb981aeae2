import { vi } from 'vitest';

/**
 * Moves the time by which `lru-cache` forgets. It asks the `performance` that it found when it was
 * loaded, which fake timers do not replace. Disposing of it restores the real time.
 */
export class CacheClock implements Disposable {
  #nowMs = performance.now();
  readonly #now = vi.spyOn(performance, 'now').mockImplementation(() => this.#nowMs);

  constructor() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  }

  pass(milliseconds: number): void {
    this.#nowMs += milliseconds;
    vi.advanceTimersByTime(milliseconds);
  }

  [Symbol.dispose](): void {
    vi.useRealTimers();
    this.#now.mockRestore();
  }
}
