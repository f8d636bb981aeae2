import { expect, test, vi } from 'vitest';
import { registerAccountGauges, type TroubledAccount } from '../../src/telemetry/account-metrics.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { StatusStore } from '../../src/upstream/status-store.ts';
import { holdClock } from '../harness/held-clock.ts';

const minuteMs = 60_000;

holdClock();

function setUp(troubled: () => readonly TroubledAccount[] = () => []) {
  const metrics = createMetrics();
  registerAccountGauges(metrics, troubled);
  const samples = async (name: string) => {
    const text = await metrics.registry.getSingleMetricAsString(`kazoo_gateway_account_${name}`);
    return text.split('\n').filter((line) => !line.startsWith('#'));
  };
  return { gaps: metrics.accountGaps, samples };
}

test('an account with gaps shows by name and reason, for ten minutes after each', async () => {
  const { gaps, samples } = setUp();
  gaps.note('a', 'UPSTREAM_OVERFLOW');
  gaps.note('b', 'UPSTREAM_DISCONNECTED');
  vi.advanceTimersByTime(9 * minuteMs);
  gaps.note('a', 'UPSTREAM_OVERFLOW');

  expect(await samples('recent_gaps')).toEqual([
    'kazoo_gateway_account_recent_gaps{account="a",reason="UPSTREAM_OVERFLOW"} 2',
    'kazoo_gateway_account_recent_gaps{account="b",reason="UPSTREAM_DISCONNECTED"} 1',
  ]);
  vi.advanceTimersByTime(2 * minuteMs);
  expect(await samples('recent_gaps')).toEqual([
    'kazoo_gateway_account_recent_gaps{account="a",reason="UPSTREAM_OVERFLOW"} 1',
  ]);
});

test('a month that turns is no trouble of any account', async () => {
  const { gaps, samples } = setUp();

  gaps.note('a', 'MONTH_TURNED');

  expect(await samples('recent_gaps')).toEqual([]);
});

test('however many accounts are in trouble, a hundred show: the worst', async () => {
  const accounts = Array.from({ length: 150 }, (_, index) => index);
  const since = (index: number) => new Date(Date.now() - index * 1_000);
  const { gaps, samples } = setUp(() =>
    accounts.map((index) => ({ accountId: `account-${index}`, state: 'RECONNECTING', since: since(index) })),
  );
  for (const index of accounts) for (let gap = 0; gap < index; gap += 1) gaps.note(`account-${index}`, 'OWNER_LOST');

  for (const name of ['down_seconds', 'recent_gaps']) {
    const shown = await samples(name);
    expect(shown).toHaveLength(100);
    expect(shown.filter((line) => line.includes('account-50"'))).toHaveLength(1);
    expect(shown.filter((line) => line.includes('account-49"'))).toEqual([]);
  }
});

test('an account is down since its first trouble, whatever states it goes through, until its events come', async () => {
  const statuses = new StatusStore();
  const { samples } = setUp(() => statuses.troubled);
  const enter = (state: 'RECONNECTING' | 'RATE_LIMITED' | 'LIVE') =>
    statuses.set('a', { state, reason: null, attempt: 0, retryAt: null });
  enter('RECONNECTING');
  await samples('down_seconds');
  vi.advanceTimersByTime(minuteMs);
  enter('RATE_LIMITED');
  vi.advanceTimersByTime(minuteMs);

  expect(await samples('down_seconds')).toEqual([
    'kazoo_gateway_account_down_seconds{account="a",state="RATE_LIMITED"} 120',
  ]);
  enter('LIVE');
  expect(await samples('down_seconds')).toEqual([]);
});
