import { expect, test } from 'vitest';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { PossibleLosses } from '../../../src/upstream/history/possible-losses.ts';

function gap(fromMs: number): Gap {
  return { from: new Date(fromMs), to: new Date(fromMs + 1), reason: 'UPSTREAM_OVERFLOW', certain: false };
}

test('the losses after a moment are known one by one, and as one gap', () => {
  const losses = new PossibleLosses();
  for (const time of [10, 20, 30]) losses.add(time, gap(time));

  expect(losses.after(10).map(({ time }) => time)).toEqual([20, 30]);
  expect(losses.gapAfter(10)).toEqual({ ...gap(20), to: gap(30).to });
  expect(losses.gapAfter(30)).toBeNull();
});

test('beyond 64 the oldest are kept as one, so that none is forgotten', () => {
  const losses = new PossibleLosses();
  for (let time = 1; time <= 200; time += 1) losses.add(time, gap(time));

  const kept = losses.after(0);
  expect(kept).toHaveLength(64);
  expect(kept[0]).toEqual({ time: 137, gap: { ...gap(1), to: gap(137).to } });
  expect(losses.gapAfter(0)).toEqual({ ...gap(1), to: gap(200).to });
});
