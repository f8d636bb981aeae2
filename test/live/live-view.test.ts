import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { LiveView } from '../../src/live/live-view.ts';
import { holdClock } from '../harness/held-clock.ts';
import { type Row, row } from './harness/live-rows-double.ts';
import { createLiveTables, gapFrom } from './harness/live-tables-harness.ts';
import { openView, request, type Update } from './harness/open-view.ts';
import { tableOf } from './harness/table-of.ts';

holdClock();

const isShort = ({ text }: Row): boolean => text.length < 4;

describe('a view of a live table', () => {
  test('begins with all rows, as one object until they change', async () => {
    const { view, put } = await openView({}, row('a'), row('b'));

    const first = view.snapshot();
    const second = view.snapshot();
    put('a', 'changed');

    expect(first).toMatchObject({ kind: 'SNAPSHOT', rows: [row('a'), row('b')], removed: [], gap: null });
    expect(second).toBe(first);
    expect(view.snapshot()).toMatchObject({ rows: [row('a', 'changed'), row('b')] });
  });

  test('begins with a fresh time and cursor for those who join five seconds later', async () => {
    const { view } = await openView({}, row('a'));
    const first = view.snapshot();

    vi.advanceTimersByTime(4_999);
    expect(view.snapshot()).toBe(first);
    vi.advanceTimersByTime(1);

    expect(view.snapshot()).toEqual({ ...first, cursor: expect.any(String), takenAt: new Date() });
    expect(view.snapshot()?.cursor).not.toBe(first?.cursor);
  });

  test.each([
    ['is gone', undefined],
    ['is not accepted any more', 'long text'],
  ])('takes back a row that only somebody who joined meanwhile has seen, when it %s', async (_what, text) => {
    const { view, updates, put, gone } = await openView({ throttleMs: 1_000, accepts: isShort }, row('a'));
    put('a', 'new');
    vi.advanceTimersByTime(100);
    put('b', 'b');
    const joined = [view.snapshot()];
    const known = updates.length;

    if (text === undefined) gone('b');
    else put('b', text);
    vi.advanceTimersByTime(1_000);

    expect([...tableOf([...joined, ...updates.slice(known)]).keys()]).toEqual(['a']);
  });

  test('tells nothing before the rows are known, and then all of them', async () => {
    const { tables, topics, questions } = createLiveTables();
    const updates: Update[] = [];
    const onUpdate = (update: Update) => updates.push(update);
    const view = new LiveView(tables, { request, throttleMs: 100, onUpdate, onEnd: () => undefined });

    expect([view.snapshot(), view.isHolding]).toEqual([undefined, true]);
    topics[0]?.becomeLive();
    await vi.advanceTimersByTimeAsync(0);
    await questions[0]?.answer(row('a'));

    expect(updates).toMatchObject([{ kind: 'SNAPSHOT', rows: [row('a')] }]);
    expect(view.isHolding).toBe(false);
  });

  test('tells each change at once, with a cursor of its own', async () => {
    const { view, updates, put, gone } = await openView({}, row('a'));

    put('b', 'new');
    gone('a');

    expect(updates).toMatchObject([
      { kind: 'CHANGES', rows: [row('b')], removed: [] },
      { kind: 'CHANGES', rows: [], removed: [{ id: 'a', reason: 'ENDED' }] },
    ]);
    expect(new Set(updates.map(({ cursor }) => cursor)).size).toBe(2);
    for (const { cursor } of updates) expect(cursor).toMatch(/ of acme$/);
    expect(view.isHolding).toBe(false);
  });

  test('shows what it accepts, and says when a row is not accepted any more', async () => {
    const { view, updates, put, gone } = await openView({ accepts: isShort }, row('a'), row('b', 'long text'));

    put('b', 'longer text');
    put('b', 'now');
    put('a', 'not any more');
    put('a', 'never');
    gone('a');
    gone('b');

    expect(view.snapshot()?.rows).toEqual([]);
    expect(updates).toMatchObject([
      { rows: [row('b', 'now')], removed: [] },
      { rows: [], removed: [{ id: 'a', reason: 'NO_LONGER_MATCHES' }] },
      { rows: [], removed: [{ id: 'b', reason: 'ENDED' }] },
    ]);
  });

  test('tells all rows again, with the gap, when they may have changed unseen', async () => {
    const { view, updates, questions, missed } = await openView({ accepts: isShort }, row('a'), row('b', 'long text'));

    await missed(gapFrom(1));
    expect(view.isHolding).toBe(true);
    await questions[1]?.answer(row('a'), row('c'));

    expect(updates).toMatchObject([{ kind: 'SNAPSHOT', rows: [row('a'), row('c')], gap: gapFrom(1) }]);
    expect(view.snapshot()).toMatchObject({ gap: null });
    expect(view.isHolding).toBe(false);
  });

  test('tells all rows again when the snapshot was lost before it was read, with its gap', async () => {
    const { view, updates, questions, put, missed } = await openView({}, row('a'));
    await missed(gapFrom(1));
    await questions[1]?.answer(row('a'));

    view.lose(new Date());
    put('a', 'later');

    expect(updates).toHaveLength(2);
    expect(updates[1]).toMatchObject({ kind: 'SNAPSHOT', rows: [row('a', 'later')], gap: gapFrom(1) });
  });

  test('tells all rows again when what it told was lost, with a gap that was lost, too', async () => {
    vi.setSystemTime(10_000);
    const { view, updates, questions, missed } = await openView({}, row('a'));
    await missed(gapFrom(1));
    await questions[1]?.answer(row('a'));

    view.lose(new Date(10_000));
    vi.setSystemTime(20_000);
    view.lose(new Date(20_000));

    expect(updates).toMatchObject([
      { kind: 'SNAPSHOT', gap: gapFrom(1) },
      { kind: 'SNAPSHOT', gap: gapFrom(1) },
      { kind: 'SNAPSHOT', gap: null },
    ]);
  });

  test('makes a snapshot when it is read, with all that changed and was missed until then', async () => {
    const accepts = vi.fn<(shown: Row) => boolean>(isShort);
    const { view, updates, questions, put, missed } = await openView({ accepts }, row('a'), row('b', 'long text'));
    await missed(gapFrom(1));
    await questions[1]?.answer(row('a'), row('b', 'long text'));
    put('b', 'now');
    await missed(gapFrom(5));
    await questions[2]?.answer(row('a'), row('b', 'now'), row('c'));

    expect([updates.length, accepts.mock.calls.length, view.isHolding]).toEqual([1, 0, true]);
    expect(updates).toMatchObject([
      { kind: 'SNAPSHOT', rows: [row('a'), row('b', 'now'), row('c')], gap: { ...gapFrom(1), to: gapFrom(5).to } },
    ]);
    put('a', 'two');

    expect([view.isHolding, updates[1]?.rows]).toEqual([false, [row('a', 'two')]]);
    expect(updates[0]?.rows[0]).toEqual(row('a'));
  });

  test('makes the snapshot that is due when somebody joins, and tells all what changes after that', async () => {
    const { view, updates, questions, put, missed } = await openView({}, row('a'));
    await missed(gapFrom(1));
    await questions[1]?.answer(row('a', 'one'));

    const joined = view.snapshot();
    put('a', 'two');

    expect(joined).toMatchObject({ rows: [row('a', 'one')], gap: null });
    expect(updates).toMatchObject([
      { kind: 'SNAPSHOT', rows: [row('a', 'one')], gap: gapFrom(1) },
      { kind: 'CHANGES', rows: [row('a', 'two')] },
    ]);
  });

  test('shows in a snapshot that is read after the end what the table had last', async () => {
    const { updates, questions, topics, missed } = await openView({}, row('a'));
    await missed(gapFrom(1));
    await questions[1]?.answer(row('a', 'last'));

    topics[0]?.end(new GatewayError('SHUTTING_DOWN', 'Bye.'));

    expect(updates).toMatchObject([{ rows: [row('a', 'last')] }]);
  });

  test('tells who joins of a gap that Kazoo is still asked about', async () => {
    const { view, questions, missed } = await openView({}, row('a'));
    const before = view.snapshot();

    await missed(gapFrom(1));
    const joined = view.snapshot();
    expect(view.snapshot()).toBe(joined);
    await questions[1]?.answer(row('a'));

    expect([before?.gap, joined?.gap, view.snapshot()?.gap]).toEqual([null, gapFrom(1), null]);
  });

  test('ends with the table', async () => {
    const { onEnd, topics } = await openView({}, row('a'));
    const shutDown = new GatewayError('SHUTTING_DOWN', 'Bye.');

    topics[0]?.end(shutDown);

    expect(onEnd.mock.calls).toEqual([[shutDown]]);
  });

  test('tells nothing after it is closed, not even what it held', async () => {
    const { view, updates, put, tables } = await openView({ throttleMs: 100 }, row('a'));
    put('a', 'one');
    put('a', 'two');

    view.close();
    view.close();
    put('a', 'three');
    view.lose(new Date(0));
    await vi.advanceTimersByTimeAsync(1_000);

    expect([updates.length, tables.get('acme')?.isLingering]).toEqual([1, false]);
  });
});
