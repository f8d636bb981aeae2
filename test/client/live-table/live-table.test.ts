import { expect, expectTypeOf, test, vi } from 'vitest';
import { ConnectionError, type LiveTable, liveTable, resumable } from '../../../src/client/index.ts';
import {
  answered,
  arrange,
  type Call,
  type Calls,
  query,
  ringing,
  update,
  watch,
} from '../harness/live-calls-table.ts';
import { SubscribingClientDouble } from '../harness/subscribing-client-double.ts';

test('a snapshot is all there is, and changes are put in their places', () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);

  client.next(update('SNAPSHOT', [ringing('a'), ringing('b')]));
  client.next(update('CHANGES', [ringing('c'), answered('a')]));
  client.next(update('CHANGES', [], ['b', 'unknown']));

  expect(pictures).toEqual([
    ['LIVE', 'a b'],
    ['LIVE', 'a b c'],
    ['LIVE', 'a c'],
  ]);
  expect(table.getSnapshot().rows).toEqual([answered('a'), ringing('c')]);
});

test('rows keep their places when another snapshot comes, and those it does not have are gone', () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);

  client.next(update('SNAPSHOT', [ringing('a'), ringing('b'), ringing('c')]));
  client.next(update('SNAPSHOT', [ringing('d'), answered('c'), answered('a')]));

  expect(pictures.at(-1)).toEqual(['LIVE', 'a c d']);
  expect(table.getSnapshot().rows).toEqual([answered('a'), answered('c'), ringing('d')]);
});

test('the picture is one object until something changes, and no change reaches an earlier one', () => {
  const { client, table } = arrange();
  watch(table);
  client.next(update('SNAPSHOT', [ringing('a')]));
  const before = table.getSnapshot();
  expect(table.getSnapshot()).toBe(before);

  client.next(update('CHANGES', [answered('a')]));

  expect(table.getSnapshot()).not.toBe(before);
  expect(before.rows).toEqual([ringing('a')]);
  expect(() => Object(before.rows).push(ringing('b'))).toThrow(TypeError);
});

test('it tells where the picture is from, and what may have been missed before it', () => {
  const { client, table } = arrange();
  watch(table);
  const gap = { from: null, to: null, reason: 'UPSTREAM_DISCONNECTED', certain: true };
  const takenAt = '2026-03-01T12:00:00.000Z';

  client.next(update('SNAPSHOT', [], [], { cursor: '1', takenAt, gap }));
  expect(table.getSnapshot()).toMatchObject({ cursor: '1', takenAt, gap });
  client.next(update('CHANGES', [], [], { cursor: '2', takenAt, gap: null }));

  expect(table.getSnapshot()).toMatchObject({ cursor: '2', takenAt, gap: undefined });
});

test('a gap that the document does not select is taken from the extensions', () => {
  const { client, table } = arrange();
  watch(table);
  const gap = { from: null, to: null, reason: 'UPSTREAM_OVERFLOW', certain: false };

  client.next({ ...update('SNAPSHOT', []), extensions: { gap } });

  expect(table.getSnapshot().gap).toEqual(gap);
});

test('what a subscription that was ended still brings is not shown', () => {
  const { client, table } = arrange();
  watch(table).leave();

  client.next(update('SNAPSHOT', [ringing('late')]));
  client.fail('FORBIDDEN');

  expect(table.getSnapshot()).toMatchObject({ status: 'CONNECTING', rows: [], error: undefined });
});

test('changes that no snapshot came before are not shown', () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);

  client.next(update('CHANGES', [ringing('a')]));

  expect(pictures).toEqual([]);
});

test.each([
  ['kind', { calls: { calls: [], removed: [] } }, 'select `kind`'],
  ['a list', { calls: { kind: 'SNAPSHOT', removed: [] } }, 'select one list'],
  ['only one list', { calls: { kind: 'SNAPSHOT', calls: [], others: [], removed: [] } }, 'select one list'],
  ['removed', { calls: { kind: 'SNAPSHOT', calls: [] } }, 'select `removed { id }`'],
  ['ids', { calls: { kind: 'SNAPSHOT', calls: [{ state: 'RINGING' }], removed: [] } }, 'select the `id`'],
  ['ids of what was removed', { calls: { kind: 'CHANGES', calls: [], removed: [{ reason: 'ENDED' }] } }, '`id`'],
  ['data', null, 'select `kind`'],
])('a result without %s ends the table, and says what to select', (_, data, words) => {
  const { client, table } = arrange();
  watch(table);

  client.next({ data });

  const { status, error } = table.getSnapshot();
  expect(status).toBe('ENDED');
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).toContain(words);
  expect(client).toMatchObject({ stops: 1, closedListeners: 0 });
});

test('a client that answers before it returns is heard, and can be ended', () => {
  const stop = vi.fn();
  const table = liveTable<Calls>(
    {
      subscribe: (_, sink) => {
        sink.next(update('SNAPSHOT', [ringing('a')]));
        return stop;
      },
    },
    { query },
  );

  const { leave } = watch(table);
  expect(table.getSnapshot().rows).toEqual([ringing('a')]);
  leave();

  expect(stop).toHaveBeenCalledTimes(1);
});

test('a client that fails before it returns leaves nothing open', () => {
  const stop = vi.fn();
  const table = liveTable<Calls>(
    {
      subscribe: (_, sink) => {
        sink.next({ data: {} });
        return stop;
      },
    },
    { query },
  );

  watch(table).leave();

  expect(stop).toHaveBeenCalledTimes(1);
});

test('a resumable client lets a live list through, and calls onGap for no gap of its', () => {
  const client = new SubscribingClientDouble();
  const onGap = vi.fn();
  const table = liveTable<Calls>(resumable(client, { onGap }), { query });
  const { pictures } = watch(table);
  const gap = { from: null, to: null, reason: 'UPSTREAM_DISCONNECTED', certain: true };

  client.next({ ...update('SNAPSHOT', [ringing('a')], [], { gap }), extensions: { gap } });
  client.close();
  client.reconnect();

  expect(pictures).toEqual([
    ['LIVE', 'a'],
    ['RECONNECTING', 'a', expect.any(ConnectionError)],
  ]);
  expect(onGap).not.toHaveBeenCalled();
});

test('the type of a row follows from that of the result', () => {
  const { client, table } = arrange();

  expectTypeOf(table).toEqualTypeOf<LiveTable<Call>>();
  expectTypeOf(liveTable(client, { query }).getSnapshot().rows[0]?.['state']).toEqualTypeOf<unknown>();
});
