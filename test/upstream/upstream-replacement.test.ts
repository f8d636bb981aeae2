import { describe, expect, test } from 'vitest';
import { holdClock } from '../harness/held-clock.ts';
import { settled } from '../harness/settled.ts';
import { callFrame } from './harness/call-frame.ts';
import { bind, calls, faxes, startLive } from './harness/upstream-harness.ts';

const startedAtMs = Date.parse('2026-01-01T00:00:00Z');

holdClock({ now: startedAtMs });

/** The second socket holds everything, and the first is being read up to there. */
async function replacing() {
  const harness = await startLive(calls, faxes);
  const old = harness.kazoo.socket;
  harness.upstreams.rollMonthOver({ lostSinceMs: startedAtMs, isLast: true });
  const fresh = harness.kazoo.socket;
  fresh.open();
  await bind(harness);
  return { ...harness, old, fresh };
}

describe('a socket is replaced', () => {
  test("however many of another account's events the new one brings: nobody gets them", async () => {
    const { listeners, old, fresh } = await replacing();

    const accountId = 'b'.repeat(32);
    for (let count = 0; count < 1_000; count += 1) fresh.bring(callFrame(`b${count}`, { accountId }));
    fresh.bring(callFrame('c1'));
    old.drain();
    await settled();

    expect([old.isClosed, fresh.isClosed]).toEqual([true, false]);
    expect(listeners[0]?.callIds).toEqual(['c1']);
  });

  test('with a possible gap since what the old one may have lost, before what the new one brings', async () => {
    const { listeners, old, fresh } = await replacing();
    old.unprovenFrom = new Date(startedAtMs - 2_000);
    fresh.bring(callFrame('c1'));

    old.drain();
    await settled();

    const gap = { from: old.unprovenFrom, reason: 'UPSTREAM_OVERFLOW', certain: false };
    expect(listeners[0]).toMatchObject({ callIds: ['c1'], gaps: [gap] });
  });
});
