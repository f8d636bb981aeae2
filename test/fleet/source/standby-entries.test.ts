import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AccountEntry, SharedEvent } from '../../../src/fleet/entries/account-entry.ts';
import { StandbyEntries } from '../../../src/fleet/source/standby-entries.ts';
import { closeGap } from '../../../src/upstream/history/gap.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

function event(id: string, size = 100): AccountEntry {
  const shared: SharedEvent = {
    id,
    name: 'CHANNEL_CREATE',
    accountId: 'a',
    binding: 'call.*.*',
    family: 'call',
    routing: [],
    receivedAt: new Date(),
    data: {},
    owners: [],
    size,
  };
  return { kind: 'event', event: shared, bindings: ['call.*.*'] };
}

function idsSince(entries: StandbyEntries, moment = new Date(0)): readonly string[] {
  return entries.takeSince(moment).map((entry) => (entry.kind === 'event' ? entry.event.id : entry.kind));
}

test('a standby keeps the events that the log did not bring, each once, in their order', () => {
  const entries = new StandbyEntries();
  for (const id of ['e1', 'e2', 'e3', 'e2']) entries.add(event(id));
  entries.add({ kind: 'begin', binding: 'call.*.*' });

  entries.delete('e1');
  entries.delete('never came');

  expect(entries.reachBackTo(new Date(0))).toBe(true);
  expect(idsSince(entries)).toEqual(['e2', 'e3']);
  expect(idsSince(entries)).toEqual([]);
});

test('it forgets what is older than fifteen seconds, and says so', async () => {
  const entries = new StandbyEntries();
  entries.add(event('e1'));
  const first = new Date();
  await vi.advanceTimersByTimeAsync(10_000);
  entries.add(event('e2'));
  await vi.advanceTimersByTimeAsync(5_001);

  entries.add(event('e3'));

  expect(entries.reachBackTo(first)).toBe(true);
  expect(entries.reachBackTo(new Date(first.getTime() - 1))).toBe(false);
  expect(idsSince(entries)).toEqual(['e2', 'e3']);
});

test('it forgets the oldest of what is more than a megabyte', () => {
  const entries = new StandbyEntries();

  for (const id of ['e1', 'e2', 'e3']) entries.add(event(id, 500_000));

  expect(entries.reachBackTo(new Date(Date.now() - 1))).toBe(false);
  expect(idsSince(entries)).toEqual(['e2', 'e3']);
});

test('it leaves out what the log has told as lost, and what would come late', async () => {
  const entries = new StandbyEntries();
  entries.add(event('e1'));
  await vi.advanceTimersByTimeAsync(1_000);
  const told = new Date();
  entries.add(event('e2'));
  await vi.advanceTimersByTimeAsync(1_000);
  const gap = closeGap({ from: new Date(0), reason: 'UPSTREAM_DISCONNECTED', certain: true });
  entries.add({ kind: 'gap', binding: 'call.*.*', gap });
  await vi.advanceTimersByTimeAsync(1_000);
  entries.add(event('e3'));

  entries.dropUntil(told);

  expect(entries.reachBackTo(told)).toBe(true);
  expect(entries.reachBackTo(new Date(told.getTime() - 1))).toBe(false);
  expect(idsSince(entries, new Date(Date.now() - 500))).toEqual(['e3']);
});
