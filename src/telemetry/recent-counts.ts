interface Count {
  /** The minute that `present` is of. */
  minute: number;
  present: number;
  past: number;
}

const msPerMinute = 60_000;

/** How often things of few kinds happened in the last minute or two. */
export class RecentCounts {
  readonly #counts = new Map<string, Count>();

  add(kind: string): void {
    const count = this.#counts.get(kind) ?? { minute: 0, present: 0, past: 0 };
    this.#counts.set(kind, count);
    turn(count);
    count.present += 1;
  }

  /** How often each kind happened, in this minute and the one before. */
  get recent(): ReadonlyMap<string, number> {
    const recent = new Map<string, number>();
    for (const [kind, count] of this.#counts) {
      turn(count);
      if (count.present + count.past > 0) recent.set(kind, count.present + count.past);
    }
    return recent;
  }
}

function turn(count: Count): void {
  const minute = Math.floor(performance.now() / msPerMinute);
  if (count.minute === minute) return;
  count.past = count.minute === minute - 1 ? count.present : 0;
  count.present = 0;
  count.minute = minute;
}
