/** The first loss is told at once; what follows it so soon is told together. */
const leastPauseMs = 1_000;
const mostPauseMs = 30_000;

interface Loss {
  readonly fromMs: number;
  readonly certain: boolean;
}

/**
 * Tells of losses. While they go on it tells of them together, after a pause that grows: whoever is
 * told loads afresh, and a busy account must not do so without end. Moments are those of
 * `performance.now()`.
 */
export class LossTeller {
  readonly #onLoss: (fromMs: number, certain: boolean) => void;
  #pending: Loss | undefined;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #pauseMs = leastPauseMs;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  constructor(onLoss: (fromMs: number, certain: boolean) => void) {
    this.#onLoss = onLoss;
  }

  /** Since when something may be missing of which nobody is told yet. */
  get pendingFromMs(): number {
    return this.#pending?.fromMs ?? Number.POSITIVE_INFINITY;
  }

  /** What was told last reaches until then. */
  get toldAtMs(): number {
    return this.#toldAtMs;
  }

  /** Tells at the end of this turn of the event loop, or when the pause is over. */
  note(fromMs: number, certain: boolean): void {
    const before = this.#pending;
    this.#pending = {
      fromMs: Math.min(fromMs, this.pendingFromMs),
      certain: certain || before?.certain === true,
    };
    if (before !== undefined) return;
    const waitMs = this.#toldAtMs + this.#pauseMs - performance.now();
    if (waitMs <= 0) this.#turn = setImmediate(() => this.#tell());
    else this.#timer = setTimeout(() => this.#tell(), waitMs);
  }

  /** Nothing is told any more. Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
  }

  #tell(): void {
    const loss = this.#pending;
    if (loss === undefined) return;
    this.#pending = undefined;
    const now = performance.now();
    const goesOn = now - this.#toldAtMs < 2 * this.#pauseMs;
    this.#pauseMs = goesOn ? Math.min(2 * this.#pauseMs, mostPauseMs) : leastPauseMs;
    this.#toldAtMs = now;
    this.#onLoss(loss.fromMs, loss.certain);
  }
}
