import type { After } from '../after.ts';

export interface SessionMailboxOptions {
  /** While more than this many tasks wait, what is offered is turned away. */
  readonly maxWaiting: number;
  /** Tasks a second that the process gets to, asked again and again; infinite: each at once. */
  readonly pace: () => number;
  readonly after: After;
}

const msPerSecond = 1_000;

/**
 * What waits for the process of one socket, which does one thing after another: frames to send, and
 * what the client sent (protocol.md "Pressure").
 */
export class SessionMailbox {
  readonly #options: SessionMailboxOptions;
  #waiting: (() => void)[] = [];
  #isStalled = false;
  /** Parts of a task that the last turns were too short for. */
  #credit = 0;
  #cancelTurn: (() => void) | undefined;

  constructor(options: SessionMailboxOptions) {
    this.#options = options;
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** The task waits however many do. */
  post(task: () => void): void {
    const isFree = !this.#isStalled && this.#waiting.length === 0 && this.#options.pace() === Number.POSITIVE_INFINITY;
    if (isFree) {
      task();
      return;
    }
    this.#waiting.push(task);
    this.#scheduleTurn();
  }

  /**
   * Answers `false` where the task is turned away; `others` wait elsewhere, and are counted with
   * those that wait here.
   */
  offer(task: () => void, others: number): boolean {
    if (this.#waiting.length + others > this.#options.maxWaiting) return false;
    this.post(task);
    return true;
  }

  stall(): void {
    this.#isStalled = true;
    this.#endTurns();
  }

  resume(): void {
    this.#isStalled = false;
    if (this.#options.pace() === Number.POSITIVE_INFINITY) this.#perform(this.#waiting.length);
    else this.#scheduleTurn();
  }

  /** What waits is forgotten. */
  discard(): void {
    this.#waiting = [];
    this.#endTurns();
  }

  #scheduleTurn(): void {
    if (this.#isStalled || this.#cancelTurn !== undefined || this.#waiting.length === 0) return;
    const pace = this.#options.pace();
    const turnMs = Math.max(1, Math.ceil(msPerSecond / pace));
    this.#cancelTurn = this.#options.after(turnMs, () => {
      this.#cancelTurn = undefined;
      this.#credit += Math.min((pace * turnMs) / msPerSecond, this.#waiting.length);
      const count = Math.floor(this.#credit);
      this.#credit -= count;
      this.#perform(count);
      this.#scheduleTurn();
    });
  }

  // A task may post others, which wait for their own turn.
  #perform(count: number): void {
    for (const task of this.#waiting.splice(0, count)) task();
  }

  #endTurns(): void {
    this.#cancelTurn?.();
    this.#cancelTurn = undefined;
    this.#credit = 0;
  }
}
