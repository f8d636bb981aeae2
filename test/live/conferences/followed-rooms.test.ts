import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { ConferenceRows } from '../../../src/live/conferences/conference-rows.ts';
import { FollowedRooms } from '../../../src/live/conferences/followed-rooms.ts';
import type { Room } from '../../../src/live/conferences/room.ts';
import type { JoinedSource, SourceListener } from '../../../src/live/derived/derived-source.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { TableDouble } from '../descendants/table-double.ts';
import { listed, listedRoom } from './room-site.ts';

holdClock();

const patienceMs = 2_000;
const gap: Gap = { from: new Date(1_000), to: new Date(2_000), reason: 'UPSTREAM_DISCONNECTED', certain: true };

function room(id: string, steadyVersion = 1): Room {
  const participants = [...listed({ callId: `in ${id}`, participantId: 1 })];
  return { id, ownerIds: [], participants, members: 1, moderators: 0, lock: null, steadyVersion };
}

/** An account in which somebody is in each of these conferences, as the list says. */
function open(...ids: readonly string[]) {
  const tables = new Map<string, TableDouble<Room>>();
  const onFailed = vi.fn<(accountId: string, error: unknown) => void>();
  const onTaken = vi.fn<(gap: Gap | null) => void>();
  const rows = new ConferenceRows('acme', 10, () => rooms.follow());
  const rooms = new FollowedRooms(rows, {
    tables: {
      join(_, id, listener) {
        const table = tables.get(id) ?? new TableDouble<Room>();
        tables.set(id, table);
        table.listeners.add(listener);
        return { table, leave: () => void table.listeners.delete(listener) };
      },
    },
    backoff: { baseMs: 10_000, maxMs: 10_000 },
    patienceMs,
    onFailed,
  });
  rows.listed.reset(
    ids.map((id) => listedRoom(id, 1)),
    null,
  );
  const joined = rooms.join({ accountId: 'acme', client: 'c' }, { onTaken, onEnd: () => undefined });
  const known = new Map<string, unknown>();
  const shown = () => {
    const { changed, removed } = rows.takeChanges();
    for (const row of changed) known.set(row.id, row.participants?.map(({ callId }) => callId) ?? null);
    for (const { id } of removed) known.delete(id);
    return Object.fromEntries(known);
  };
  const table = (id: string): TableDouble<Room> => {
    const found = tables.get(id);
    if (found === undefined) throw new Error(`Nobody follows ${id}`);
    return found;
  };
  const begin = async (id: string): Promise<void> => {
    table(id).put(room(id));
    table(id).open();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { rows, rooms, joined, tables, table, onFailed, onTaken, shown, begin };
}

describe('the rooms of an account', () => {
  test('are settled when each was tried, with who is in them', async () => {
    const { joined, begin, shown } = open('a', 'b');
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    expect(joined.isSettled).toBe(false);
    await begin('b');

    expect(joined.isSettled).toBe(true);
    expect(shown()).toEqual({ a: ['in a'], b: ['in b'] });
  });

  test('keep those who begin waiting no longer than for a while', async () => {
    const { joined, begin, shown } = open('a', 'slow');
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    await vi.advanceTimersByTimeAsync(patienceMs);

    expect(joined.isSettled).toBe(true);
    expect(shown()).toEqual({ a: ['in a'] });
    await begin('slow');

    expect(shown()).toEqual({ a: ['in a'], slow: ['in slow'] });
  });

  test('are settled at once where nobody is in one', () => {
    expect(open().joined.isSettled).toBe(true);
  });

  test('that Kazoo does not tell of are as the list says, and tried again', async () => {
    const { joined, begin, table, tables, onFailed, shown } = open('a', 'bad');
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    const error = new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo says no.');
    table('bad').end(error);
    await vi.advanceTimersByTimeAsync(0);

    expect(joined.isSettled).toBe(true);
    expect(onFailed).toHaveBeenCalledExactlyOnceWith('acme', error);
    expect(shown()).toEqual({ a: ['in a'], bad: null });
    tables.delete('bad');
    await vi.advanceTimersByTimeAsync(20_000);
    await begin('bad');

    expect(shown()).toEqual({ a: ['in a'], bad: ['in bad'] });
  });

  test('are left when nobody is in them any more', async () => {
    const { rows, begin, table, shown } = open('a');
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    rows.listed.reset([listedRoom('a', 0)], null);
    expect(table('a').listeners.size).toBe(1);
    shown();

    table('a').remove('a');

    expect(table('a').listeners.size).toBe(0);
    expect(shown()).toEqual({});
  });

  test('are all left by whoever leaves', async () => {
    const { joined, begin, table, onTaken } = open('a', 'b');
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    onTaken.mockClear();

    joined.leave();
    await vi.advanceTimersByTimeAsync(patienceMs);

    expect([table('a').listeners.size, table('b').listeners.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
    expect(onTaken).not.toHaveBeenCalled();
  });

  test('tell of a gap once, when the last of them has made up for it', async () => {
    const { joined, begin, table, onTaken } = open('a', 'b');
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    await begin('b');
    onTaken.mockClear();
    for (const id of ['a', 'b']) table(id).owedGap = gap;
    expect(joined.owedGap).toEqual(gap);

    table('a').repair([room('a', 2)], gap);
    table('a').owedGap = null;
    expect(onTaken.mock.calls).toEqual([[null]]);
    expect(joined.owedGap).toEqual(gap);
    table('b').repair([room('b', 2)], gap);
    table('b').owedGap = null;

    expect(onTaken.mock.calls).toEqual([[null], [gap]]);
    expect(joined.owedGap).toBeNull();
  });

  test('tell of a gap also where the last that had not made up for it is lost', async () => {
    const { begin, table, onTaken } = open('a', 'b');
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    await begin('b');
    for (const id of ['a', 'b']) table(id).owedGap = gap;
    table('a').repair([room('a', 2)], gap);
    table('a').owedGap = null;
    onTaken.mockClear();

    table('b').end();

    expect(onTaken.mock.calls).toEqual([[gap]]);
  });

  test('hold back the gap of what says that somebody is in one until they have made up for theirs', async () => {
    const { joined, rooms, begin, table, onTaken } = open('a');
    const leave = vi.fn<() => void>();
    let source: SourceListener | undefined;
    const joinedCalls: JoinedSource = { isSettled: true, isBehind: false, owedGap: null, takenAt: undefined, leave };
    const calls = rooms.withGapsOf({
      join(_, listener) {
        source = listener;
        return joinedCalls;
      },
    });
    expect(calls.join({ accountId: 'acme', client: 'c' }, { onTaken, onEnd: () => undefined })).toBe(joinedCalls);
    await vi.advanceTimersByTimeAsync(0);
    await begin('a');
    onTaken.mockClear();
    table('a').owedGap = gap;

    source?.onTaken(gap);
    expect(onTaken.mock.calls).toEqual([[null]]);
    table('a').repair([room('a', 2)], gap);
    table('a').owedGap = null;

    expect(onTaken.mock.calls).toEqual([[null], [gap]]);
    expect(joined.owedGap).toBeNull();
  });
});
