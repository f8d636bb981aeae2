import { maxTimerMs } from '../../config/setting-types.ts';
import { type BackoffOptions, fullJitterMs } from '../../scheduling/backoff.ts';

export interface PollOptions<Answer> {
  /** How long after an answer the next question is wanted; endless while nobody wants it. */
  readonly intervalMs: () => number;
  /** How soon a question is repeated for whose answer somebody waits, or that was in doubt. */
  readonly soon: BackoffOptions;
  /** Whether somebody waits for the first answer. */
  readonly isAwaited: () => boolean;
  /**
   * Asks Kazoo. A question that has to wait for its turn calls `onBegun` when that has come.
   *
   * @param isSlow whether the last answer took long
   */
  readonly ask: (onBegun: () => void, isSlow: boolean) => Promise<Answer>;
  /**
   * Takes an answer. Unless it is confirmed it may be `doubtful`: then it has changed nothing.
   *
   * @param failures how many answers before it did not come
   */
  readonly take: (answer: Answer, isConfirmed: boolean, failures: number) => 'changed' | 'unchanged' | 'doubtful';
  /**
   * How long Kazoo took for an answer that somebody else asked for; undefined for one of `ask`.
   * Default: nobody else asks.
   */
  readonly tookMs?: (answer: Answer) => number | undefined;
  /** Called with each answer that did not come. */
  readonly onFailed: (error: unknown) => void;
}

type State =
  | { readonly name: 'asking' }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'stopped' };

/**
 * The share of the interval by which a question is late at most, so that those of accounts that
 * were opened together spread.
 */
const jitterShare = 0.1;
/** A Kazoo that takes long to answer works on the question for at most one sixth of the time. */
const pausePerAnswer = 5;
/** While Kazoo is slow or fails, the pause grows up to so long, unless more is wanted anyway. */
const longestStretchMs = 60_000;
/** An answer that took longer is a slow one. */
const slowAfterMs = 2_000;
/** The first doubling beyond `longestStretchMs` of any interval. */
const maxDoublings = 10;

/**
 * Asks Kazoo the same question at intervals: never twice at a time, more slowly when it is slow,
 * and ever more slowly while it fails.
 */
export class Poll<Answer> {
  readonly #options: PollOptions<Answer>;
  #answeredInMs = 0;
  #failures = 0;
  /** Whether the last answer was so different that it counts only when it comes twice. */
  #isDoubted = false;
  /** In the time of `performance.now()`: since then the next question is waited for. */
  #sinceMs = performance.now();
  /** From 0 to 1; of the present wait. */
  #jitter = 0;
  #state: State = { name: 'stopped' };

  constructor(options: PollOptions<Answer>) {
    this.#options = options;
  }

  /** How many answers have not come since the last one that did. */
  get failures(): number {
    return this.#failures;
  }

  start(): void {
    this.#ask();
  }

  /** Whether the last answer counts only when it comes again. */
  get isDoubted(): boolean {
    return this.#isDoubted;
  }

  /** Takes an answer that somebody else was given, unless this asks itself right now. */
  offer(answer: Answer): void {
    if (this.#state.name !== 'waiting') return;
    this.#takeAnswer(answer, performance.now());
    this.reschedule();
  }

  /** Must be called when the interval may have changed. */
  reschedule(): void {
    if (this.#state.name === 'waiting') this.#wait();
  }

  /** Nothing is asked or taken any more. */
  stop(): void {
    this.#transition({ name: 'stopped' });
  }

  #ask(): void {
    const asking: State = { name: 'asking' };
    this.#transition(asking);
    let askedAtMs = performance.now();
    const onBegun = (): void => {
      askedAtMs = performance.now();
    };
    const answered = this.#options.ask(onBegun, this.#answeredInMs > slowAfterMs).then((answer) => {
      if (this.#state !== asking) return;
      this.#takeAnswer(answer, askedAtMs);
      // Whoever took the answer may have stopped the poll.
      if (this.#state === asking) this.#wait();
    });
    answered.catch((error: unknown) => {
      if (this.#state !== asking) return;
      // Whoever wanted the answer has left, perhaps with the only token that reads the list: no fault of Kazoo's.
      const isWanted = this.#options.isAwaited() || Number.isFinite(this.#options.intervalMs());
      this.#note(askedAtMs, isWanted ? this.#failures + 1 : this.#failures);
      this.#wait();
      if (isWanted) this.#options.onFailed(error);
    });
  }

  #takeAnswer(answer: Answer, askedAtMs: number): void {
    const { take, tookMs } = this.#options;
    const failures = this.#failures;
    this.#note(askedAtMs, 0);
    // Whoever asks next, Kazoo must have its pause.
    this.#answeredInMs = tookMs?.(answer) ?? this.#answeredInMs;
    this.#isDoubted = take(answer, this.#isDoubted, failures) === 'doubtful';
  }

  #note(askedAtMs: number, failures: number): void {
    this.#sinceMs = performance.now();
    this.#answeredInMs = this.#sinceMs - askedAtMs;
    this.#failures = failures;
    this.#jitter = Math.random();
  }

  #wait(): void {
    const delayMs = Math.max(0, this.#sinceMs + this.#pauseMs() - performance.now());
    this.#transition({ name: 'waiting', timer: setTimeout(() => this.#ask(), Math.min(maxTimerMs, delayMs)) });
  }

  #pauseMs(): number {
    const { intervalMs, soon, isAwaited } = this.#options;
    const isDoubtAlone = this.#isDoubted && this.#failures === 0;
    if (isAwaited() || (isDoubtAlone && Number.isFinite(intervalMs())))
      return fullJitterMs(this.#failures + 1, soon, () => this.#jitter);
    const steadyMs = Math.max(intervalMs(), Math.min(longestStretchMs, pausePerAnswer * this.#answeredInMs));
    const stretchedMs = steadyMs * 2 ** Math.min(this.#failures, maxDoublings);
    return Math.max(steadyMs, Math.min(longestStretchMs, stretchedMs)) * (1 + jitterShare * this.#jitter);
  }

  #transition(next: State): void {
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer);
    this.#state = next;
  }
}
