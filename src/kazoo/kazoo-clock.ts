/**
 * A smaller difference may be how late an answer of Kazoo is, or how far the clocks of one site are
 * apart.
 */
const toleranceMs = 5_000;
/** `Date` has whole seconds (RFC 9110 section 5.6.7). */
const dateStepMs = 1_000;

/**
 * The time by Kazoo's clock, which decides when tokens expire. It is the clock of this machine, as
 * long as the `Date` of Kazoo's answers agrees with it, and goes on by itself between the answers,
 * whatever the clock of this machine is set to.
 */
export class KazooClock {
  readonly #onDifferent: (differenceMs: number) => void;
  /** The time at which `performance.now()` was zero, by Kazoo's clock, in UNIX milliseconds. */
  #originMs = originOfMachine();
  #isConfirmed = false;

  /**
   * @param onDifferent called for each answer by which the clocks disagree, with how far Kazoo's is
   * ahead of this machine's
   */
  constructor(onDifferent: (differenceMs: number) => void) {
    this.#onDifferent = onDifferent;
  }

  /** Whether an answer of Kazoo has set the clock. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** How far Kazoo's clock is ahead of this machine's, as far as it is known. */
  get differenceMs(): number {
    return this.#originMs - originOfMachine();
  }

  /** The present, in UNIX milliseconds. */
  now(): number {
    return this.#originMs + performance.now();
  }

  /**
   * Takes note of an answer that has just come, of which only the time between its request and now
   * is known for certain.
   *
   * @param date its header `Date`; without one the clock of this machine counts
   */
  note(date: string | undefined, durationMs: number): void {
    this.#isConfirmed = true;
    const machineMs = originOfMachine();
    const dateMs = Date.parse(date ?? '');
    const earliestMs = dateMs - performance.now() - toleranceMs;
    const latestMs = earliestMs + dateStepMs + durationMs + 2 * toleranceMs;
    const isPossible = (originMs: number): boolean => originMs >= earliestMs && originMs <= latestMs;
    if (Number.isNaN(dateMs) || isPossible(machineMs)) {
      this.#originMs = machineMs;
      return;
    }
    if (!isPossible(this.#originMs)) this.#originMs = (earliestMs + latestMs) / 2;
    this.#onDifferent(this.#originMs - machineMs);
  }
}

function originOfMachine(): number {
  return Date.now() - performance.now();
}
