import { describe, expect, test } from 'vitest';
import { board, removals } from './call-board.ts';
import { CallSite, service, stranger, versions } from './call-site.ts';

describe.each(versions)('on Kazoo %s', (version) => {
  test('a call from outside rings, is answered, and ends with its cause', () => {
    const site = new CallSite(version);
    const callee = site.colleague(1);
    const { a, b } = site.pair(stranger, callee);
    const seen: unknown[] = [];

    for (const step of [() => a.create(), () => b.create(), () => b.answer(), () => a.answer(), () => a.bridge(b)]) {
      site.act(step);
      seen.push(...board(site));
    }
    const [row] = site.rows.rows();
    site.rows.takeChanges();
    site.act(
      () => b.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect(seen).toEqual([
      `interaction-1 RINGING ${stranger.number}>${callee.number} (1)`,
      `interaction-1 RINGING ${stranger.number}>${callee.number} (2)`,
      `interaction-1 ANSWERED ${stranger.number}>${callee.number} (2)`,
      `interaction-1 ANSWERED ${stranger.number}>${callee.number} (2)`,
      `interaction-1 ANSWERED ${stranger.number}>${callee.number} (2)`,
    ]);
    expect(row).toMatchObject({
      direction: 'INBOUND',
      ownerIds: [callee.user?.id, callee.device?.id],
      from: { name: stranger.name, userId: null, deviceId: null },
      to: { name: callee.name, userId: callee.user?.id, deviceId: callee.device?.id },
      startedAt: new Date(a.channel.createdAtMs),
      answeredAt: new Date(b.channel.answeredAtMs ?? 0),
      since: new Date(b.channel.answeredAtMs ?? 0),
      legs: [
        { callId: a.channel.callId, callDirection: 'INBOUND', state: 'ANSWERED' },
        { callId: b.channel.callId, callDirection: 'OUTBOUND', state: 'ANSWERED' },
      ],
    });
    expect(site.rows.takeChanges()).toEqual({
      changed: [],
      removed: [
        {
          id: 'interaction-1',
          reason: 'ENDED',
          hangupCause: 'NORMAL_CLEARING',
          wasAnswered: true,
          endedAt: new Date(site.nowMs),
        },
      ],
    });
    expect(site.rows.size).toBe(0);
  });

  test('a call to outside is OUTBOUND, one between colleagues INTERNAL', () => {
    const site = new CallSite(version);
    const out = site.pair(site.colleague(0), stranger);
    const within = site.pair(site.colleague(1), site.colleague(2), 'interaction-2');

    site.act(
      () => out.a.create(),
      () => out.b.create(),
      () => within.a.create(),
      () => within.b.create(),
    );

    expect([...site.rows.rows()].map(({ direction }) => direction)).toEqual(['OUTBOUND', 'INTERNAL']);
  });

  test('nobody answers', () => {
    const site = new CallSite(version);
    const { a, b } = site.pair(stranger, site.colleague(1));

    site.act(
      () => a.create(),
      () => b.create(),
      () => b.destroy('NO_ANSWER'),
      () => a.destroy('NO_ANSWER'),
    );

    expect(site.rows.takeChanges().removed).toMatchObject([{ hangupCause: 'NO_ANSWER', wasAnswered: false }]);
  });

  test('a phone declines, and the caller talks to a mailbox: nobody answered', () => {
    const site = new CallSite(version);
    const { a, b } = site.pair(stranger, site.colleague(1));

    site.act(
      () => a.create(),
      () => b.create(),
      () => b.destroy('CALL_REJECTED'),
      () => a.answer(),
    );
    const [row] = site.rows.rows();
    site.act(() => a.destroy('NORMAL_CLEARING'));

    expect(row).toMatchObject({ state: 'ANSWERED', answeredAt: new Date(a.channel.answeredAtMs ?? 0) });
    expect(site.rows.takeChanges().removed).toMatchObject([{ reason: 'ENDED', wasAnswered: false }]);
    expect(site.rows.size).toBe(0);
  });

  test('hold is told by the leg that holds', () => {
    const site = new CallSite(version);
    const { a, b } = site.talk(stranger, site.colleague(1));

    site.act(() => b.hold());
    const [held] = site.rows.rows();
    const heldAtMs = site.nowMs;
    site.act(() => b.unhold());

    expect(held).toMatchObject({ state: 'ON_HOLD', since: new Date(heldAtMs) });
    expect(held?.legs.map(({ state }) => state)).toEqual(['ANSWERED', 'ON_HOLD']);
    expect([...site.rows.rows()]).toMatchObject([{ state: 'ANSWERED', since: new Date(site.nowMs) }]);
    expect(a.channel.isOnHold).toBe(false);
  });

  test('one call rings many phones, and one of them answers', () => {
    const site = new CallSite(version);
    const [winner, loser] = [site.colleague(1), site.colleague(2)];
    const { a, b } = site.pair(stranger, winner);
    const c = site.leg({ ...ringOf(site, 2), otherLeg: a });

    site.act(
      () => a.create(),
      () => b.create(),
      () => c.create(),
    );
    const [ringing] = site.rows.rows();
    site.act(() => b.answer());
    const answered = board(site);
    site.act(() => c.destroy('LOSE_RACE'));

    expect(ringing).toMatchObject({
      state: 'RINGING',
      ownerIds: [winner, loser].flatMap(({ user, device }) => [user?.id, device?.id]),
      to: { number: winner.number, userId: null, deviceId: null },
    });
    expect(answered).toEqual([`interaction-1 ANSWERED ${stranger.number}>${winner.number} (3)`]);
    expect(board(site)).toEqual([`interaction-1 ANSWERED ${stranger.number}>${winner.number} (2)`]);
    site.act(
      () => a.destroy('NORMAL_CLEARING'),
      () => b.destroy('NORMAL_CLEARING'),
    );
    expect(removals(site)).toEqual([['interaction-1', 'ENDED', 'NORMAL_CLEARING']]);
  });

  test('a caller who leaves ends the call, even if the phones that ring for them say nothing', () => {
    const site = new CallSite(version);
    const { a, b } = site.pair(stranger, site.colleague(1));

    site.act(
      () => a.create(),
      () => b.create(),
      () => a.destroy('ORIGINATOR_CANCEL'),
    );

    expect(site.rows.size).toBe(0);
    expect(removals(site)).toEqual([['interaction-1', 'ENDED', 'ORIGINATOR_CANCEL']]);
    site.act(() => b.destroy('ORIGINATOR_CANCEL'));
    expect(site.rows.takeChanges()).toEqual({ changed: [], removed: [] });
  });

  test('a caller in a queue is one row with the agents whom it rings', () => {
    const site = new CallSite(version);
    const agent = site.colleague(1);
    const member = site.leg({
      direction: 'inbound',
      party: stranger,
      caller: stranger,
      callee: service,
      interactionId: 'interaction-1',
      variables: { queue_id: 'queue-1' },
    });
    site.act(
      () => member.create(),
      () => member.answer(),
    );
    const waiting = board(site);
    const ring = site.leg({
      direction: 'outbound',
      party: agent,
      caller: stranger,
      callee: agent,
      interactionId: 'interaction-2',
      variables: { member_call_id: member.channel.callId, agent_id: agent.user?.id ?? '' },
    });
    site.act(() => ring.create());
    const ringing = board(site);
    site.act(
      () => ring.answer(),
      () => member.bridge(ring),
    );

    expect(waiting).toEqual([`interaction-1 ANSWERED ${stranger.number}>${service.number} (1)`]);
    expect(ringing).toEqual([`interaction-1 RINGING ${stranger.number}>${agent.number} (2)`]);
    expect([...site.rows.rows()]).toMatchObject([
      { state: 'ANSWERED', queueId: 'queue-1', to: { userId: agent.user?.id } },
    ]);
  });

  test('each leg in a conference is a call to it', () => {
    const site = new CallSite(version);
    const legs = [0, 1].map((index) => {
      const party = site.colleague(index);
      const interactionId = `interaction-${index}`;
      const fields = { conference_name: 'conference-1' };
      return site.leg({ direction: 'inbound', party, caller: party, callee: service, interactionId, fields });
    });
    for (const leg of legs)
      site.act(
        () => leg.create(),
        () => leg.answer(),
      );
    site.rows.takeChanges();
    site.act(() => legs.at(0)?.destroy('NORMAL_CLEARING'));

    expect([...site.rows.rows()]).toMatchObject([{ conferenceId: 'conference-1', state: 'ANSWERED' }]);
    expect(site.rows.takeChanges().removed).toMatchObject([{ id: 'interaction-0', wasAnswered: true }]);
  });

  test('legs that only help within the switch join others and are not shown', () => {
    const site = new CallSite(version);
    const callee = site.colleague(1);
    const helper = { name: 'loopback', number: '1002' };
    const isLoopback = version.startsWith('4') ? { channel_name: 'loopback/1002-a' } : { channel_is_loopback: true };
    const { a, b } = site.pair(stranger, callee, 'interaction-1');
    const loop = site.leg({
      direction: 'outbound',
      party: helper,
      caller: stranger,
      callee,
      interactionId: 'interaction-1',
      otherLeg: a,
      fields: isLoopback,
    });

    site.act(
      () => loop.create(),
      () => a.create(),
      () => b.create(),
    );
    const [row] = site.rows.rows();
    site.act(
      () => a.destroy('ORIGINATOR_CANCEL'),
      () => loop.destroy('NORMAL_CLEARING'),
    );

    expect(row?.legs.map(({ callId }) => callId)).toEqual([a.channel.callId, b.channel.callId]);
    expect(removals(site)).toEqual([['interaction-1', 'ENDED', 'ORIGINATOR_CANCEL']]);
    expect(site.rows.size).toBe(0);
  });

  test('a call that a phone is rung up for first has the phone as its caller', () => {
    const site = new CallSite(version);
    const [clicker, callee] = [site.colleague(0), site.colleague(1)];
    const interactionId = 'interaction-1';
    const first = site.leg({ direction: 'outbound', party: clicker, caller: callee, callee: clicker, interactionId });
    site.act(() => first.create());
    const ringing = board(site);
    site.act(() => first.answer());
    const second = site.leg({
      direction: 'outbound',
      party: callee,
      caller: clicker,
      callee,
      interactionId,
      otherLeg: first,
    });
    site.act(() => second.create());
    const dialling = board(site);
    site.act(() => second.answer());

    expect(ringing).toEqual([`interaction-1 RINGING ${clicker.number}>${callee.number} (1)`]);
    expect(dialling).toEqual([`interaction-1 RINGING ${clicker.number}>${callee.number} (2)`]);
    expect(board(site)).toEqual([`interaction-1 ANSWERED ${clicker.number}>${callee.number} (2)`]);
  });
});

function ringOf(site: CallSite, index: number) {
  const party = site.colleague(index);
  return { direction: 'outbound', party, caller: stranger, callee: party, interactionId: 'interaction-1' } as const;
}
