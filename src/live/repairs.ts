import { maxTimerMs } from '../config/setting-types.ts';
import { type BackoffOptions, fullJitterMs } from '../scheduling/backoff.ts';
import { type Gap, mergeGaps } from '../upstream/history/gap.ts';

export interface RepairTimes {
  /** How long after one repair the next one comes, give or take a fifth. */
  readonly intervalMs: number;
  /** How long after a failure, or a doubtful answer, Kazoo is asked again. */
  readonly backoff: BackoffOptions;
}

export interface RepairOptions<Answer> extends RepairTimes {
  /** Asks Kazoo for all rows. */
  readonly ask: () => Promise<Answer>;
  /**
   * Takes the answer to what was asked at `askedAtMs` of `performance.now()`. Unless it is
   * confirmed it may be `doubtful`: then it has changed nothing, and Kazoo is asked again.
   *
   * @param gap what may have been missed before it was asked; null when nothing was
   */
  readonly take: (answer: Answer, askedAtMs: number, isConfirmed: boolean, gap: Gap | null) => 'repaired' | 'doubtful';
  /** Called with each answer that did not come. */
  readonly onFailed: (error: unknown) => void;
}

type State =
  | { readonly name: 'asking' }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'stopped' };

const jitterShare = 0.2;

/**
 * Asks Kazoo for the rows of a table at once, at intervals, and after each gap. A failure changes
 * nothing and is repeated, more and more slowly.
 */
export class Repairs<Answer> {
  readonly #options: RepairOptions<Answer>;
  /** What may have been missed since the last repair was asked for. */
  #gap: Gap | null = null;
  /** Whether the last answer was so different that it counts only when it comes twice. */
  #isDoubted = false;
  #state: State = { name: 'stopped' };

  constructor(options: RepairOptions<Answer>) {
    this.#options = options;
  }

  /** What may have been missed that no repair has made up for yet. */
  get owedGap(): Gap | null {
    return this.#gap;
  }

  start(): void {
    this.#ask(1);
  }

  /** Events may have been missed. */
  onGap(gap: Gap): void {
    this.#gap = mergeGaps(this.#gap, gap);
    // What is asked already may show the time before the gap, and is followed by another question.
    if (this.#state.name === 'waiting') this.#ask(1);
  }

  /** Nothing is asked or taken any more. */
  stop(): void {
    this.#transition({ name: 'stopped' });
  }

  #ask(attempt: number): void {
    const asking: State = { name: 'asking' };
    this.#transition(asking);
    const gap = this.#gap;
    const askedAtMs = performance.now();
    const answered = this.#options.ask().then((answer) => {
      if (this.#state === asking) this.#take(answer, askedAtMs, gap, attempt);
    });
    answered.catch((error: unknown) => {
      if (this.#state !== asking) return;
      this.#wait(fullJitterMs(attempt, this.#options.backoff), attempt + 1);
      this.#options.onFailed(error);
    });
  }

  #take(answer: Answer, askedAtMs: number, gap: Gap | null, attempt: number): void {
    const { take, backoff, intervalMs } = this.#options;
    const isOutdated = this.#gap !== gap;
    const outcome = take(answer, askedAtMs, this.#isDoubted, isOutdated ? null : gap);
    // Whoever took it may have closed the table.
    if (this.#state.name === 'stopped') return;
    this.#isDoubted = outcome === 'doubtful';
    if (outcome === 'doubtful') this.#wait(fullJitterMs(attempt, backoff), attempt + 1);
    else if (isOutdated) this.#ask(1);
    else {
      this.#gap = null;
      const delayMs = intervalMs * (1 - jitterShare + 2 * jitterShare * Math.random());
      this.#wait(Math.min(delayMs, maxTimerMs), 1);
    }
  }

  #wait(delayMs: number, attempt: number): void {
    this.#transition({ name: 'waiting', timer: setTimeout(() => this.#ask(attempt), delayMs) });
  }

  #transition(next: State): void {
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer);
    this.#state = next;
  }
}
