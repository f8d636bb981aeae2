import { expect, test, vi } from 'vitest';
import { LossTeller } from '../../../../src/kazoo/blackhole/losses/loss-teller.ts';
import { holdClock } from '../../../harness/held-clock.ts';

holdClock({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });

function setUp() {
  const told: { readonly fromMs: number; readonly certain: boolean; readonly afterMs: number }[] = [];
  const startedAtMs = performance.now();
  const teller = new LossTeller((fromMs, certain) =>
    told.push({ fromMs, certain, afterMs: performance.now() - startedAtMs }),
  );
  return { teller, told };
}

test('the first loss is told at the end of the turn, with all that was noted in it', () => {
  const { teller, told } = setUp();

  teller.note(7, false);
  teller.note(5, true);
  teller.note(6, false);
  expect([told, teller.pendingFromMs]).toEqual([[], 5]);
  vi.advanceTimersByTime(0);

  expect(told).toEqual([{ fromMs: 5, certain: true, afterMs: 0 }]);
  expect(teller.pendingFromMs).toBe(Number.POSITIVE_INFINITY);
});

test('losses that go on are told ever more rarely, but twice a minute', () => {
  const { teller, told } = setUp();

  for (let second = 0; second < 150; second += 0.1) {
    teller.note(second, false);
    vi.advanceTimersByTime(100);
  }

  expect(told.map(({ afterMs }) => Math.round(afterMs / 1_000))).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121]);
});

test('a loss is told at once again when none was for a while', () => {
  const { teller, told } = setUp();
  for (let time = 0; time < 50; time += 1) {
    teller.note(0, false);
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(30_000);
  const { length } = told;

  teller.note(1, false);
  vi.advanceTimersByTime(0);
  teller.note(2, false);
  vi.advanceTimersByTime(1_000);

  expect(told.slice(length).map(({ fromMs }) => fromMs)).toEqual([1, 2]);
});

test('one that is closed tells nothing, whether at the end of the turn or later', () => {
  const { teller, told } = setUp();
  teller.note(1, true);
  vi.advanceTimersByTime(0);
  const other = new LossTeller(() => told.push({ fromMs: 0, certain: false, afterMs: 0 }));

  teller.note(2, true);
  other.note(2, true);
  teller.close();
  other.close();
  vi.advanceTimersByTime(60_000);

  expect(told).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
