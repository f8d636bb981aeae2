import { describe, expect, test } from 'vitest';
import { board, removals } from './call-board.ts';
import { CallSite, service, stranger, versions } from './call-site.ts';

describe.each(versions)('on Kazoo %s', (version) => {
  test('a call that is handed on blindly rings again, for whom it was handed to', () => {
    const site = new CallSite(version);
    const [first, second] = [site.colleague(1), site.colleague(2)];
    const { a, b } = site.talk(stranger, first);
    const { interactionId } = a.channel;
    const third = site.leg({
      direction: 'outbound',
      party: second,
      caller: stranger,
      callee: second,
      interactionId,
      otherLeg: a,
    });

    site.act(() => b.destroy('BLIND_TRANSFER'));
    const between = board(site);
    site.act(() => third.create());
    const ringing = board(site);
    site.act(
      () => third.answer(),
      () => a.bridge(third),
    );
    const [row] = site.rows.rows();
    site.act(() => a.destroy('NORMAL_CLEARING'));
    const left = board(site);
    site.act(() => third.destroy('NORMAL_CLEARING'));

    expect(between).toEqual([`interaction-1 ANSWERED ${stranger.number}>${first.number} (1)`]);
    expect(ringing).toEqual([`interaction-1 RINGING ${stranger.number}>${second.number} (2)`]);
    expect(row).toMatchObject({
      state: 'ANSWERED',
      direction: 'INBOUND',
      answeredAt: new Date(b.channel.answeredAtMs ?? 0),
      since: new Date(third.channel.answeredAtMs ?? 0),
      ownerIds: [second.user?.id, second.device?.id],
    });
    expect(left).toEqual([`interaction-1 ANSWERED ${stranger.number}>${second.number} (1)`]);
    expect(removals(site)).toEqual([['interaction-1', 'ENDED', 'NORMAL_CLEARING']]);
  });

  test('a caller who hands the call on leaves it to those who go on', () => {
    const site = new CallSite(version);
    const [caller, callee, third] = [site.colleague(0), site.colleague(1), site.colleague(2)];
    const { a, b } = site.talk(caller, callee);
    const c = site.leg({
      direction: 'outbound',
      party: third,
      caller: callee,
      callee: third,
      interactionId: 'interaction-1',
      otherLeg: b,
    });

    site.act(
      () => c.create(),
      () => a.destroy('BLIND_TRANSFER'),
    );

    expect(board(site)).toEqual([`interaction-1 RINGING ${callee.number}>${third.number} (2)`]);
  });

  test('an attended transfer makes one row of two: the older stays', () => {
    const site = new CallSite(version);
    const [first, second] = [site.colleague(1), site.colleague(2)];
    const { a, b } = site.talk(stranger, first);
    site.act(() => b.hold());
    const consultation = site.talk(first, second, 'interaction-2');
    const before = board(site);
    site.rows.takeChanges();

    site.act(() => a.bridge(consultation.b));
    const changes = site.rows.takeChanges();
    site.act(
      () => b.destroy('ATTENDED_TRANSFER'),
      () => consultation.a.destroy('ATTENDED_TRANSFER'),
    );

    expect(before).toEqual([
      `interaction-1 ON_HOLD ${stranger.number}>${first.number} (2)`,
      `interaction-2 ANSWERED ${first.number}>${second.number} (2)`,
    ]);
    expect(changes.removed).toMatchObject([{ id: 'interaction-2', reason: 'MERGED', hangupCause: null }]);
    expect(changes.changed.map(({ id }) => id)).toEqual(['interaction-1']);
    expect(board(site)).toEqual([`interaction-1 ANSWERED ${stranger.number}>${second.number} (2)`]);
    site.act(
      () => a.destroy('NORMAL_CLEARING'),
      () => consultation.b.destroy('NORMAL_CLEARING'),
    );
    expect(removals(site)).toEqual([['interaction-1', 'ENDED', 'NORMAL_CLEARING']]);
  });

  test('a transfer before the answer does not end what rings', () => {
    const site = new CallSite(version);
    const [first, second] = [site.colleague(1), site.colleague(2)];
    const { a } = site.talk(stranger, first);
    const consultation = site.pair(first, second, 'interaction-2');

    site.act(
      () => consultation.a.create(),
      () => consultation.b.create(),
      () => consultation.a.destroy('ATTENDED_TRANSFER'),
    );
    const ringing = board(site);
    site.act(
      () => consultation.b.answer(),
      () => a.bridge(consultation.b),
    );

    expect(ringing.at(1)).toBe(`interaction-2 RINGING ${first.number}>${second.number} (1)`);
    expect(board(site)).toEqual([`interaction-1 ANSWERED ${stranger.number}>${second.number} (3)`]);
  });

  test('a parked call has its slot until somebody fetches it', () => {
    const site = new CallSite(version);
    const [parker, fetcher] = [site.colleague(1), site.colleague(2)];
    const { a, b } = site.talk(stranger, parker);

    site.act(
      () => b.destroy('BLIND_TRANSFER'),
      () => a.park('PARK_PARKED', '*07', b.channel.callId),
    );
    const [parked] = site.rows.rows();
    const parkedAtMs = site.nowMs;
    const fetching = site.leg({
      direction: 'inbound',
      party: fetcher,
      caller: fetcher,
      callee: service,
      interactionId: 'interaction-2',
    });
    site.act(
      () => fetching.create(),
      () => fetching.answer(),
      () => a.park('PARK_RETRIEVED', '*07', b.channel.callId),
      () => fetching.bridge(a),
    );

    expect(parked).toMatchObject({ state: 'PARKED', parkedSlot: '*07', since: new Date(parkedAtMs), ownerIds: [] });
    expect([...site.rows.rows()]).toMatchObject([
      { id: 'interaction-1', state: 'ANSWERED', parkedSlot: null, to: { userId: fetcher.user?.id } },
    ]);
    expect(removals(site)).toEqual([['interaction-2', 'MERGED', null]]);
  });

  test('a parked caller who loses patience ends as such', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));
    site.act(
      () => b.destroy('BLIND_TRANSFER'),
      () => a.park('PARK_PARKED', '100', b.channel.callId),
      () => a.park('PARK_ABANDONED', '100', b.channel.callId),
    );
    const abandoned = board(site);
    site.act(() => a.destroy('ORIGINATOR_CANCEL'));

    expect(abandoned.at(0)).toMatch(/PARKED/);
    expect(removals(site)).toEqual([['interaction-1', 'ENDED', 'ORIGINATOR_CANCEL']]);
  });
});
