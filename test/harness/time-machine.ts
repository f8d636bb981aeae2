/**
 * Timers of at least this length follow the moved clock; shorter ones belong to sockets and run in
 * real time.
 */
const longTimerMs = 10_000;

interface LongTimer {
  readonly dueMs: number;
  readonly fire: () => void;
}

/**
 * Moves the clock of the whole process while sockets go on in real time: `Date` is shifted, and
 * long timers fire when the clock passes them. Create it before anything that shall use its time;
 * disposing of it restores the real time.
 */
export class TimeMachine implements Disposable {
  readonly #real = { Date, setTimeout, clearTimeout };
  readonly #timers = new Map<unknown, LongTimer>();
  #offsetMs: number;

  /** @param startMs UNIX milliseconds; default: the present */
  constructor(startMs: number = Date.now()) {
    const real = this.#real;
    this.#offsetMs = startMs - real.Date.now();
    const now = (): number => real.Date.now() + this.#offsetMs;
    replaceGlobal(
      'Date',
      new Proxy(real.Date, {
        construct: (target, args, newTarget) =>
          Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
        get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
      }),
    );
    replaceGlobal('setTimeout', (act: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
      if (delayMs < longTimerMs) return real.setTimeout(act, delayMs, ...args);
      const fire = (): void => {
        this.#timers.delete(handle);
        real.clearTimeout(handle);
        act(...args);
      };
      const handle = real.setTimeout(fire, delayMs);
      this.#timers.set(handle, { dueMs: now() + delayMs, fire });
      return handle;
    });
    replaceGlobal('clearTimeout', (handle: NodeJS.Timeout | undefined) => {
      this.#timers.delete(handle);
      real.clearTimeout(handle);
    });
  }

  /**
   * Moves the clock by `milliseconds`. Timers that fall due fire in order, each at its own time.
   */
  move(milliseconds: number): void {
    const endMs = Date.now() + milliseconds;
    for (;;) {
      const [first] = [...this.#timers.values()].sort((a, b) => a.dueMs - b.dueMs);
      if (first === undefined || first.dueMs > endMs) break;
      this.#offsetMs += Math.max(0, first.dueMs - Date.now());
      first.fire();
    }
    this.#offsetMs += endMs - Date.now();
  }

  /** Sets the clock, as an operator or NTP does: timers keep their length. */
  jump(milliseconds: number): void {
    this.#offsetMs += milliseconds;
  }

  [Symbol.dispose](): void {
    for (const [name, value] of Object.entries(this.#real)) replaceGlobal(name, value);
  }
}

function replaceGlobal(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
