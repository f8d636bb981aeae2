import type { BackoffOptions } from '../../scheduling/backoff.ts';
import type { Gap } from '../../upstream/history/gap.ts';
import type { ListRequest, ListTurns } from '../list-turns.ts';
import type { LiveBudget } from '../live-budget.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import { SharedLife } from '../shared-life.ts';
import { type SharedTable, type TableListener, tellChanges, tellSnapshot } from '../shared-table.ts';
import { ShownRows } from '../shown-rows.ts';
import { listChanges } from './list-changes.ts';
import { Poll } from './poll.ts';
import { type Answer, SharedAnswers, type SharedAnswersOptions } from './shared-answers.ts';

export interface PolledTableTimes {
  /** The shortest time between an answer and the next question, whatever listeners want. */
  readonly minIntervalMs: number;
  /** How soon Kazoo is asked again while somebody waits for the first answer. */
  readonly soon: BackoffOptions;
  /** How long those who wait for the first list wait while Kazoo fails. */
  readonly openTimeoutMs: number;
  /** How long the table is kept after its last listener, without asking Kazoo. */
  readonly lingerMs: number;
}

/** `isOwn`: this gateway asked for it. */
type PolledAnswer<Row> = Answer<Row> & { readonly isOwn: boolean };

export type OnPoll = (outcome: 'changed' | 'unchanged' | 'doubtful' | 'failed', error?: unknown) => void;

export interface PolledTableOptions<Row extends LiveRow> {
  readonly accountId: string;
  /** In whose name the table is opened. */
  readonly client: string;
  /** Asks Kazoo for all rows. `turn`: whose turn that takes at Crossbar. */
  readonly list: (turn: string, signal: AbortSignal) => Promise<readonly Row[]>;
  /** Shares the answers with other instances. Default: this gateway asks by itself. */
  readonly share?: SharedAnswersOptions<Row>['open'] | undefined;
  /** In which the questions wait for which nobody waits. */
  readonly turns: ListTurns;
  /** Returns the present moment in the order of events. */
  readonly cursor: () => string;
  readonly times: PolledTableTimes;
  readonly budget: LiveBudget;
  /** Called with what became of each question. */
  readonly onPoll: OnPoll;
  /** Called when the table has ended: whoever wants one must make another. */
  readonly onClosed: () => void;
}

/** After so many answers that did not come, those who show the rows are told of it. */
const failuresPerGap = 3;
/** More than this share of the rows is not removed before it is missing twice. */
const doubtfulShare = 1 / 2;
/** Who opens a table waits so long for the answer to a question that another instance has begun. */
const openPauseMs = 1_000;
/** How long a doubtful answer waits: other instances ask again when this one does. */
const doubtPauseMs = 250;
/** The interval begins when an answer came: a question that is due is later than that. */
const pauseShare = 0.9;

/**
 * The rows of one account that Kazoo has no events for, shared by all who show them: whatever their
 * number, Kazoo is asked once per interval, and they are told what changed.
 */
export class PolledTable<Row extends LiveRow> implements SharedTable<Row> {
  readonly #options: PolledTableOptions<Row>;
  readonly #shown: ShownRows<Row, RemovedRow>;
  readonly #life: SharedLife<TableListener<Row, RemovedRow>>;
  readonly #poll: Poll<PolledAnswer<Row>>;
  readonly #shared: SharedAnswers<Row> | undefined;
  readonly #asking = new AbortController();
  /** How often each listener wants Kazoo to be asked. */
  readonly #wantedMs = new Map<TableListener<Row, RemovedRow>, number>();
  #taken: Pick<Answer<Row>, 'takenAt' | 'cursor'>;
  #takenBefore: Date | undefined;

  constructor(options: PolledTableOptions<Row>) {
    this.#options = options;
    const { share, cursor, times, budget, onPoll, onClosed } = options;
    this.#taken = { takenAt: new Date(), cursor: cursor() };
    this.#shown = new ShownRows(budget, (error) => this.#life.end(error));
    this.#poll = new Poll({
      intervalMs: () => this.#intervalMs,
      soon: times.soon,
      isAwaited: () => !this.isReady,
      ask: (onBegun, isSlow) => this.#getAnswer(onBegun, isSlow),
      take: (answer, isConfirmed, failures) => {
        const outcome = this.#take(answer, isConfirmed, this.#gapOf(failures));
        if (answer.isOwn) onPoll(outcome);
        return outcome;
      },
      tookMs: ({ isOwn, tookMs }) => (isOwn ? undefined : tookMs),
      onFailed: (error) => {
        onPoll('failed', error);
        this.#life.fail(error);
      },
    });
    this.#life = new SharedLife({
      ...times,
      onEnded: (error) => {
        this.#poll.stop();
        this.#asking.abort(error);
        this.#shared?.close();
        this.#shown.release();
        budget.tables -= 1;
        onClosed();
      },
    });
    budget.tables += 1;
    this.#shared =
      share && new SharedAnswers({ open: share, onAnswer: (answer) => this.#poll.offer({ ...answer, isOwn: false }) });
    this.#poll.start();
  }

  get opened(): Promise<void> {
    return this.#life.opened;
  }

  get isReady(): boolean {
    return this.#life.isReady;
  }

  get isLingering(): boolean {
    return this.#life.isLingering;
  }

  /** Whether Kazoo has been silent for long: what has changed is not known. */
  get isBehind(): boolean {
    return !this.isReady || this.owedGap !== null;
  }

  get owedGap(): Gap | null {
    return this.#gapOf(this.#poll.failures);
  }

  get version(): number {
    return this.#shown.version;
  }

  /** When Kazoo was asked. */
  get takenAt(): Date {
    return this.#taken.takenAt;
  }

  get takenBefore(): Date | undefined {
    return this.#takenBefore;
  }

  get cursor(): string {
    return this.#taken.cursor;
  }

  rows(): Iterable<Row> {
    return this.#shown.rows();
  }

  /**
   * Returns how to leave, which is idempotent.
   *
   * @param everyMs how often Kazoo should be asked
   */
  join(listener: TableListener<Row, RemovedRow>, everyMs: number): () => void {
    const leave = this.#life.join(listener);
    this.#wantedMs.set(listener, everyMs);
    this.#poll.reschedule();
    return () => {
      this.#wantedMs.delete(listener);
      leave();
      this.#poll.reschedule();
    };
  }

  /** Ends at once if nobody listens. */
  endLinger(): void {
    this.#life.endLinger();
  }

  async #getAnswer(onBegun: () => void, isSlow: boolean): Promise<PolledAnswer<Row>> {
    const { client } = this.#options;
    let isOwn = true;
    const onTold = (): void => {
      isOwn = false;
      onBegun();
    };
    const ask = (): Promise<Answer<Row>> => (this.isReady ? this.#askInTurn(onBegun, isSlow) : this.#ask(client));
    const answer = this.#shared?.get(this.#pauseMs, ask, onTold, this.#asking.signal) ?? ask();
    return { ...(await answer), isOwn };
  }

  /** How long after a question of another instance it is this one's turn. */
  get #pauseMs(): number {
    if (!this.isReady) return openPauseMs;
    return this.#poll.isDoubted ? doubtPauseMs : pauseShare * this.#intervalMs;
  }

  get #intervalMs(): number {
    return Math.max(this.#options.times.minIntervalMs, this.#shortestWantedMs());
  }

  async #ask(turn: string): Promise<Answer<Row>> {
    const { list, cursor } = this.#options;
    // What happens while Kazoo answers may or may not show.
    const asked = { takenAt: new Date(), cursor: cursor() };
    const askedAtMs = performance.now();
    const listed = await list(turn, this.#asking.signal);
    return { listed, ...asked, tookMs: performance.now() - askedAtMs };
  }

  /** Waits until the polls and repairs of other accounts have had their turns. */
  #askInTurn(onBegun: () => void, isSlow: boolean): Promise<Answer<Row>> {
    const { accountId, turns } = this.#options;
    const { signal } = this.#asking;
    return new Promise((resolve, reject) => {
      const request: ListRequest = {
        accountId,
        isUrgent: false,
        isSlow,
        begin: async (turn) => {
          signal.removeEventListener('abort', onAbort);
          onBegun();
          try {
            resolve(await this.#ask(turn));
          } catch (error) {
            reject(error);
          }
        },
      };
      const onAbort = (): void => {
        turns.leave(request);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      turns.enqueue(request);
    });
  }

  /** Endless while nobody listens. */
  #shortestWantedMs(): number {
    let shortestMs = Number.POSITIVE_INFINITY;
    for (const everyMs of this.#wantedMs.values()) shortestMs = Math.min(shortestMs, everyMs);
    return shortestMs;
  }

  /** A short silence of Kazoo is none: the next answer makes up for it. */
  #gapOf(failures: number): Gap | null {
    if (failures < failuresPerGap || !this.isReady) return null;
    const accountIds = [this.#options.accountId];
    return { from: this.takenAt, to: new Date(), reason: 'UPSTREAM_DISCONNECTED', certain: false, accountIds };
  }

  #take(
    { listed, takenAt, cursor }: Answer<Row>,
    isConfirmed: boolean,
    gap: Gap | null,
  ): 'changed' | 'unchanged' | 'doubtful' {
    const changes = listChanges(this.rows(), listed);
    if (!isConfirmed && changes.removed.length > doubtfulShare * this.#shown.size) return 'doubtful';
    const changed = this.#shown.take(changes);
    if (this.isReady) this.#takenBefore = this.takenAt;
    this.#taken = { takenAt, cursor };
    const refusal = this.#shown.refusal(this.#shown.size);
    if (refusal !== undefined) this.#life.end(refusal);
    else if (!this.isReady) this.#life.open(() => tellSnapshot(this.#life.listeners, null));
    else if (gap !== null) tellSnapshot(this.#life.listeners, gap);
    else if (changed.length > 0) tellChanges(this.#life.listeners, changed);
    return changed.length > 0 ? 'changed' : 'unchanged';
  }
}
