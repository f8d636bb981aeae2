import { expect, test } from 'vitest';
import { OrderedMoments } from '../../../src/live/boards/ordered-moments.ts';
import { Random } from '../../../src/simulator/random.ts';

test('the first of moments that come and go is the least of them', () => {
  const random = new Random(1);
  const moments = new OrderedMoments();
  let expected: readonly number[] = [];
  for (let step = 0; step < 2_000; step += 1) {
    const gone = random.chance(0.5) && expected.length > 0 ? random.pick(expected) : undefined;
    if (gone === undefined) {
      const momentMs = random.integer(0, 20);
      moments.add(momentMs);
      expected = [...expected, momentMs];
    } else {
      moments.remove(gone);
      expected = expected.toSpliced(expected.indexOf(gone), 1);
    }
    expect(moments.firstMs).toBe(expected.length === 0 ? undefined : Math.min(...expected));
  }
});

test('a moment that was never added is not removed for another', () => {
  const moments = new OrderedMoments();
  moments.add(2);

  moments.remove(1);

  expect(moments.firstMs).toBe(2);
});
