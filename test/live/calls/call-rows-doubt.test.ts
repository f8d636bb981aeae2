import { expect, test } from 'vitest';
import { CallSite, finished, lose, stranger } from './call-site.ts';

test('a list without more than half of the rows is believed only when it is confirmed', () => {
  const site = new CallSite();
  const calls = [1, 2, 3].map((number) => site.talk(stranger, site.colleague(1), `interaction-${number}`));
  const gone = new Set(calls.slice(1).flatMap(({ a, b }) => [a.channel.callId, b.channel.callId]));
  site.pass(1_000);
  const { channels, parked } = site.list();
  const listed = { channels: channels.filter(({ callId }) => !gone.has(callId)), parked };
  site.rows.takeChanges();

  const doubted = finished(site.rows.repair(listed, site.nowMs, false));
  const afterDoubt = site.rows.takeChanges();
  const believed = finished(site.rows.repair(listed, site.nowMs, true));

  expect([doubted, believed]).toEqual(['doubtful', 'repaired']);
  expect(afterDoubt).toEqual({ changed: [], removed: [] });
  expect(site.rows.takeChanges().removed).toHaveLength(2);
});

test('a list without half of the rows is believed at once', () => {
  const site = new CallSite();
  const [, second] = [
    site.talk(stranger, site.colleague(1), 'interaction-1'),
    site.talk(stranger, site.colleague(1), 'interaction-2'),
  ];
  lose(
    site,
    () => second.b.destroy('NORMAL_CLEARING'),
    () => second.a.destroy('NORMAL_CLEARING'),
  );

  expect(site.repair(false)).toBe('repaired');
  expect(site.rows.size).toBe(1);
});

test('a list of no calls is no news where there are none', () => {
  expect(new CallSite().repair(false)).toBe('repaired');
});
