import { describe, expect, test, vi } from 'vitest';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { callRow } from '../calls/call-row.ts';
import { CallSite, stranger } from '../calls/call-site.ts';
import { BoardWorld } from './board-world.ts';

const evening = Date.UTC(2026, 2, 12, 18);
const gap: Gap = { from: new Date(0), to: new Date(1), reason: 'UPSTREAM_DISCONNECTED', certain: true };

holdClock({ now: evening });

/** A site, and the boards of the account and of its first two colleagues. */
function open() {
  const site = new CallSite();
  const [ann, bob] = [site.colleague(0), site.colleague(1)];
  const boards = {
    all: new BoardWorld(),
    ann: new BoardWorld(ann.user?.id),
    bob: new BoardWorld(bob.user?.id),
  };
  function act(...steps: readonly (() => void)[]): void {
    for (const step of steps) {
      site.act(step);
      const changes = site.rows.takeChanges();
      for (const board of Object.values(boards)) board.take(changes);
    }
  }
  /** A caller from outside rings Ann and Bob. */
  function ringBoth() {
    const { a, b: toAnn } = site.pair(stranger, ann);
    const toBob = site.leg({
      direction: 'outbound',
      party: bob,
      caller: stranger,
      callee: bob,
      interactionId: 'interaction-1',
      otherLeg: a,
    });
    act(
      () => a.create(),
      () => toAnn.create(),
      () => toBob.create(),
    );
    return { a, toAnn, toBob };
  }
  return { site, boards, ann, bob, act, ringBoth };
}

describe('a board', () => {
  test('counts a call that rang for two and that one answered for that one, and as missed for nobody', () => {
    const { boards, act, ringBoth } = open();
    const { a, toAnn, toBob } = ringBoth();
    const rang = [boards.ann.row?.ringing, boards.bob.row?.ringing];

    act(
      () => toAnn.answer(),
      () => toBob.destroy('LOSE_RACE'),
      () => a.answer(),
      () => a.bridge(toAnn),
    );
    const talking = [boards.ann.row?.talking, boards.bob.row?.talking];
    act(
      () => toAnn.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect([rang, talking]).toEqual([
      [1, 1],
      [1, 0],
    ]);
    expect(boards.all.row).toMatchObject({ talking: 0, answeredToday: 1, missedToday: 0 });
    expect(boards.ann.row).toMatchObject({ talking: 0, answeredToday: 1, missedToday: 0 });
    expect(boards.bob.row).toMatchObject({ ringing: 0, answeredToday: 0, missedToday: 0 });
  });

  test('counts a call that nobody answered as missed, for all for whom it rang, whoever gave up first', () => {
    const { boards, act, ringBoth } = open();
    const { a, toAnn, toBob } = ringBoth();

    act(
      () => toAnn.destroy('NO_ANSWER'),
      () => a.destroy('ORIGINATOR_CANCEL'),
      () => toBob.destroy('ORIGINATOR_CANCEL'),
    );

    for (const board of Object.values(boards)) expect(board.row).toMatchObject({ answeredToday: 0, missedToday: 1 });
  });

  test('counts who talked to a menu only as missed', () => {
    const { site, boards, act, ann } = open();
    const a = site.leg({ direction: 'inbound', party: stranger, caller: stranger, callee: ann, interactionId: 'i' });

    act(
      () => a.create(),
      () => a.answer(),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect(boards.all.row).toMatchObject({ answeredToday: 0, missedToday: 1 });
    expect(boards.ann.row).toMatchObject({ answeredToday: 0, missedToday: 0 });
  });

  test('counts calls between colleagues, and to outside, only while they are up', () => {
    const { site, boards, act, ann, bob } = open();

    for (const [caller, callee, id] of [
      [ann, bob, 'i1'],
      [ann, stranger, 'i2'],
    ] as const) {
      const { a, b } = site.pair(caller, callee, id);
      act(
        () => a.create(),
        () => b.create(),
      );
      expect(boards.ann.row).toMatchObject({ ringing: 1 });
      act(
        () => b.destroy('NO_ANSWER'),
        () => a.destroy('NO_ANSWER'),
      );
    }

    expect(boards.all.row).toMatchObject({ ringing: 0, answeredToday: 0, missedToday: 0 });
  });

  test('counts a fax from outside as neither answered nor missed', () => {
    const { site, boards, act, ann } = open();
    const a = site.leg({
      direction: 'inbound',
      party: stranger,
      caller: stranger,
      callee: ann,
      interactionId: 'fax',
      fields: { fax_info: { fax_success: true } },
    });

    act(
      () => a.create(),
      () => a.answer(),
      () => a.destroy('NORMAL_CLEARING'),
    );

    expect(boards.all.row).toMatchObject({ talking: 0, answeredToday: 0, missedToday: 0 });
  });

  test('names the moment since which the call rings that rings longest', () => {
    const { site, boards, act, ann, bob } = open();
    const first = site.pair(stranger, ann, 'i1');
    act(() => first.a.create());
    const since = boards.all.row?.longestRingSince;
    const second = site.pair(stranger, bob, 'i2');
    act(() => second.a.create());

    expect(boards.all.row).toMatchObject({ ringing: 2, longestRingSince: since });
    act(() => first.a.destroy('ORIGINATOR_CANCEL'));
    expect(boards.all.row?.longestRingSince?.getTime()).toBeGreaterThan(since?.getTime() ?? Number.NaN);
    act(() => second.a.destroy('ORIGINATOR_CANCEL'));
    expect(boards.all.row?.longestRingSince).toBeNull();
  });

  test('does not count what was answered before anybody looked', () => {
    const { site, ann } = open();
    site.talk(stranger, ann);

    const board = new BoardWorld(undefined, undefined, [...site.rows.rows()]);

    expect(board.row).toMatchObject({ talking: 1, answeredToday: 0 });
  });

  test('of one user counts nothing of the calls of colleagues that were up before anybody looked', () => {
    const { site, ann, bob } = open();
    const [ended, lost] = [site.pair(stranger, bob, 'i1'), site.pair(stranger, bob, 'i2')];
    site.act(
      () => ended.a.create(),
      () => ended.b.create(),
      () => lost.a.create(),
      () => lost.b.create(),
    );
    const { changed: up } = site.rows.takeChanges();
    const annId = ann.user?.id;
    const [first, again] = [new BoardWorld(annId, undefined, up), new BoardWorld(annId)];
    again.take({ changed: up, removed: [] });
    again.reset();

    site.act(
      () => ended.b.destroy('NO_ANSWER'),
      () => ended.a.destroy('NO_ANSWER'),
    );
    const { removed } = site.rows.takeChanges();
    const vanished = up
      .filter(({ id }) => removed.every((gone) => gone.id !== id))
      .map(({ id }) => ({ id, reason: 'VANISHED' as const, hangupCause: null, wasAnswered: null, endedAt: null }));
    for (const board of [first, again]) board.take({ changed: [], removed: [...removed, ...vanished] });

    expect([removed, vanished]).toMatchObject([[{ reason: 'ENDED', wasAnswered: false }], [{ reason: 'VANISHED' }]]);
    for (const { row } of [first, again]) expect(row).toMatchObject({ missedToday: 0, countsComplete: true });
  });

  test('begins anew at midnight of the account, and counts no answer of the day before again', () => {
    const { site, ann } = open();
    const board = new BoardWorld(undefined, () => 'Asia/Kolkata');
    site.talk(stranger, ann);
    board.take(site.rows.takeChanges());
    const before = board.row;

    vi.setSystemTime(board.board.dueAtMs - 1);
    board.board.turn();
    expect(board.row).toBe(before);
    vi.setSystemTime(board.board.dueAtMs);
    board.board.turn();

    expect(before).toMatchObject({ answeredToday: 1, countedSince: new Date(evening), timezone: 'Asia/Kolkata' });
    expect(board.row).toMatchObject({
      talking: 1,
      answeredToday: 0,
      // 18:30 in Greenwich.
      countedSince: new Date(evening + 30 * 60_000),
      countsComplete: true,
    });
    site.act(() => site.pair(ann, stranger, 'i2').a.create());
    board.take(site.rows.takeChanges());
    expect(board.row).toMatchObject({ talking: 1, answeredToday: 0 });
  });

  test('takes the time zone that becomes known later', () => {
    let timezone: string | undefined;
    const board = new BoardWorld(undefined, () => timezone);
    const unknown = board.row;

    timezone = 'Asia/Kolkata';
    board.take({ changed: [], removed: [] });

    expect(unknown).toMatchObject({ timezone: 'UTC' });
    expect(board.row).toMatchObject({ timezone: 'Asia/Kolkata', countedSince: new Date(evening) });
    expect(board.board.dueAtMs).toBe(evening + 30 * 60_000);
  });

  test('says after a gap that calls may lack, and counts those answers that it sees later', () => {
    const { site, boards, act, ann } = open();
    const { a, b } = site.pair(stranger, ann, 'i1');
    act(
      () => a.create(),
      () => b.create(),
    );

    site.act(
      () => b.answer(),
      () => a.answer(),
      () => a.bridge(b),
    );
    boards.all.board.reset([...site.rows.rows()], gap);
    boards.all.board.reset([...site.rows.rows()], gap);

    expect(boards.all.row).toMatchObject({ ringing: 0, talking: 1, answeredToday: 1, countsComplete: false });
  });

  test('counts once what it took for two calls, and not as of today what was answered the day before', () => {
    const board = new BoardWorld();
    const answered = { state: 'ANSWERED', wasAnswered: true } as const;
    const merged = { reason: 'MERGED', hangupCause: null, wasAnswered: null, endedAt: null } as const;
    board.take({ changed: ['a', 'b', 'c'].map((id) => callRow(id, answered)), removed: [] });
    const asThree = board.row?.answeredToday;

    board.take({ changed: [], removed: [{ ...merged, id: 'b' }] });
    const asTwo = board.row?.answeredToday;
    vi.setSystemTime(board.board.dueAtMs);
    board.board.turn();
    board.take({ changed: [callRow('d', answered)], removed: [{ ...merged, id: 'c' }] });

    expect([asThree, asTwo, board.row?.answeredToday]).toEqual([3, 2, 1]);
  });

  test('counts an answer that only the end of a call tells, though for nobody', () => {
    const [all, ann] = [new BoardWorld(), new BoardWorld('ann')];
    const ended = { reason: 'ENDED', hangupCause: null, wasAnswered: true, endedAt: null } as const;

    for (const board of [all, ann]) {
      board.take({ changed: [callRow('a', { ownerIds: ['ann'] })], removed: [] });
      board.take({ changed: [], removed: [{ ...ended, id: 'a' }] });
    }

    expect(all.row).toMatchObject({ answeredToday: 1, missedToday: 0 });
    expect(ann.row).toMatchObject({ answeredToday: 0, missedToday: 0 });
  });
});
