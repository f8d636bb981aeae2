import { describe, expect, test } from 'vitest';
import { RoomRows } from '../../../src/live/conferences/room-rows.ts';
import { listed, type Member, roomEvent, roomId } from './room-site.ts';

const ann: Member = { callId: 'ann', participantId: 1, isModerator: true, ownerId: 'user-ann' };
const bob: Member = { callId: 'bob', participantId: 2 };
const cid: Member = { callId: 'cid', participantId: 3 };
/** Further from now than a list may be behind. */
const longMs = 1_000;

function open() {
  let nowMs = 10_000;
  const rows = new RoomRows(roomId, () => nowMs);
  const who = (): readonly (string | null)[] =>
    [...rows.rows()].flatMap((room) => room.participants).map(({ callId }) => callId);
  return {
    rows,
    who,
    room: () => [...rows.rows()][0],
    member: (callId: string) => [...rows.rows()][0]?.participants.find((participant) => participant.callId === callId),
    pass: (ms: number) => {
      nowMs += ms;
    },
    hear: (...given: Parameters<typeof roomEvent>) => rows.receive(roomEvent(...given)),
    /** Takes the list that is asked for now. */
    repair: (...members: readonly Member[]) => rows.repair(listed(...members), nowMs, true),
    askedAtMs: () => nowMs,
  };
}

describe('a room', () => {
  test('is a row from its first member to its last, and tells why it is gone', () => {
    const { rows, hear, who } = open();

    hear('conference-create');
    expect(rows.takeChanges()).toEqual({ changed: [], removed: [] });
    hear('add-member', ann);
    hear('add-member', bob);
    expect(rows.takeChanges().changed).toMatchObject([
      {
        id: roomId,
        members: 1,
        moderators: 1,
        ownerIds: ['user-ann'],
        participants: [{ callId: 'ann' }, { callId: 'bob' }],
      },
    ]);
    hear('del-member', ann);
    expect(who()).toEqual(['bob']);
    hear('del-member', bob);
    expect(rows.takeChanges()).toEqual({ changed: [], removed: [{ id: roomId, reason: 'ENDED' }] });
    expect([rows.size, rows.takeChanges().removed]).toEqual([0, []]);
  });

  test('that nobody is in, as the list says, has vanished', () => {
    const { rows, hear, pass, repair } = open();
    hear('add-member', ann);
    rows.takeChanges();
    pass(longMs);

    repair();

    expect(rows.takeChanges().removed).toEqual([{ id: roomId, reason: 'VANISHED' }]);
  });

  test('ends with all who are in it', () => {
    const { hear, who, repair } = open();
    hear('add-member', ann);
    hear('add-member', bob);

    hear('conference-destroy');
    // Swapped with the end.
    hear('stop-talking', bob);

    expect(who()).toEqual([]);
    // Asked for before the end.
    repair(ann, bob);
    expect(who()).toEqual([]);
  });

  test('is another one when people meet again: what was said of the one before does not count', () => {
    const { hear, who } = open();
    hear('add-member', ann);
    hear('add-member', cid);

    // The end of the first run was lost.
    hear('add-member', { ...bob, participantId: 1 }, { instanceId: 'run-2' });
    hear('start-talking', cid);
    hear('conference-destroy');
    expect(who()).toEqual(['bob']);
    // She was the first in both.
    hear('add-member', { ...ann, participantId: 2 }, { instanceId: 'run-2' });

    expect(who()).toEqual(['bob', 'ann']);
  });

  test('is not changed by an event that says nothing new, nor by what changes at each look', () => {
    const { rows, hear } = open();
    hear('add-member', ann);
    rows.takeChanges();

    hear('unmute-member', ann);

    expect(rows.takeChanges()).toEqual({ changed: [], removed: [] });
    expect([...rows.rows()][0]?.participants).toMatchObject([{ currentEnergy: null, durationSeconds: null }]);
  });

  test('counts who talks as no change but of itself', () => {
    const { hear, room } = open();
    hear('add-member', ann);
    const silent = room();

    hear('start-talking', { ...ann, talking: true });
    const talking = room();
    hear('mute-member', { ...ann, talking: true, speak: false });

    expect(talking).toMatchObject({ steadyVersion: silent?.steadyVersion, participants: [{ talking: true }] });
    expect(room()?.steadyVersion).not.toBe(talking?.steadyVersion);
  });

  test('shows the first 200 of them, and counts all', () => {
    const { hear, room } = open();

    for (let number = 1; number <= 230; number += 1)
      hear('add-member', { callId: `call-${number}`, participantId: number });

    expect(room()).toMatchObject({ members: 230, moderators: 0 });
    expect(room()?.participants.map(({ participantId }) => participantId)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
  });
});

describe('a member', () => {
  test('who has left is not brought back by what was said before', () => {
    const { hear, who, repair } = open();
    hear('add-member', ann);
    hear('add-member', bob);

    hear('del-member', bob);
    hear('start-talking', { ...bob, talking: true });
    repair(ann, bob);

    expect(who()).toEqual(['ann']);
  });

  test('who comes again on the same leg is in it, also where the end of the first stay is late', () => {
    const { hear, who, member } = open();
    const again = { ...bob, participantId: 5 };
    hear('add-member', bob);

    hear('add-member', again);
    hear('del-member', bob);
    expect(who()).toEqual(['bob']);
    hear('del-member', again);
    hear('add-member', { ...bob, participantId: 7 });

    expect(member('bob')?.participantId).toBe(7);
  });

  test('is as the latest event says by the clock of the switch', () => {
    const { hear, member } = open();
    const atMs = Date.now();
    hear('mute-member', { ...ann, speak: false }, { momentMs: atMs });

    hear('add-member', ann, { momentMs: atMs - 5_000 });

    expect(member('ann')).toMatchObject({ speak: false, joinTime: new Date(atMs - 5_000) });
  });

  test('is as the last event says where none has a clock', () => {
    const { hear, member } = open();
    hear('mute-member', { ...ann, speak: false });

    hear('unmute-member', ann);

    expect(member('ann')).toMatchObject({ speak: true });
  });

  test('is as the list says, unless an event came after it was asked for', () => {
    const { rows, hear, member, pass, askedAtMs } = open();
    hear('add-member', ann);
    hear('add-member', bob);
    pass(longMs);
    const asked = askedAtMs();
    hear('mute-member', { ...bob, speak: false });

    rows.repair(listed({ ...ann, speak: false }, bob, cid), asked, true);

    expect([member('ann')?.speak, member('bob')?.speak, member('cid')?.speak]).toEqual([false, false, true]);
  });

  test('who came after the list was asked for stays', () => {
    const { rows, hear, who, pass, askedAtMs } = open();
    hear('add-member', ann);
    pass(longMs);
    const asked = askedAtMs();
    hear('add-member', bob);

    rows.repair(listed(ann), asked, true);

    expect(who()).toEqual(['ann', 'bob']);
  });

  test('keeps the moment at which an event says that they came', () => {
    const { rows, hear, member, pass, repair } = open();
    hear('add-member', ann);
    const joinTime = member('ann')?.joinTime;
    rows.takeChanges();
    // Behind the event, and ahead of it.
    for (const ms of [0, longMs]) {
      pass(ms);
      repair(ann);

      expect(joinTime).toBeInstanceOf(Date);
      expect(member('ann')?.joinTime).toBe(joinTime);
      expect(rows.takeChanges().changed).toEqual([]);
    }
  });
});

test('where Kazoo lists no room, whose leg is over has left, and nobody else is there for being up', () => {
  const { rows, hear, pass, who, askedAtMs } = open();
  for (const member of [ann, bob]) hear('add-member', member);
  pass(longMs);
  hear('add-member', cid);

  const outcome = rows.repair({ legs: new Set(['ann', 'elsewhere', null]) }, askedAtMs(), false);

  expect([outcome, ...who()]).toEqual(['repaired', 'ann', 'cid']);
});

test('a list that lacks more than half of them counts only when it is confirmed', () => {
  const { rows, hear, who, pass, askedAtMs } = open();
  for (const member of [ann, bob, cid]) hear('add-member', member);
  pass(longMs);

  expect(rows.repair(listed(ann), askedAtMs(), false)).toBe('doubtful');
  expect(who()).toEqual(['ann', 'bob', 'cid']);
  expect(rows.repair(listed(ann), askedAtMs(), true)).toBe('repaired');
  expect(who()).toEqual(['ann']);
});
