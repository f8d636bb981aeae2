import { expect, test } from 'vitest';
import { CallSite, stranger } from './call-site.ts';

test('a call keeps 64 legs, and those that talk before those that ring', () => {
  const site = new CallSite();
  const { a } = site.pair(stranger, site.colleague(1));
  site.act(() => a.create());
  const rings = Array.from({ length: 100 }, () =>
    site.leg({
      direction: 'outbound',
      party: site.colleague(1),
      caller: stranger,
      callee: site.colleague(1),
      interactionId: 'interaction-1',
      otherLeg: a,
    }),
  );

  for (const ring of rings) site.act(() => ring.create());
  site.act(() => rings.at(-1)?.answer());

  const [row] = site.rows.rows();
  expect(row?.legs).toHaveLength(64);
  expect(row?.legs.filter(({ state }) => state === 'ANSWERED').map(({ callId }) => callId)).toEqual([
    rings.at(-1)?.channel.callId,
  ]);
  expect(row?.legs.at(0)?.callId).toBe(a.channel.callId);
});

test('of more than 64 legs that talk the first stay, and lists change nothing', () => {
  const site = new CallSite();
  const { a } = site.pair(stranger, site.colleague(1));
  site.act(
    () => a.create(),
    () => a.answer(),
  );
  for (let count = 0; count < 80; count += 1) {
    const leg = site.leg({
      direction: 'outbound',
      party: site.colleague(1),
      caller: stranger,
      callee: site.colleague(1),
      interactionId: 'interaction-1',
      otherLeg: a,
    });
    site.act(
      () => leg.create(),
      () => leg.answer(),
    );
  }
  const [before] = site.rows.rows();
  site.repair();
  const [row] = site.rows.rows();
  site.rows.takeChanges();

  site.repair();

  expect(row).toMatchObject({ direction: 'INBOUND', from: { number: stranger.number } });
  expect(row?.legs).toHaveLength(64);
  expect(row?.legs.at(0)?.callId).toBe(a.channel.callId);
  expect(row?.legs.map(({ callId }) => callId)).toEqual(before?.legs.map(({ callId }) => callId));
  expect(site.rows.takeChanges()).toEqual({ changed: [], removed: [] });
});
