import type { CursorTime } from './event-clock.ts';
import { type Gap, mergeGaps } from './gap.ts';

/** A gap that is only possible, and the moment at which those who listened then were told. */
export interface PossibleLoss {
  readonly time: CursorTime;
  readonly gap: Gap;
}

/** At most two a minute come in the long run: so these reach further back than a history does. */
const maxKept = 64;

/**
 * The latest possible losses of an account, so that who resumes across one is told like who stayed.
 */
export class PossibleLosses {
  #kept: readonly PossibleLoss[] = [];

  get areAny(): boolean {
    return this.#kept.length > 0;
  }

  /** The two oldest become one where there are too many. */
  add(time: CursorTime, gap: Gap): void {
    const [first, second, ...others] = this.#kept;
    const isFull = this.#kept.length === maxKept && first !== undefined && second !== undefined;
    const kept = isFull ? [{ ...second, gap: mergeGaps(first.gap, second.gap) }, ...others] : this.#kept;
    this.#kept = [...kept, { time, gap }];
  }

  /** Oldest first. */
  after(time: CursorTime): readonly PossibleLoss[] {
    return this.#kept.filter((loss) => loss.time > time);
  }

  /** All after `time` as one gap; null when there are none. */
  gapAfter(time: CursorTime): Gap | null {
    return this.after(time).reduce<Gap | null>((merged, { gap }) => mergeGaps(merged, gap), null);
  }
}
