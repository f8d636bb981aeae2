/**
 * A signal that ends this process, or the end of the test run alone: vitest leaves its workers to
 * themselves then.
 */
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

/**
 * Calls `clean` where the tests are interrupted, and ends the process. It must not wait for
 * anything. Disposed of, it does nothing.
 */
export class Interruption implements Disposable {
  readonly #clean: () => void;
  readonly #onInterrupted = (): void => {
    try {
      this.#clean();
    } finally {
      process.kill(process.pid, 'SIGKILL'); // vitest does not let `process.exit` through.
    }
  };

  constructor(clean: () => void) {
    this.#clean = clean;
    for (const event of interruptions) process.on(event, this.#onInterrupted);
  }

  [Symbol.dispose](): void {
    for (const event of interruptions) process.off(event, this.#onInterrupted);
  }
}
