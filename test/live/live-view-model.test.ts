import { expect, test, vi } from 'vitest';
import type { RemovedRow } from '../../src/live/live-rows.ts';
import type { LiveUpdate } from '../../src/live/live-update.ts';
import { LiveView } from '../../src/live/live-view.ts';
import { holdClock } from '../harness/held-clock.ts';
import { type Row, row } from './harness/live-rows-double.ts';
import { createLiveTables, gapFrom, TableListenerDouble } from './harness/live-tables-harness.ts';
import { tableOf } from './harness/table-of.ts';

holdClock();

const isShort = ({ text }: Row): boolean => text.length < 4;

test('whoever applies what views tell has the rows that the table has, however late it is read', async () => {
  const { tables, open, put, gone, missed, questions } = createLiveTables();
  const { table } = await open(new TableListenerDouble(), row('1'), row('2'));
  const random = randomFrom(7);
  const clients = [0, 100, 1_000].flatMap((throttleMs) =>
    [undefined, isShort].map((accepts) => {
      const present = (): readonly Row[] => [...table.rows()].filter(accepts ?? (() => true)).sort(byId);
      const told: { readonly update: LiveUpdate<Row, RemovedRow>; readonly rows: readonly Row[] }[] = [];
      const view = new LiveView(tables, {
        request: { accountId: 'acme', client: 'somebody' },
        throttleMs,
        accepts,
        onUpdate: (update) => told.push({ update, rows: present() }),
        onEnd: () => undefined,
      });
      const read = [view.snapshot()];
      const readAll = (): void => {
        for (const { update, rows } of told.splice(0)) {
          // Changes show the moment at which they were told.
          const expected = update.kind === 'CHANGES' ? rows : [...update.rows].sort(byId);
          read.push(update);
          expect([...tableOf(read).values()].sort(byId)).toEqual(expected);
        }
      };
      return { read, told, readAll, view, present };
    }),
  );

  for (let step = 0; step < 400; step += 1) {
    const id = String(random(6));
    const action = random(10);
    if (action < 6) put(id, 'x'.repeat(1 + random(6)));
    else if (action < 8) gone(id);
    else if (action < 9) await vi.advanceTimersByTimeAsync(random(700));
    else {
      await missed(gapFrom(step));
      await questions.at(-1)?.answer(...[...table.rows()].slice(random(2)), row('listed', 'y'.repeat(1 + random(6))));
    }
    if (random(20) === 0) for (const { view, told } of clients) if (told.splice(0).length > 0) view.lose(new Date(0));
    for (const { told, readAll, present, view, read } of clients) {
      if (random(4) > 0) continue;
      const last = told.at(-1)?.update;
      readAll();
      // Nothing came after it, and nothing is held back: it shows the moment at which it is read.
      if (last?.kind === 'SNAPSHOT') expect([...tableOf(read).values()].sort(byId)).toEqual(present());
      if (random(4) === 0) read.push(view.snapshot());
    }
  }
  await vi.advanceTimersByTimeAsync(1_000);

  for (const { read, readAll, view, present } of clients) {
    readAll();
    expect(read.length).toBeGreaterThan(5);
    expect([...tableOf(read).values()].sort(byId)).toEqual(present());
    expect(view.isHolding).toBe(false);
  }
});

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function byId(a: Row, b: Row): number {
  return a.id < b.id ? -1 : 1;
}
