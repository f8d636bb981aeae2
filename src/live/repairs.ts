import { maxTimerMs } from '../config/setting-types.ts';
import { type BackoffOptions, fullJitterMs } from '../scheduling/backoff.ts';
import { type Gap, mergeGaps } from '../upstream/history/gap.ts';
import type { ListRequest, ListTurns } from './list-turns.ts';
import type { RepairOutcome } from './live-rows.ts';

export interface RepairTimes {
  /** How long after one repair the next one comes, give or take a fifth. */
  readonly intervalMs: number;
  /**
   * How long after a gap Kazoo is asked: longer than its list may be behind its events, or the list
   * may lack what the gap has swallowed.
   */
  readonly gapDelayMs: number;
  /** How long after a failure, or a doubtful answer, Kazoo is asked again. */
  readonly backoff: BackoffOptions;
}

export interface RepairOptions<Answer> {
  readonly accountId: string;
  readonly times: RepairTimes;
  readonly turns: Pick<ListTurns, 'enqueue' | 'leave'>;
  /** The client that waits for the first answer, in whose turn it is asked; undefined: nobody. */
  readonly awaitedBy: () => string | undefined;
  /** Asks Kazoo for all rows. `turn`: whose turn that takes at Crossbar. */
  readonly ask: (turn: string) => Promise<Answer>;
  /**
   * Takes the answer to what was asked at `askedAtMs` of `performance.now()`. Unless it is
   * confirmed it may be `doubtful`: then it has changed nothing, and Kazoo is asked again.
   *
   * @param gap what may have been missed before it was asked; null when nothing was
   */
  readonly take: (answer: Answer, askedAtMs: number, isConfirmed: boolean, gap: Gap | null) => Promise<RepairOutcome>;
  /** Called with each answer that did not come. */
  readonly onFailed: (error: unknown) => void;
}

/** A question, and the gap that its answer makes up for. */
interface Question {
  readonly attempt: number;
  readonly gap: Gap | null;
}

type State =
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout; readonly dueAtMs: number }
  /** Until others have been asked for. */
  | { readonly name: 'queued'; readonly request: ListRequest }
  | { readonly name: 'asking' }
  | { readonly name: 'stopped' };

const jitterShare = 0.2;
/** Whoever is not answered in this time shall not keep others waiting again. */
const slowAfterMs = 2_000;

/**
 * Asks Kazoo for the rows of a table at once, at intervals, and soon after each gap. A failure
 * changes nothing and is repeated, more and more slowly.
 */
export class Repairs<Answer> {
  readonly #options: RepairOptions<Answer>;
  /** What may have been missed since the last repair was asked for. */
  #gap: Gap | null = null;
  /** Whether the last answer was so different that it counts only when it comes twice. */
  #isDoubted = false;
  #isSlow = false;
  #state: State = { name: 'stopped' };

  constructor(options: RepairOptions<Answer>) {
    this.#options = options;
  }

  /** What may have been missed that no repair has made up for yet. */
  get owedGap(): Gap | null {
    return this.#gap;
  }

  start(): void {
    this.#queue({ attempt: 1, gap: this.#gap });
  }

  /** Events may have been missed. */
  onGap(gap: Gap): void {
    this.#gap = mergeGaps(this.#gap, gap);
    const state = this.#state;
    const { gapDelayMs } = this.#options.times;
    // What is asked already may show the time before the gap, and is followed by another question.
    const isTooLate = state.name === 'waiting' && state.dueAtMs > performance.now() + gapDelayMs;
    const isBehind = state.name === 'queued' && !state.request.isUrgent;
    if (isTooLate || isBehind) this.#wait(gapDelayMs, 1);
  }

  /** Nothing is asked or taken any more. */
  stop(): void {
    this.#transition({ name: 'stopped' });
  }

  #queue(question: Question): void {
    const { awaitedBy, accountId, turns } = this.#options;
    const client = awaitedBy();
    if (client !== undefined) {
      void this.#ask(question, client);
      return;
    }
    const request: ListRequest = {
      accountId,
      isUrgent: question.gap !== null,
      isSlow: this.#isSlow,
      begin: (turn) => this.#ask(question, turn),
    };
    this.#transition({ name: 'queued', request });
    turns.enqueue(request);
  }

  async #ask(question: Question, turn: string): Promise<void> {
    const asking: State = { name: 'asking' };
    this.#transition(asking);
    const askedAtMs = performance.now();
    try {
      const answer = await this.#options.ask(turn).finally(() => {
        this.#isSlow = performance.now() - askedAtMs > slowAfterMs;
      });
      if (this.#state === asking) await this.#take(answer, askedAtMs, question);
    } catch (error) {
      if (this.#state !== asking) return;
      this.#waitLonger(question);
      this.#options.onFailed(error);
    }
  }

  async #take(answer: Answer, askedAtMs: number, question: Question): Promise<void> {
    const { take, times } = this.#options;
    const toldGap = this.#gap === question.gap ? question.gap : null;
    const outcome = await take(answer, askedAtMs, this.#isDoubted, toldGap);
    // Whoever took it may have closed the table.
    if (this.#state.name === 'stopped') return;
    this.#isDoubted = outcome === 'doubtful';
    if (outcome === 'doubtful') this.#waitLonger(question);
    // The answer may be older than a gap that came while it was taken.
    else if (this.#gap !== question.gap) this.#wait(times.gapDelayMs, 1);
    else {
      this.#gap = null;
      const delayMs = times.intervalMs * (1 - jitterShare + 2 * jitterShare * Math.random());
      this.#wait(Math.min(delayMs, maxTimerMs), 1);
    }
  }

  #waitLonger({ attempt, gap }: Question): void {
    const { backoff, gapDelayMs } = this.#options.times;
    const delayMs = fullJitterMs(attempt, backoff);
    this.#wait(this.#gap === gap ? delayMs : Math.max(delayMs, gapDelayMs), attempt + 1);
  }

  #wait(delayMs: number, attempt: number): void {
    // A gap that comes meanwhile is not made up for by what is asked then, unless that is put off.
    const question = { attempt, gap: this.#gap };
    const timer = setTimeout(() => this.#queue(question), delayMs);
    this.#transition({ name: 'waiting', timer, dueAtMs: performance.now() + delayMs });
  }

  #transition(next: State): void {
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer);
    if (this.#state.name === 'queued') this.#options.turns.leave(this.#state.request);
    this.#state = next;
  }
}
