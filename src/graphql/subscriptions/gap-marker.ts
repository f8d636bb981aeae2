import { type AccountGap, mergeGaps } from '../../upstream/history/gap.ts';

export interface Marked {
  readonly gap: AccountGap | null;
  readonly extensions?: { readonly gap: AccountGap | null };
}

/** Puts the gaps of a stream on the events that follow them. */
export class GapMarker {
  #pending: AccountGap | null = null;
  #lastHadGap: boolean;

  /** @param lastHadGap whether the result before the first one may have had a gap */
  constructor(lastHadGap = false) {
    this.#lastHadGap = lastHadGap;
  }

  /** What the next event gets. It is another object as soon as there is more to announce. */
  get pending(): AccountGap | null {
    return this.#pending;
  }

  add(gap: AccountGap): void {
    this.#pending = mergeGaps(this.#pending, gap);
  }

  /** The result before the next one may have had a gap. */
  takeBack(): void {
    this.#lastHadGap = true;
  }

  /** Hot: once per event. What its result says. */
  next(): Marked {
    const gap = this.#pending;
    this.#pending = null;
    // The result after a gap takes the marker back: urql merges the extensions of successive results.
    const marked = gap !== null || this.#lastHadGap ? { gap, extensions: { gap } } : unmarked;
    this.#lastHadGap = gap !== null;
    return marked;
  }
}

const unmarked: Marked = { gap: null };
