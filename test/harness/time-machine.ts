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
 * Moves the clocks of the whole process while sockets go on in real time: `Date` and
 * `performance.now()` are shifted, and long timers fire when the time passes them. Create it before
 * anything that shall use its time; disposing of it restores the real time.
 */
export class TimeMachine implements Disposable {
  readonly #real = { Date, setTimeout, clearTimeout };
  readonly #realNow = performance.now;
  readonly #timers = new Map<unknown, LongTimer>();
  /** What the time of day is ahead of the real one by. */
  #offsetMs: number;
  /** How much time passed by being moved. */
  #movedMs = 0;

  /** @param startMs UNIX milliseconds; default: the present */
  constructor(startMs: number = Date.now()) {
    const real = this.#real;
    this.#offsetMs = startMs - real.Date.now();
    const now = (): number => Math.floor(real.Date.now() + this.#offsetMs);
    replaceGlobal(
      'Date',
      new Proxy(real.Date, {
        construct: (target, args, newTarget) =>
          Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
        get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
      }),
    );
    performance.now = () => this.#realNow.call(performance) + this.#movedMs;
    replaceGlobal('setTimeout', (act: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
      if (delayMs < longTimerMs) return real.setTimeout(act, delayMs, ...args);
      const fire = (): void => {
        this.#timers.delete(handle);
        real.clearTimeout(handle);
        act(...args);
      };
      const handle = real.setTimeout(fire, delayMs);
      this.#timers.set(handle, { dueMs: performance.now() + delayMs, fire });
      return handle;
    });
    replaceGlobal('clearTimeout', (handle: NodeJS.Timeout | undefined) => {
      this.#timers.delete(handle);
      real.clearTimeout(handle);
    });
  }

  /**
   * Lets `milliseconds` pass. Timers that fall due fire in order, each at its own time; those that
   * are due soon after that fire in real time.
   */
  move(milliseconds: number): void {
    const endMs = performance.now() + milliseconds;
    for (;;) {
      const [first] = [...this.#timers.values()].sort((a, b) => a.dueMs - b.dueMs);
      if (first === undefined || first.dueMs > endMs) break;
      this.#pass(Math.max(0, first.dueMs - performance.now()));
      first.fire();
    }
    this.#pass(endMs - performance.now());
    for (const [handle, { dueMs, fire }] of this.#timers) {
      const leftMs = dueMs - endMs;
      if (leftMs < longTimerMs) this.#real.setTimeout(() => this.#timers.has(handle) && fire(), leftMs).unref();
    }
  }

  /** Lets the time pass until then, however much of it has passed by itself. */
  moveTo(moment: string): void {
    this.move(Math.max(0, Date.parse(moment) - Date.now()));
  }

  /** Sets the time of day, as an operator or NTP does: no time passes. */
  jump(milliseconds: number): void {
    this.#offsetMs += milliseconds;
  }

  [Symbol.dispose](): void {
    performance.now = this.#realNow;
    for (const [name, value] of Object.entries(this.#real)) replaceGlobal(name, value);
  }

  #pass(milliseconds: number): void {
    this.#offsetMs += milliseconds;
    this.#movedMs += milliseconds;
  }
}

function replaceGlobal(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
