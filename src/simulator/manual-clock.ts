interface Alarm {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** Time that moves only when it is told to. Hand `now` and `after` to the simulator. */
export class ManualClock {
  #nowMs: number;
  #order = 0;
  readonly #alarms = new Set<Alarm>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  readonly now = (): number => this.#nowMs;

  /** Returns its undo. */
  readonly after = (delayMs: number, action: () => void): (() => void) => {
    this.#order += 1;
    const alarm = { atMs: this.#nowMs + delayMs, order: this.#order, action };
    this.#alarms.add(alarm);
    return () => {
      this.#alarms.delete(alarm);
    };
  };

  /** Does all that falls due meanwhile, in the order of time, each at its own time. */
  advance(milliseconds: number): void {
    const endMs = this.#nowMs + milliseconds;
    for (;;) {
      const due = [...this.#alarms].filter((alarm) => alarm.atMs <= endMs);
      const [first] = due.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      if (first === undefined) break;
      this.#alarms.delete(first);
      this.#nowMs = Math.max(this.#nowMs, first.atMs);
      first.action();
    }
    this.#nowMs = endMs;
  }
}
