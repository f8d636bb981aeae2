import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeGap, coverGaps, extendGap, type Gap, mergeGaps, ofAccount } from '../../../src/upstream/history/gap.ts';
import { holdClock } from '../../harness/held-clock.ts';

const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
const gap = fc
  .record({
    ends: fc.tuple(moment, moment),
    reason: fc.constantFrom('UPSTREAM_DISCONNECTED' as const, 'MONTH_TURNED' as const),
    certain: fc.boolean(),
    accountIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
  })
  .map(({ ends: [one, other], ...rest }): Gap => {
    return one < other ? { from: one, to: other, ...rest } : { from: other, to: one, ...rest };
  });

holdClock({ now: Date.parse('2026-06-01T12:00:00Z') });

test('a gap ends now', () => {
  const from = new Date('2026-06-01T11:00:00Z');

  expect(closeGap({ from, reason: 'UPSTREAM_DISCONNECTED', certain: true })).toEqual({
    from,
    to: new Date('2026-06-01T12:00:00Z'),
    reason: 'UPSTREAM_DISCONNECTED',
    certain: true,
  });
});

test('a gap that began after what the clock says now still reaches from the earlier to the later', () => {
  const from = new Date('2026-06-01T13:00:00Z');

  expect(closeGap({ from, reason: 'MONTH_TURNED', certain: false })).toEqual({
    from: new Date('2026-06-01T12:00:00Z'),
    to: from,
    reason: 'MONTH_TURNED',
    certain: false,
  });
});

test('an open gap is certain unless only a month may have begun', () => {
  const from = new Date('2026-06-01T11:00:00Z');
  const later = new Date('2026-06-01T11:30:00Z');

  const month = extendGap(undefined, from, 'MONTH_TURNED');
  const lost = extendGap(month, later, 'UPSTREAM_DISCONNECTED');

  expect(month).toEqual({ from, reason: 'MONTH_TURNED', certain: false });
  expect(lost).toEqual({ from, reason: 'MONTH_TURNED', certain: true });
  expect(extendGap(lost, later, 'MONTH_TURNED')).toEqual(lost);
});

test('pending gaps merge into one that covers all of them, for the first reason', () => {
  fc.assert(
    fc.property(fc.array(gap, { minLength: 1 }), (gaps) => {
      const merged = gaps.reduce<Gap | null>(mergeGaps, null);

      const accountIds = merged?.accountIds?.length === 0 ? undefined : merged?.accountIds;
      expect(coverGaps(gaps)).toEqual({ ...merged, accountIds });
      if (gaps.length === 1) expect(merged).toBe(gaps[0]);
      expect(merged?.from.getTime()).toBe(Math.min(...gaps.map(({ from }) => from.getTime())));
      expect(merged?.to.getTime()).toBe(Math.max(...gaps.map(({ to }) => to.getTime())));
      expect(merged?.reason).toBe(gaps[0]?.reason);
      expect(merged?.certain).toBe(gaps.some(({ certain }) => certain));
      expect(merged?.accountIds).toEqual([...new Set(gaps.flatMap(({ accountIds = [] }) => accountIds))]);
    }),
  );
});

test('a gap is of the account that it is told of, unless it says itself of which', () => {
  const of = { from: new Date(0), to: new Date(1), reason: 'UPSTREAM_OVERFLOW', certain: true } as const;

  expect(ofAccount(of, 'a').accountIds).toEqual(['a']);
  expect(ofAccount({ ...of, accountIds: ['b', 'c'] }, 'a').accountIds).toEqual(['b', 'c']);
});
