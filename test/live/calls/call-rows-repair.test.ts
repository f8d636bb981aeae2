import { describe, expect, test } from 'vitest';
import type { CallLists } from '../../../src/live/calls/call-lists.ts';
import { CallSite, finished, lose, stranger, versions } from './call-site.ts';

describe.each(versions)('on Kazoo %s', (version) => {
  test('the list alone makes rows', () => {
    const site = new CallSite(version);
    const { a, b } = site.pair(site.colleague(0), site.colleague(1));
    lose(
      site,
      () => a.create(),
      () => b.create(),
      () => b.answer(),
      () => a.answer(),
      () => a.bridge(b),
      () => b.hold(),
    );

    site.repair();

    const [from, to] = [site.colleague(0), site.colleague(1)];
    expect([...site.rows.rows()]).toMatchObject([
      {
        id: 'interaction-1',
        state: 'ON_HOLD',
        direction: 'INTERNAL',
        ownerIds: [from.user?.id, from.device?.id, to.user?.id, to.device?.id],
        from: { number: from.number, userId: from.user?.id, deviceId: from.device?.id },
        to: { number: to.number, userId: to.user?.id },
        answeredAt: null,
        since: new Date(Math.floor(a.channel.createdAtMs / 1_000) * 1_000),
        legs: [{ callId: a.channel.callId }, { callId: b.channel.callId }],
      },
    ]);
  });

  test('a repair forgets what ended two minutes before, although nothing has ended since', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    const talkingBytes = site.rows.retainedBytes;
    site.act(
      () => b.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );
    expect([talkingBytes > 0, site.rows.retainedBytes > 0]).toEqual([true, true]);

    site.pass(120_001);
    site.repair();

    expect(site.rows.retainedBytes).toBe(0);
  });

  test('the list overwrites nothing that an event told', () => {
    const site = new CallSite(version);
    site.talk(stranger, site.colleague(1));
    const before = [...site.rows.rows()];
    site.rows.takeChanges();

    site.repair();

    expect([...site.rows.rows()]).toEqual(before);
    expect(site.rows.takeChanges()).toEqual({ changed: [], removed: [] });
  });

  test('the list says with whom a leg is connected that was handed on unheard', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    const next = site.leg({
      direction: 'outbound',
      party: site.colleague(2),
      caller: stranger,
      callee: site.colleague(2),
      interactionId: 'interaction-1',
      otherLeg: a,
    });
    lose(
      site,
      () => b.destroy('BLIND_TRANSFER'),
      () => next.create(),
      () => next.answer(),
      () => a.bridge(next),
    );

    site.repair();

    const [row] = site.rows.rows();
    expect(row?.legs.map(({ callId, otherLegCallId }) => [callId, otherLegCallId])).toEqual([
      [a.channel.callId, next.channel.callId],
      [next.channel.callId, a.channel.callId],
    ]);
  });

  test('a call whose end was lost goes as VANISHED', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    site.rows.takeChanges();
    lose(
      site,
      () => b.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );

    site.repair();

    expect(site.rows.takeChanges()).toEqual({
      changed: [],
      removed: [{ id: 'interaction-1', reason: 'VANISHED', hangupCause: null, wasAnswered: true, endedAt: null }],
    });
    expect(site.rows.size).toBe(0);
  });

  test('what was lost of a call that goes on is mended', () => {
    const site = new CallSite(version);
    const { a, b } = site.pair(stranger, site.colleague(1));
    site.act(
      () => a.create(),
      () => b.create(),
    );
    lose(
      site,
      () => b.answer(),
      () => a.answer(),
      () => a.bridge(b),
      () => a.hold(),
    );
    site.repair();
    const [held] = site.rows.rows();
    lose(
      site,
      () => a.unhold(),
      () => b.destroy('BLIND_TRANSFER'),
    );
    site.repair();

    expect(held).toMatchObject({ state: 'ON_HOLD', since: expect.any(Date) });
    expect([...site.rows.rows()]).toMatchObject([{ state: 'ANSWERED', legs: [{ callId: a.channel.callId }] }]);
  });

  test('a DESTROY beats a list that was asked for before it', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    const [listed, askedAtMs] = [site.list(), site.nowMs];
    site.act(
      () => b.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );
    site.rows.takeChanges();

    finished(site.rows.repair(listed, askedAtMs, true));

    expect(site.rows.takeChanges()).toEqual({ changed: [], removed: [] });
  });

  test('a list says nothing of legs that were told of after it was asked for', () => {
    const site = new CallSite(version);
    const [listed, askedAtMs] = [site.list(), site.nowMs];
    const { b } = site.talk(stranger, site.colleague(1));
    site.act(() => b.hold());

    finished(site.rows.repair(listed, askedAtMs, true));

    expect([...site.rows.rows()]).toMatchObject([{ state: 'ON_HOLD', legs: [{}, {}] }]);
  });

  test('a list does not end a hold that was told of after it was asked for', () => {
    const site = new CallSite(version);
    const { b } = site.talk(stranger, site.colleague(1));
    const [listed, askedAtMs] = [site.list(), site.nowMs];
    site.act(() => b.hold());

    finished(site.rows.repair(listed, askedAtMs, true));

    expect([...site.rows.rows()]).toMatchObject([{ state: 'ON_HOLD' }]);
  });

  test('a call that vanished comes back with what happens next, not with what happened before', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    b.hold();
    const [late] = site.takeSaid();
    site.act(() => b.unhold());
    site.pass(1_000);
    finished(site.rows.repair({ channels: [], parked: [] }, site.nowMs, true));
    site.hear(late === undefined ? [] : [late]);
    const between = site.rows.size;

    site.act(() => a.hold());

    expect(between).toBe(0);
    expect([...site.rows.rows()]).toMatchObject([{ id: 'interaction-1', legs: [{ callId: a.channel.callId }] }]);
  });

  test('a call that was parked unheard is parked by the list', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    lose(
      site,
      () => b.destroy('BLIND_TRANSFER'),
      () => a.park('PARK_PARKED', '*07', b.channel.callId),
    );

    site.repair();
    const [parked] = site.rows.rows();
    site.act(() => a.park('PARK_RETRIEVED', '*07', b.channel.callId));

    expect(parked).toMatchObject({ state: 'PARKED', parkedSlot: '*07' });
    expect([...site.rows.rows()]).toMatchObject([{ state: 'ANSWERED', parkedSlot: null }]);
  });

  test('a parked call is parked no longer when the list of slots lacks it, unless that is unknown', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    site.act(
      () => b.destroy('BLIND_TRANSFER'),
      () => a.park('PARK_PARKED', '100', b.channel.callId),
    );
    const states: unknown[] = [];
    const repair = (lists?: () => CallLists): void => {
      site.repair(true, lists);
      states.push([...site.rows.rows()].map(({ state, parkedSlot }) => [state, parkedSlot]));
    };

    repair();
    const { parked: slots = [] } = site.list();
    lose(site, () => a.park('PARK_RETRIEVED', '100', b.channel.callId));
    repair(() => ({ ...site.list(), parked: undefined }));
    repair(() => ({ ...site.list(), parked: slots.map((slot) => ({ ...slot, callId: null })) }));
    repair();

    const parked = [['PARKED', '100']];
    expect(states).toEqual([parked, parked, parked, [['ANSWERED', null]]]);
  });

  test('a parked call that the list shows with somebody who answered is parked no longer', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    const fetching = site.pair(site.colleague(2), stranger, 'interaction-2').a;
    site.act(
      () => b.destroy('BLIND_TRANSFER'),
      () => a.park('PARK_PARKED', '100', b.channel.callId),
    );
    site.repair();
    const [parked] = site.rows.rows();
    lose(
      site,
      () => fetching.create(),
      () => fetching.answer(),
      () => a.park('PARK_RETRIEVED', '100', b.channel.callId),
      () => fetching.bridge(a),
    );
    site.repair();

    expect(parked).toMatchObject({ state: 'PARKED' });
    expect([...site.rows.rows()]).toMatchObject([{ id: 'interaction-1', state: 'ANSWERED', parkedSlot: null }]);
  });
});
