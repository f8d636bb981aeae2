import type { After } from '../after.ts';

interface WaitingReply {
  readonly send: () => void;
  isDue: boolean;
}

/**
 * Lets replies out at once, late, or when somebody says so, and never one before an earlier one.
 */
export class ReplyGate {
  readonly #after: After;
  readonly #delayMs: () => number;
  readonly #timers = new Set<() => void>();
  #waiting: WaitingReply[] = [];
  #isHeld = false;

  constructor(after: After, delayMs: () => number) {
    this.#after = after;
    this.#delayMs = delayMs;
  }

  pass(send: () => void): void {
    const delayMs = this.#delayMs();
    const reply: WaitingReply = { send, isDue: delayMs === 0 };
    this.#waiting.push(reply);
    if (delayMs > 0) {
      const cancel = this.#after(delayMs, () => {
        this.#timers.delete(cancel);
        reply.isDue = true;
        this.#release();
      });
      this.#timers.add(cancel);
    }
    this.#release();
  }

  /** Replies wait for the returned function. */
  hold(): () => void {
    this.#isHeld = true;
    return () => {
      this.#isHeld = false;
      this.#release();
    };
  }

  /** What waits is never sent. */
  discard(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#waiting = [];
    this.#isHeld = false;
  }

  #release(): void {
    while (!this.#isHeld && this.#waiting[0]?.isDue === true) this.#waiting.shift()?.send();
  }
}
