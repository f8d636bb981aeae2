import { vi } from 'vitest';
import type { DerivedRows, SourceRows } from '../../../src/live/derived/derived-rows.ts';
import { derivedSource } from '../../../src/live/derived/derived-source.ts';
import { DerivedTables } from '../../../src/live/derived/derived-tables.ts';
import type { RemovedRow, RowChanges } from '../../../src/live/live-rows.ts';
import type { RowChange } from '../../../src/live/shown-rows.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { settled } from '../../harness/settled.ts';
import { type Row, row } from '../harness/live-rows-double.ts';
import { createLiveTables, type TableListenerDouble, times } from '../harness/live-tables-harness.ts';

export const request = { accountId: 'acme', client: 'somebody' };

/** Shows the texts of its sources' rows in capitals. */
class Capitals implements DerivedRows<Row, RemovedRow>, SourceRows<Row, RemovedRow> {
  readonly #rows = new Map<string, Row>();
  #changes: RowChanges<Row, RemovedRow> = { changed: [], removed: [] };
  readonly gaps: (Gap | null)[] = [];
  dueAtMs: number | undefined;

  get size(): number {
    return this.#rows.size;
  }

  reset(rows: Iterable<Row>, gap: Gap | null): void {
    this.gaps.push(gap);
    const all = [...rows];
    for (const id of this.#rows.keys()) if (!all.some((other) => other.id === id)) this.#remove(id);
    for (const { id, text } of all) this.#put(id, text);
  }

  take(changes: readonly RowChange<Row, RemovedRow>[]): void {
    for (const { id, after } of changes) {
      if (after?.text === 'broken') throw new TypeError('These rows are broken');
      if (after === undefined) this.#remove(id);
      else this.#put(id, after.text);
    }
  }

  turn(): void {
    this.dueAtMs = undefined;
    this.#put('time', 'passes');
  }

  takeChanges(): RowChanges<Row, RemovedRow> {
    const changes = this.#changes;
    this.#changes = { changed: [], removed: [] };
    return changes;
  }

  #put(id: string, text: string): void {
    const put = row(id, text.toUpperCase());
    this.#rows.set(id, put);
    this.#changes = { ...this.#changes, changed: [...this.#changes.changed, put] };
  }

  #remove(id: string): void {
    this.#rows.delete(id);
    this.#changes = { ...this.#changes, removed: [...this.#changes.removed, { id, reason: 'ENDED' }] };
  }
}

/** Tables made of one that is needed, and of another that is not. */
export function createDerivedTables(bounds = {}, isPerOwner = false) {
  const needed = createLiveTables(bounds);
  const optional = createLiveTables();
  const rows: Capitals[] = [];
  const lost = vi.fn<() => void>();
  const reset = vi.fn<() => void>();
  const others: SourceRows<Row, RemovedRow> = { reset, take: () => undefined, lose: lost };
  const derived = new DerivedTables<Row, RemovedRow>({
    events: needed.tables,
    isPerOwner,
    derive() {
      const made = new Capitals();
      rows.push(made);
      return {
        rows: made,
        sources: [derivedSource(needed.tables.followed, made), derivedSource(optional.tables.followed, others)],
      };
    },
    budget: needed.budget,
    lingerMs: times.lingerMs,
  });

  async function answer(harness: typeof needed, ...listed: Row[]): Promise<void> {
    harness.topics.at(-1)?.becomeLive();
    await settled();
    await harness.questions.at(-1)?.answer(...listed);
  }

  async function open(listener: TableListenerDouble, ...listed: Row[]) {
    const joined = derived.join(request, listener);
    await answer(needed, ...listed);
    await answer(optional);
    return joined;
  }

  return { derived, needed, optional, rows, lost, reset, answer, open };
}
