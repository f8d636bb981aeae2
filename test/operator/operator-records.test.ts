import { expect, test } from 'vitest';
import { OperatorRecords } from '../../src/operator/operator-records.ts';
import type { Gap, GapReason } from '../../src/upstream/history/gap.ts';
import { StatusStore } from '../../src/upstream/status-store.ts';
import type { UpstreamStateName } from '../../src/upstream/upstream-status.ts';

const gapOf = (reason: GapReason, certain = true): Gap => ({
  from: new Date(0),
  to: new Date(1_500),
  reason,
  certain,
});

function setUp() {
  const records = new OperatorRecords();
  const statuses = new StatusStore();
  records.watch(statuses);
  const set = (state: UpstreamStateName, reason: string | null = null, gap?: Gap) =>
    statuses.set('a1', { state, reason, attempt: 0, retryAt: null, gap });
  const told = () => [...records.upstream.entries.values()].map(({ kind, text }) => `${kind}: ${text}`);
  return { records, set, told };
}

test('of each account it is told when events are lost, come again, overflow, or are asked for anew', () => {
  const { set, told } = setUp();

  set('CONNECTING');
  set('LIVE');
  set('RECONNECTING', 'closed by Kazoo with 1006');
  set('RATE_LIMITED', 'too many');
  set('LIVE', null, gapOf('UPSTREAM_DISCONNECTED'));
  set('LIVE', null, gapOf('UPSTREAM_OVERFLOW', false));
  set('LIVE', null, gapOf('MONTH_TURNED'));
  set('IDLE');

  expect(told()).toEqual([
    'lost: closed by Kazoo with 1006',
    'gap: UPSTREAM_DISCONNECTED: events of 1.5 s are missing',
    'restored: events come again',
    'overflow: UPSTREAM_OVERFLOW: events of 1.5 s may be missing',
    'renewed: MONTH_TURNED: events of 1.5 s are missing',
  ]);
});

test('the latest 200 of each kind are kept', () => {
  const { records } = setUp();

  for (let index = 1; index <= 1_000; index += 1) {
    records.streamEnded({ requestId: `r${index}` }, { accountId: 'a1', userId: 'u1' }, 'completed');
    records.operationRefused({}, 'FORBIDDEN');
  }

  expect(records.ended.entries.size).toBe(200);
  expect(records.refused.entries.size).toBe(200);
  expect([...records.ended.entries.values()].map(({ requestId }) => requestId).slice(0, 1)).toEqual(['r801']);
});
