import type { After } from './blackhole-socket.ts';

/** Lets replies out at once, late, or when somebody says so. */
export class ReplyGate {
  readonly #after: After;
  readonly #delayMs: () => number;
  readonly #delayed = new Set<() => void>();
  #held: (() => void)[] | undefined;

  constructor(after: After, delayMs: () => number) {
    this.#after = after;
    this.#delayMs = delayMs;
  }

  pass(send: () => void): void {
    const delayMs = this.#delayMs();
    if (this.#held !== undefined) this.#held.push(send);
    else if (delayMs === 0) send();
    else this.#sendAfter(delayMs, send);
  }

  /** Replies wait for the returned function. */
  hold(): () => void {
    this.#held ??= [];
    return () => {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const send of held) send();
    };
  }

  /** What waits is never sent. */
  discard(): void {
    for (const cancel of this.#delayed) cancel();
    this.#delayed.clear();
    this.#held = undefined;
  }

  #sendAfter(delayMs: number, send: () => void): void {
    const cancel = this.#after(delayMs, () => {
      this.#delayed.delete(cancel);
      send();
    });
    this.#delayed.add(cancel);
  }
}
