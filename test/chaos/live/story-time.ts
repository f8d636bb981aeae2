import type { After } from '../../../src/simulator/after.ts';

interface Timer {
  readonly dueMs: number;
  readonly act: () => void;
}

const tickMs = 5;

/** A time of its own for stories: faster than the real one, and it can stand still. */
export class StoryTime {
  readonly #timers = new Set<Timer>();
  readonly #ticking: NodeJS.Timeout;
  #nowMs = 0;
  #isPaused = false;

  constructor(speed: number) {
    this.#ticking = setInterval(() => this.#advance(tickMs * speed), tickMs);
  }

  readonly after: After = (delayMs, act) => {
    const timer = { dueMs: this.#nowMs + delayMs, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticking);
  }

  #advance(byMs: number): void {
    if (this.#isPaused) return;
    this.#nowMs += byMs;
    const due = [...this.#timers].filter(({ dueMs }) => dueMs <= this.#nowMs);
    for (const timer of due.sort((one, other) => one.dueMs - other.dueMs)) {
      this.#timers.delete(timer);
      timer.act();
    }
  }
}
