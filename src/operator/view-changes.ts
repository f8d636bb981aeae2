import type { OperatorView, Section, SectionChanges, SectionName, ViewChanges } from './operator-view.ts';

interface Told {
  readonly total: number;
  /** The JSON of each row by its key. */
  readonly rows: ReadonlyMap<string, string>;
}

/** Tells one operator only what has changed. It keeps the JSON of the rows that were told. */
export class ToldView {
  readonly #told = new Map<SectionName, Told>();

  /** What differs from what was told before, which it counts as told from now on. */
  changes(view: OperatorView): ViewChanges | undefined {
    const changed = Object.keys(view)
      .filter((name): name is SectionName => name in view)
      .flatMap((name) => {
        const changes = this.#changesOf(name, view[name]);
        return changes === undefined ? [] : [[name, changes] as const];
      });
    return changed.length === 0 ? undefined : Object.fromEntries(changed);
  }

  #changesOf(name: SectionName, { total, rows }: Section<object>): SectionChanges<object> | undefined {
    const before = this.#told.get(name);
    const texts = new Map([...rows].map(([key, row]) => [key, JSON.stringify(row)]));
    const set = [...rows].filter(([key]) => texts.get(key) !== before?.rows.get(key));
    const gone = [...(before?.rows.keys() ?? [])].filter((key) => !rows.has(key));
    this.#told.set(name, { total, rows: texts });
    if (set.length === 0 && gone.length === 0 && total === before?.total) return undefined;
    return { total, set: Object.fromEntries(set), gone };
  }
}
