import { describe, expect, test, vi } from 'vitest';
import { holdClock } from '../harness/held-clock.ts';
import { type Row, row } from './harness/live-rows-double.ts';
import { gapFrom } from './harness/live-tables-harness.ts';
import { openView } from './harness/open-view.ts';

holdClock();

const isShort = ({ text }: Row): boolean => text.length < 4;

describe('a throttled view of a live table', () => {
  test('tells a first change at once, and then merges those of each stretch of time', async () => {
    const { view, updates, put, gone } = await openView({ throttleMs: 1_000 }, row('a'), row('b'));

    put('a', 'one');
    expect([updates.length, view.isHolding]).toEqual([1, false]);
    put('b', 'one');
    put('a', 'two');
    put('b', 'two');
    put('c', 'came');
    gone('c');
    expect([updates.length, view.isHolding]).toEqual([1, true]);
    await vi.advanceTimersByTimeAsync(999);
    expect(updates.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);

    expect(updates).toMatchObject([
      { rows: [row('a', 'one')] },
      { rows: [row('b', 'two'), row('a', 'two')], removed: [] },
    ]);
    expect(view.isHolding).toBe(false);
  });

  test('compares what is accepted with what it told last, not with what it held', async () => {
    const { updates, put, gone } = await openView({ throttleMs: 1_000, accepts: isShort }, row('a'), row('b'));
    put('a', 'one');

    put('b', 'much longer');
    put('b', 'now');
    put('a', 'not any more');
    gone('a');
    await vi.advanceTimersByTimeAsync(1_000);

    expect(updates[1]).toMatchObject({ rows: [row('b', 'now')], removed: [{ id: 'a', reason: 'ENDED' }] });
  });

  test('does not wait after a stretch of time without a change that it accepts', async () => {
    const { updates, put } = await openView({ throttleMs: 1_000, accepts: isShort }, row('a', 'long text'));
    put('a', 'longer text');

    put('b', 'new');

    expect(updates).toMatchObject([{ rows: [row('b')] }]);
  });

  test('tells all rows at once after a gap, and forgets what it held', async () => {
    const { updates, questions, put, missed } = await openView({ throttleMs: 1_000 }, row('a'));
    put('a', 'one');
    put('a', 'two');

    await missed(gapFrom(1));
    await questions[1]?.answer(row('a', 'two'), row('b'));
    await vi.advanceTimersByTimeAsync(1_000);

    expect(updates.map(({ kind }) => kind)).toEqual(['CHANGES', 'SNAPSHOT']);
  });
});
