import { expect, test } from 'vitest';
import { service, stranger } from '../calls/call-site.ts';
import { StorySite } from './story-site.ts';

test('the end of the caller alone ends the call, when that of the phone is late', () => {
  const world = new StorySite();
  const {
    a,
    rings: [ring],
  } = world.ringing(stranger, 1);

  world.act(() => a.destroy('ORIGINATOR_CANCEL'));
  expect(world.missed).toHaveLength(1);
  world.act(() => ring?.destroy('ORIGINATOR_CANCEL'));

  expect(world.missed).toHaveLength(1);
});

test('whoever answered in the moment before the end is not taken for somebody who missed it', () => {
  const world = new StorySite();
  const {
    a,
    rings: [ring],
  } = world.ringing(stranger, 1);

  // The answer is overtaken by the end, which tells of it.
  ring?.answer();
  world.site.pass(5_000);
  world.site.takeSaid();
  world.act(
    () => ring?.destroy('NORMAL_CLEARING'),
    () => a.destroy('NORMAL_CLEARING'),
  );

  expect(world.missed).toEqual([]);
});

test('a call that picks up another one answers it', () => {
  const world = new StorySite();
  const { site } = world;
  const {
    a,
    rings: [ring],
  } = world.ringing(stranger, 1);
  const helper = site.colleague(2);
  const { interactionId } = a.channel;
  const pickup = site.leg({ direction: 'inbound', party: helper, caller: helper, callee: service, interactionId });

  world.act(
    () => pickup.create(),
    () => pickup.answer(),
    () => pickup.bridge(a),
    () => ring?.destroy('PICKED_OFF'),
    () => a.answer(),
    () => pickup.destroy('NORMAL_CLEARING'),
    () => a.destroy('NORMAL_CLEARING'),
  );

  expect(world.missed).toMatchObject([{ call: { isUnanswered: false, answeredBy: { number: helper.number } } }]);
  expect(world.missed[0]?.owners).toEqual(world.idsOf(1));
});

test('a call that becomes part of another one while it rings is judged with that', () => {
  const world = new StorySite();
  const { site } = world;
  const [reception, callee] = [site.colleague(1), site.colleague(2)];
  const { a, b } = site.pair(stranger, reception, 'of-caller');
  const { a: asking, b: ring } = site.pair(reception, callee, 'of-reception');

  world.act(
    () => a.create(),
    () => b.create(),
    () => b.answer(),
    () => a.answer(),
    () => asking.create(),
    () => ring.create(),
    () => a.bridge(ring),
    () => asking.destroy('ATTENDED_TRANSFER'),
    () => b.destroy('ATTENDED_TRANSFER'),
    () => ring.answer(),
    () => ring.destroy('NORMAL_CLEARING'),
    () => a.destroy('NORMAL_CLEARING'),
  );

  expect(world.missed).toEqual([]);
  expect(world.stories.size).toBe(0);
});

test('a call whose beginning nobody heard is not judged', () => {
  const world = new StorySite();
  const { a } = world.ringing(stranger, 1);

  world.stories.startOver();
  world.act(
    () => a.answer(),
    () => a.destroy('NORMAL_CLEARING'),
  );

  expect(world.missed).toEqual([]);
  expect(world.stories.size).toBe(0);
});

test('phones that ring beyond a bound are not told', () => {
  const world = new StorySite();
  const { a } = world.ringing(stranger);
  const colleague = world.site.colleague(1);
  const { user } = colleague;
  if (user === undefined) throw new RangeError('A colleague is a user.');
  for (let attempt = 0; attempt < 70; attempt += 1) {
    const callee = { ...colleague, user: { ...user, id: `user-${attempt}` } };
    const ring = world.site.leg({
      direction: 'outbound',
      party: callee,
      caller: stranger,
      callee,
      interactionId: 'interaction-1',
      otherLeg: a,
    });
    world.act(
      () => ring.create(),
      () => ring.destroy('NO_ANSWER'),
    );
  }
  world.act(() => a.destroy('NO_ANSWER'));

  expect(world.missed[0]?.call.missedBy).toHaveLength(64);
});
