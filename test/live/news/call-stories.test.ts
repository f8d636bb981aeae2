import { describe, expect, test } from 'vitest';
import { service, stranger, versions } from '../calls/call-site.ts';
import { StorySite } from './story-site.ts';

describe.each(versions)('on Kazoo %s', (version) => {
  test('a call from outside that rings in vain is missed by whom it rang for', () => {
    const world = new StorySite(version);
    const {
      a,
      rings: [ring],
    } = world.ringing(stranger, 1);

    world.act(
      () => ring?.destroy('ORIGINATOR_CANCEL'),
      () => a.destroy('ORIGINATOR_CANCEL'),
    );

    const callee = world.site.colleague(1);
    const party = { name: callee.name, number: callee.number, userId: callee.user?.id, deviceId: callee.device?.id };
    expect(world.missed).toEqual([
      {
        call: {
          id: 'interaction-1',
          accountId: world.site.account.id,
          callId: a.channel.callId,
          direction: 'INBOUND',
          from: { name: stranger.name, number: stranger.number, userId: null, deviceId: null },
          to: party,
          queueId: null,
          occurredAt: new Date(a.channel.createdAtMs),
          endedAt: new Date(world.site.nowMs),
          hangupCause: 'ORIGINATOR_CANCEL',
          answeredBy: null,
          missedBy: [callee.user?.id],
          isUnanswered: true,
        },
        owners: world.idsOf(1),
        wasTakenBySwitch: false,
      },
    ]);
    expect(world.stories.size).toBe(0);
  });

  test('each phone that rings counts in bytes, until the call is over', () => {
    const bytesWith = (...phones: readonly number[]): readonly number[] => {
      const world = new StorySite(version);
      const { a, rings } = world.ringing(stranger, ...phones);
      // A phone that has rung and is left is remembered, its leg is not.
      world.act(...rings.map((ring) => () => ring.destroy('LOSE_RACE')));
      const up = world.stories.retainedBytes;
      world.act(() => a.destroy('ORIGINATOR_CANCEL'));
      return [up, world.stories.retainedBytes];
    };

    const [[one = 0, afterOne = 0], [three = 0, afterThree = 0]] = [bytesWith(0), bytesWith(0, 1, 2)];

    const ofEndedLegs = afterThree - afterOne;
    expect(three - one - ofEndedLegs).toBe(2 * 200);
    expect(one - afterOne).toBeGreaterThan(2_000);
  });

  test('a call that is answered is missed by nobody', () => {
    const world = new StorySite(version);
    const {
      a,
      rings: [ring],
    } = world.ringing(stranger, 1);

    world.act(
      () => ring?.answer(),
      () => a.answer(),
      () => ring && a.bridge(ring),
      () => ring?.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect(world.missed).toEqual([]);
  });

  test('of three phones that ring, the two that another one outran have missed the call', () => {
    const world = new StorySite(version);
    const { a, rings } = world.ringing(stranger, 0, 1, 2);
    const [first, winner, third] = rings;

    world.act(
      () => winner?.answer(),
      () => first?.destroy('LOSE_RACE'),
      () => third?.destroy('LOSE_RACE'),
      () => a.answer(),
      () => winner && a.bridge(winner),
      () => winner?.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );

    const [missed] = world.missed;
    expect(missed?.owners).toEqual([...world.idsOf(0), ...world.idsOf(2)]);
    expect(missed?.call.missedBy).toEqual([world.site.colleague(0).user?.id, world.site.colleague(2).user?.id]);
    expect(missed?.call).toMatchObject({
      isUnanswered: false,
      answeredBy: { number: world.site.colleague(1).number },
      to: { number: world.site.colleague(1).number },
    });
    expect(world.missed).toHaveLength(1);
  });

  test('three phones that ring in vain have all missed the call, which was for what was dialled', () => {
    const world = new StorySite(version);
    const { a, rings } = world.ringing(stranger, 0, 1, 2);

    world.act(...rings.map((ring) => () => ring.destroy('NO_ANSWER')), () => a.destroy('NO_ANSWER'));

    const [missed] = world.missed;
    expect(missed?.call.missedBy).toHaveLength(3);
    expect(missed?.call).toMatchObject({ isUnanswered: true, to: { number: '4000' } });
  });

  test('a phone declines and a mailbox answers: nobody did', () => {
    const world = new StorySite(version);
    const {
      a,
      rings: [ring],
    } = world.ringing(stranger, 1);

    world.act(
      () => ring?.destroy('CALL_REJECTED'),
      () => a.answer(),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect(world.missed).toMatchObject([{ call: { isUnanswered: true }, wasTakenBySwitch: true }]);
    expect(world.missed[0]?.call.missedBy).toEqual([world.site.colleague(1).user?.id]);
  });

  test('a menu answers, and the caller hangs up: nobody was called, and nobody answered', () => {
    const world = new StorySite(version);
    const { a } = world.ringing(stranger);

    world.act(
      () => a.answer(),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect(world.missed).toMatchObject([
      { call: { isUnanswered: true, missedBy: [], to: { number: '4000' } }, owners: [], wasTakenBySwitch: true },
    ]);
  });

  test('the agents of a queue whose phones rang in vain have missed it, also when another one answers', () => {
    const world = new StorySite(version);
    const { site } = world;
    const [queueId, callee] = ['q'.repeat(32), { name: 'Queue', number: '3000' }];
    const member = site.leg({
      direction: 'inbound',
      party: stranger,
      caller: stranger,
      callee,
      interactionId: 'of-caller',
      variables: { queue_id: queueId },
    });
    const ring = (index: number) => {
      const agent = site.colleague(index);
      const variables = { member_call_id: member.channel.callId };
      const interactionId = `of-agent-${index}`;
      return site.leg({
        direction: 'outbound',
        party: agent,
        caller: stranger,
        callee: agent,
        interactionId,
        variables,
      });
    };
    const [first, second] = [ring(1), ring(2)];

    world.act(
      () => member.create(),
      () => member.answer(),
      () => first.create(),
      () => first.destroy('NO_ANSWER'),
      () => second.create(),
      () => second.answer(),
      () => member.bridge(second),
      () => second.destroy('NORMAL_CLEARING'),
      () => member.destroy('NORMAL_CLEARING'),
    );

    expect(world.missed).toMatchObject([
      { call: { queueId, isUnanswered: false, answeredBy: { number: site.colleague(2).number } } },
    ]);
    expect(world.missed[0]?.owners).toEqual(world.idsOf(1));
  });

  test('a call that is handed on to a phone that nobody answers was missed there', () => {
    const world = new StorySite(version);
    const {
      a,
      rings: [first],
    } = world.ringing(stranger, 1);
    const callee = world.site.colleague(2);
    const { interactionId } = a.channel;
    const second = world.site.leg({
      direction: 'outbound',
      party: callee,
      caller: stranger,
      callee,
      interactionId,
      otherLeg: a,
    });

    world.act(
      () => first?.answer(),
      () => a.answer(),
      () => first && a.bridge(first),
      () => first?.destroy('BLIND_TRANSFER'),
      () => second.create(),
      () => second.destroy('NO_ANSWER'),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect(world.missed).toMatchObject([
      { call: { isUnanswered: false, answeredBy: { number: world.site.colleague(1).number } } },
    ]);
    expect(world.missed[0]?.owners).toEqual(world.idsOf(2));
  });

  test('a call between colleagues is missed if a phone rang, and not if a feature answered', () => {
    const world = new StorySite(version);
    const {
      a,
      rings: [ring],
    } = world.ringing(world.site.colleague(0), 1);
    world.act(
      () => ring?.destroy('NO_ANSWER'),
      () => a.destroy('NO_ANSWER'),
    );
    const caller = world.site.colleague(0);
    const check = world.site.leg({
      direction: 'inbound',
      party: caller,
      caller,
      callee: service,
      interactionId: 'interaction-2',
    });
    world.act(
      () => check.create(),
      () => check.answer(),
      () => check.destroy('NORMAL_CLEARING'),
    );

    expect(world.missed).toMatchObject([
      { call: { id: 'interaction-1', direction: 'INTERNAL', from: { userId: caller.user?.id } } },
    ]);
    expect(world.missed[0]?.owners).toEqual(world.idsOf(1));
  });

  test('nobody misses a call that goes to outside', () => {
    const world = new StorySite(version);
    const { a, b } = world.site.pair(world.site.colleague(0), stranger);

    world.act(
      () => a.create(),
      () => b.create(),
      () => b.destroy('NO_ANSWER'),
      () => a.destroy('NO_ANSWER'),
    );

    expect(world.missed).toEqual([]);
  });
});

test('a fax that was received is no missed call', () => {
  const world = new StorySite();
  const caller = stranger;
  const leg = world.site.leg({
    direction: 'inbound',
    party: caller,
    caller,
    callee: service,
    interactionId: 'fax',
    fields: { fax_info: { fax_success: true } },
  });

  world.act(
    () => leg.create(),
    () => leg.answer(),
    () => leg.destroy('NORMAL_CLEARING'),
  );

  expect(world.missed).toEqual([]);
});
