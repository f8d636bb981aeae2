const defaultTimeoutMs = 10_000;

interface Waiter {
  readonly check: () => void;
}

/** Tells those who wait that something in the simulator changed, so that tests need no sleep. */
export class ChangeFeed {
  readonly #waiters = new Set<Waiter>();

  notify(): void {
    if (this.#waiters.size === 0) return;
    for (const waiter of [...this.#waiters]) waiter.check();
  }

  /**
   * Resolves with the first value of `probe` that is neither `undefined` nor `false`, asked now and
   * after every change. Rejects after `timeoutMs` (default 10 s) of real time, or with what `probe`
   * throws.
   */
  waitFor<Value>(probe: () => Value | undefined | false, timeoutMs = defaultTimeoutMs): Promise<Value> {
    return new Promise((resolve, reject) => {
      const check = () => {
        try {
          const value = probe();
          if (value === undefined || value === false) return;
          finish();
          resolve(value);
        } catch (error) {
          finish();
          reject(error);
        }
      };
      const waiter = { check };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`The simulator did not reach the awaited state within ${timeoutMs} ms: ${probe}`));
      }, timeoutMs);
      const finish = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      this.#waiters.add(waiter);
      check();
    });
  }
}
