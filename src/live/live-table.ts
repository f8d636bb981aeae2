import { asError, type GatewayError } from '../errors.ts';
import type { KazooEvent } from '../kazoo/events/kazoo-event.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import { closeGap, type Gap, mergeGaps, ofAccount } from '../upstream/history/gap.ts';
import type { TopicListener } from '../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../upstream/topics/topic-subscription.ts';
import type { ListTurns } from './list-turns.ts';
import type { LiveBudget } from './live-budget.ts';
import type { LiveRow, LiveRows, RemovedRow, RepairOutcome } from './live-rows.ts';
import { Repairs, type RepairTimes } from './repairs.ts';
import { SharedLife } from './shared-life.ts';
import { type SharedTable, type TableListener, tellChanges, tellSnapshot } from './shared-table.ts';
import { type RowChange, ShownRows } from './shown-rows.ts';

export interface LiveTableTimes extends RepairTimes {
  /** How long those who wait for the first list wait while Kazoo fails. */
  readonly openTimeoutMs: number;
  /** How long the table is kept after its last listener. */
  readonly lingerMs: number;
}

export type OnRepair = (outcome: 'repaired' | 'doubtful' | 'failed', error?: unknown) => void;

export interface LiveTableOptions<Row extends LiveRow, Removed extends RemovedRow, Listed> {
  readonly accountId: string;
  readonly rows: LiveRows<Row, Removed, Listed>;
  readonly listen: (listener: TopicListener) => TopicSubscription;
  /** In whose name the first list is asked for. */
  readonly client: string;
  /** Asks Kazoo for its own list. `turn`: whose turn that takes at Crossbar. */
  readonly list: (turn: string, signal: AbortSignal) => Promise<Listed>;
  readonly turns: ListTurns;
  /** In which long lists are taken, a few rows at a time. */
  readonly slices: Pick<SlicedQueue, 'finish'>;
  readonly times: LiveTableTimes;
  readonly budget: LiveBudget;
  /** Called with what became of each repair: `repaired`, `doubtful` or `failed`, and of what. */
  readonly onRepair: OnRepair;
  /** Called when the table has ended: whoever wants one must make another. */
  readonly onClosed: () => void;
}

/**
 * The rows of one account, shared by all who show them: made from Kazoo's list, kept by its events,
 * and repaired by its list again. It costs Kazoo one topic, and a request or two for each repair.
 */
export class LiveTable<Row extends LiveRow, Removed extends RemovedRow, Listed>
  implements TopicListener, SharedTable<Row>
{
  readonly #options: LiveTableOptions<Row, Removed, Listed>;
  readonly #rows: LiveRows<Row, Removed, Listed>;
  readonly #shown: ShownRows<Row, Removed>;
  readonly #life: SharedLife<TableListener<Row, Removed>>;
  readonly #repairs: Repairs<Listed>;
  readonly #asking = new AbortController();
  readonly #subscription: TopicSubscription;

  constructor(options: LiveTableOptions<Row, Removed, Listed>) {
    this.#options = options;
    this.#rows = options.rows;
    this.#shown = new ShownRows(options.budget, (error) => this.#life.end(error));
    const { accountId, client, list, turns, listen, times, budget, onRepair } = options;
    this.#repairs = new Repairs({
      accountId,
      times,
      turns,
      awaitedBy: () => (this.isReady ? undefined : client),
      ask: (turn) => list(turn, this.#asking.signal),
      take: async (listed, askedAtMs, isConfirmed, gap) => {
        const outcome = await this.#take(listed, askedAtMs, isConfirmed, gap);
        onRepair(outcome);
        return outcome;
      },
      onFailed: (error) => {
        // Whoever showed the rows has left, perhaps with the only token that reads the list: no fault of Kazoo's.
        if (this.isLingering) return;
        onRepair('failed', error);
        this.#life.fail(error);
      },
    });
    this.#life = new SharedLife({ ...times, onEnded: (error) => this.#onEnded(error) });
    budget.tables += 1;
    this.#subscription = listen(this);
    this.#subscription.live.then(
      () => {
        if (!this.#life.isEnded) this.#repairs.start();
      },
      (error: Error) => this.#life.end(error),
    );
  }

  /** Another one with each change of the rows. */
  get version(): number {
    return this.#shown.version;
  }

  get opened(): Promise<void> {
    return this.#life.opened;
  }

  get isReady(): boolean {
    return this.#life.isReady;
  }

  /** Whether nobody listens any more. */
  get isLingering(): boolean {
    return this.#life.isLingering;
  }

  /**
   * Whether the rows may differ from Kazoo's because of a gap that lasts, or that no repair has
   * made up for.
   */
  get isBehind(): boolean {
    return !this.isReady || this.owedGap !== null;
  }

  get owedGap(): Gap | null {
    const { owedGap } = this.#repairs;
    const open = this.#subscription.openGap?.();
    return open === undefined ? owedGap : mergeGaps(owedGap, ofAccount(closeGap(open), this.#options.accountId));
  }

  get takenAt(): Date {
    return new Date();
  }

  rows(): Iterable<Row> {
    return this.#shown.rows();
  }

  /**
   * Returns how to leave, which is idempotent.
   *
   * @param onLeft called once, when the listener has left or the table has ended
   */
  join(listener: TableListener<Row, Removed>, onLeft: () => void): () => void {
    return this.#life.join(listener, onLeft);
  }

  /** Ends at once if nobody listens. */
  endLinger(): void {
    this.#life.endLinger();
  }

  /** Hot: once per event. */
  onEvent(event: KazooEvent): void {
    try {
      this.#rows.receive(event);
    } catch (error) {
      // A mistake of ours must not reach those who listen to the topic for its events.
      this.#life.end(asError(error));
      return;
    }
    if (this.isReady) this.#publish(this.#takeChanges());
    else this.#checkSize();
  }

  onGap(gap: Gap): void {
    this.#repairs.onGap(ofAccount(gap, this.#options.accountId));
  }

  onEnd(error: GatewayError): void {
    this.#life.end(error);
  }

  async #take(listed: Listed, askedAtMs: number, isConfirmed: boolean, gap: Gap | null): Promise<RepairOutcome> {
    const repair = this.#rows.repair(listed, askedAtMs, isConfirmed);
    const outcome = typeof repair === 'string' ? repair : await this.#inSlices(repair);
    if (outcome === 'doubtful' || this.#life.isEnded) return outcome;
    const changes = this.#takeChanges();
    if (this.isReady && gap === null) this.#publish(changes);
    else if (this.#checkSize()) {
      if (this.isReady) tellSnapshot(this.#life.listeners, gap);
      else this.#life.open(() => tellSnapshot(this.#life.listeners, null));
    }
    return 'repaired';
  }

  /** The first step at once: most lists have no other. */
  async #inSlices(repair: Iterator<void, RepairOutcome>): Promise<RepairOutcome> {
    const { accountId, slices } = this.#options;
    const steps = this.#stepsOf(repair);
    const first = steps.next();
    return first.done === true ? first.value : slices.finish(accountId, steps);
  }

  *#stepsOf(repair: Iterator<void, RepairOutcome>): Generator<void, RepairOutcome> {
    for (;;) {
      const step = repair.next();
      // What nobody sees yet need not be counted together at the end.
      if (!this.isReady) this.#takeChanges();
      if (step.done === true) return step.value;
      yield;
      if (this.#life.isEnded) return 'repaired';
    }
  }

  #takeChanges(): readonly RowChange<Row, Removed>[] {
    return this.#shown.take(this.#rows.takeChanges());
  }

  #publish(changes: readonly RowChange<Row, Removed>[]): void {
    if (changes.length === 0 || !this.#checkSize()) return;
    tellChanges(this.#life.listeners, changes);
  }

  /** Returns whether the table may go on; else it has ended. */
  #checkSize(): boolean {
    this.#shown.retain(this.#rows.retainedBytes);
    const refusal = this.#shown.refusal(this.#rows.size);
    if (refusal === undefined) return true;
    this.#life.end(refusal);
    return false;
  }

  #onEnded(error: Error): void {
    this.#repairs.stop();
    this.#asking.abort(error);
    this.#subscription.unsubscribe();
    this.#shown.release();
    this.#options.budget.tables -= 1;
    this.#options.onClosed();
  }
}
