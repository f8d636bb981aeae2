import { describe, expect, test, vi } from 'vitest';
import type { Call } from '../../../src/live/calls/call.ts';
import { ConferenceRows } from '../../../src/live/conferences/conference-rows.ts';
import type { Room } from '../../../src/live/conferences/room.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { callRow } from '../calls/call-row.ts';
import { listed, listedRoom } from './room-site.ts';

holdClock({ now: Date.UTC(2026, 2, 12, 18) });

function room(id: string, given: Partial<Room> = {}): Room {
  const participants = [...listed({ callId: 'ann', participantId: 1, ownerId: 'user-ann' })];
  return {
    id,
    ownerIds: ['user-ann'],
    participants,
    members: 1,
    moderators: 0,
    lock: null,
    steadyVersion: 1,
    ...given,
  };
}

function call(id: string, conferenceId: string | null): Call {
  return { ...callRow(id), conferenceId };
}

function open(maxFollowed = 10) {
  const onWanted = vi.fn<() => void>();
  const rows = new ConferenceRows('acme', maxFollowed, onWanted);
  return { rows, onWanted, shown: () => rows.takeChanges() };
}

describe('the conferences of an account', () => {
  test('are those that are listed and that somebody is in', () => {
    const { rows, shown } = open();
    rows.listed.reset([listedRoom('a', 2), listedRoom('b', 0), listedRoom('c', 1)], null);
    expect([...rows.wanted]).toEqual(['a', 'c']);
    rows.awaitRoom('a');
    rows.putRoom('a', room('a'));
    // Over by now, though the list was older.
    rows.awaitRoom('c');
    rows.putRoom('c', undefined);

    expect(shown().changed).toMatchObject([
      { id: 'a', name: 'Room a', members: 1, moderators: 0, participants: [{ callId: 'ann' }], durationSeconds: null },
    ]);
    expect([...rows.wanted]).toEqual(['a', 'c']);
  });

  test('are wanted as soon as a leg is in one, and as long as somebody is', () => {
    const { rows, onWanted } = open();
    rows.listed.reset([listedRoom('a', 0)], null);
    rows.calls.reset([call('other', null)], null);
    onWanted.mockClear();

    rows.calls.take([{ id: 'x', before: undefined, after: call('x', null) }]);
    expect(onWanted).not.toHaveBeenCalled();
    rows.calls.take([{ id: 'y', before: undefined, after: call('y', 'a') }]);
    expect([onWanted.mock.calls.length, ...rows.wanted]).toEqual([1, 'a']);
    rows.putRoom('a', room('a'));
    rows.calls.reset([], null);
    expect([...rows.wanted]).toEqual(['a']);
    rows.putRoom('a', undefined);

    expect([onWanted.mock.calls.length, ...rows.wanted]).toEqual([3]);
  });

  test('are no others than those that Kazoo lists: a leg may be in one of another account', () => {
    const { rows, shown } = open();
    const [own, others] = ['a'.repeat(32), 'b'.repeat(32)];
    rows.listed.reset([listedRoom(own, 0)], null);

    // Nor does a name count that would be a wildcard, or several words of a binding.
    rows.calls.reset([call('x', others), call('y', '*'), call('z', 'a.b'), call('w', '')], null);
    rows.putRoom(others, room(others));

    expect([...rows.wanted]).toEqual([]);
    expect(shown().changed).toEqual([]);
  });

  test('that have no document are found by a leg, and shown while events tell that somebody is in them', () => {
    const { rows, onWanted, shown } = open();
    rows.listed.reset([], null);
    onWanted.mockClear();

    rows.calls.take([{ id: 'x', before: undefined, after: call('x', 'party') }]);
    expect([onWanted.mock.calls.length, ...rows.wanted]).toEqual([1, 'party']);
    rows.awaitRoom('party');
    rows.putRoom('party', undefined);
    expect(shown().changed).toEqual([]);
    rows.putRoom('party', room('party', { lock: { isLocked: true, heardAt: new Date(0) } }));
    const { changed } = shown();
    rows.calls.reset([], null);
    expect([...rows.wanted]).toEqual(['party']);
    rows.putRoom('party', undefined);

    expect(changed).toMatchObject([
      {
        id: 'party',
        name: 'party',
        accountId: 'acme',
        ownerId: null,
        ownerIds: ['user-ann'],
        conferenceNumbers: null,
        members: 1,
        moderators: 0,
        isLocked: true,
        participants: [{ callId: 'ann' }],
      },
    ]);
    expect(shown().removed).toEqual([{ id: 'party', reason: 'ENDED' }]);
    expect([...rows.wanted]).toEqual([]);
  });

  test('that have no document take no place that one with a document wants', () => {
    const { rows } = open(2);
    rows.listed.reset([listedRoom('a', 1)], null);
    rows.calls.reset([call('x', 'party'), call('y', 'other-party')], null);
    expect([...rows.wanted]).toEqual(['a', 'party']);
    for (const id of rows.wanted) rows.awaitRoom(id);

    rows.listed.reset([listedRoom('a', 1), listedRoom('b', 1)], null);

    expect([...rows.wanted]).toEqual(['a', 'b']);
  });

  test('that have no document are ten at most: each costs Kazoo a list of all legs', () => {
    const { rows } = open(50);
    rows.listed.reset([listedRoom('a', 1)], null);

    rows.calls.reset(
      Array.from({ length: 30 }, (_, index) => call(`call ${index}`, `party-${index}`)),
      null,
    );

    expect(rows.wanted.size).toBe(1 + 10);
  });

  test('are owned by whom they belong to, and by all who are in them', () => {
    const { rows, shown } = open();
    rows.listed.reset([listedRoom('a', 1, 0, 'boss')], null);
    rows.putRoom('a', room('a', { ownerIds: ['user-ann', 'boss'] }));

    expect(shown().changed.map(({ ownerIds }) => ownerIds)).toEqual([['boss', 'user-ann']]);
  });

  test('that cannot be followed are as the list says, without those who are in them', () => {
    const { rows, shown } = open(1);
    rows.listed.reset([listedRoom('a', 1), listedRoom('b', 4)], null);
    rows.awaitRoom('a');
    expect(shown().changed).toMatchObject([{ id: 'b', members: 4, participants: null }]);
    rows.loseRoom('a');
    expect(shown().changed).toMatchObject([{ id: 'a', members: 1, participants: null }]);
    rows.putRoom('a', room('a'));
    expect(shown().changed).toMatchObject([{ id: 'a', participants: [{ callId: 'ann' }] }]);
    rows.listed.take([{ id: 'b', before: undefined, after: listedRoom('b', 0) }]);

    expect(shown().removed).toEqual([{ id: 'b', reason: 'VANISHED' }]);
  });

  test('that are followed stay so, where there are too many', () => {
    const { rows } = open(1);
    rows.listed.reset([listedRoom('a', 0), listedRoom('b', 1)], null);
    expect([...rows.wanted]).toEqual(['b']);
    rows.awaitRoom('b');

    rows.listed.reset([listedRoom('a', 1), listedRoom('b', 1)], null);

    expect([...rows.wanted]).toEqual(['b']);
  });

  test('are gone with the reason, also when their documents are', () => {
    const gone = 'b'.repeat(32);
    const { rows, shown } = open();
    rows.listed.reset([listedRoom('a', 1), listedRoom(gone, 1)], null);
    rows.putRoom('a', room('a'));
    rows.putRoom(gone, room(gone));
    shown();

    rows.putRoom('a', undefined, 'ENDED');
    rows.listed.reset([listedRoom('a', 0)], null);

    expect(shown().removed).toEqual([
      { id: 'a', reason: 'ENDED' },
      { id: gone, reason: 'VANISHED' },
    ]);
  });

  test('are locked as the event says, until the list knows better', () => {
    const { rows, shown } = open();
    rows.listed.reset([listedRoom('a', 1, 5_000)], null);
    rows.putRoom('a', room('a', { lock: { isLocked: true, heardAt: new Date(6_000) } }));
    expect(shown().changed).toMatchObject([{ isLocked: true }]);

    rows.listed.take([{ id: 'a', before: undefined, after: listedRoom('a', 1, 5_500) }]);
    expect(shown().changed).toEqual([]);
    rows.listed.take([{ id: 'a', before: undefined, after: listedRoom('a', 1, 7_000) }]);

    expect(shown().changed).toMatchObject([{ isLocked: false }]);
  });
});

describe('who talks', () => {
  function talk(number: number, talking: boolean): Room {
    const participants = [...listed({ callId: 'ann', participantId: 1, ownerId: 'user-ann', talking })];
    return room('a', { participants, steadyVersion: number });
  }

  function openTalk() {
    const opened = open();
    opened.rows.listed.reset([listedRoom('a', 1)], null);
    opened.rows.putRoom('a', talk(1, false));
    opened.shown();
    return opened;
  }

  test('is told twice a second at most, as it is by then', () => {
    const { rows, shown } = openTalk();
    for (const talking of [true, false, true]) {
      rows.putRoom('a', talk(1, talking));
      expect(shown().changed).toEqual([]);
    }
    expect(rows.dueAtMs).toBe(Date.now() + 500);

    vi.advanceTimersByTime(500);
    rows.turn();

    expect(shown().changed).toMatchObject([{ participants: [{ talking: true }] }]);
    expect(rows.dueAtMs).toBeUndefined();
  });

  test('is told at once after a pause, and with whatever else changes', () => {
    const { rows, shown } = openTalk();
    vi.advanceTimersByTime(500);
    rows.putRoom('a', talk(1, true));
    expect(shown().changed).toMatchObject([{ participants: [{ talking: true }] }]);
    rows.putRoom('a', talk(1, false));

    rows.putRoom('a', talk(2, false));

    expect(shown().changed).toMatchObject([{ participants: [{ talking: false }] }]);
    expect(rows.dueAtMs).toBeUndefined();
  });

  test('costs no update where they are silent again', () => {
    const { rows, shown } = openTalk();
    rows.putRoom('a', talk(1, true));
    rows.putRoom('a', talk(1, false));
    vi.advanceTimersByTime(500);
    rows.turn();

    expect(shown()).toEqual({ changed: [], removed: [] });
  });
});
