import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from 'vitest';
import { type LiveTable, liveTable, resumable } from '../../../src/client/index.ts';
import { SubscribingClientDouble } from '../harness/subscribing-client-double.ts';

const query = 'subscription { calls { kind calls { id state } removed { id } cursor takenAt gap { reason } } }';

interface Call {
  readonly id: string;
  readonly state: string;
}

interface Calls {
  readonly calls: {
    readonly kind: 'SNAPSHOT' | 'CHANGES';
    readonly calls: readonly Call[];
    readonly removed: readonly { readonly id: string; readonly reason: string }[];
  } | null;
}

const ringing = (id: string): Call => ({ id, state: 'RINGING' });
const answered = (id: string): Call => ({ id, state: 'ANSWERED' });

function update(kind: 'SNAPSHOT' | 'CHANGES', calls: readonly Call[], removed: readonly string[] = [], others = {}) {
  return { data: { calls: { kind, calls, removed: removed.map((id) => ({ id })), ...others } } };
}

function arrange(variables?: Readonly<Record<string, unknown>>) {
  const client = new SubscribingClientDouble();
  return { client, table: liveTable<Calls>(client, { query, ...(variables && { variables }) }) };
}

/** Listens, and writes the picture down after each call. */
function watch(table: LiveTable<Call>) {
  const pictures: unknown[] = [];
  const leave = table.subscribe(() => {
    const { status, rows, error } = table.getSnapshot();
    pictures.push([status, rows.map(({ id }) => id).join(' '), ...(error === undefined ? [] : [codeIn(error)])]);
  });
  return { pictures, leave };
}

function codeIn(error: unknown): unknown {
  return Object(error).extensions?.code ?? error;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

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

test('the first listener subscribes, the last one that leaves unsubscribes, and the next subscribes again', () => {
  const { client, table } = arrange({ accountId: 'a' });
  expect(client.sent).toEqual([]);

  const first = watch(table);
  const second = watch(table);
  expect(client.sent).toEqual([{ accountId: 'a' }]);
  client.next(update('SNAPSHOT', [ringing('a')]));
  first.leave();
  first.leave();
  expect(client).toMatchObject({ stops: 0 });
  second.leave();

  expect(client).toMatchObject({ stops: 1, closedListeners: 0 });
  expect(table.getSnapshot()).toMatchObject({ status: 'RECONNECTING', rows: [ringing('a')] });
  const third = watch(table);
  client.next(update('SNAPSHOT', [answered('a')]));
  expect(client.sent).toHaveLength(2);
  expect(third.pictures).toEqual([['LIVE', 'a']]);
});

test('a function that listens twice is called twice, until each has left', () => {
  const { client, table } = arrange();
  const listener = vi.fn();
  const leave = table.subscribe(listener);
  table.subscribe(listener);

  client.next(update('SNAPSHOT', []));
  leave();
  client.next(update('CHANGES', [ringing('a')]));

  expect(listener).toHaveBeenCalledTimes(3);
});

test('what a subscription that was ended still brings is not shown', () => {
  const { client, table } = arrange();
  watch(table).leave();

  client.next(update('SNAPSHOT', [ringing('late')]));
  client.fail('FORBIDDEN');

  expect(table.getSnapshot()).toMatchObject({ status: 'CONNECTING', rows: [], error: undefined });
});

test('while the connection is lost the old rows stay, and say so until the snapshot comes', () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);
  client.close();
  client.reconnect();
  expect(table.getSnapshot().status).toBe('CONNECTING');
  client.next(update('SNAPSHOT', [ringing('a'), ringing('b')]));

  client.close();
  expect(pictures).toEqual([
    ['LIVE', 'a b'],
    ['RECONNECTING', 'a b'],
  ]);
  client.reconnect();
  client.next(update('SNAPSHOT', [ringing('b')]));

  expect(pictures.slice(2)).toEqual([['LIVE', 'b']]);
});

test('a client that does not tell of its connection shows the loss when it asks again', () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);
  client.next(update('SNAPSHOT', [ringing('a')]));

  client.reconnect();

  expect(pictures.at(-1)).toEqual(['RECONNECTING', 'a']);
});

test('a request that something else serializes, such as a log, counts as a loss until the next change only', () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);
  client.next(update('SNAPSHOT', [ringing('a')]));
  client.reconnect();

  client.next(update('CHANGES', [answered('a')]));

  expect(pictures).toEqual([
    ['LIVE', 'a'],
    ['RECONNECTING', 'a'],
    ['LIVE', 'a'],
  ]);
});

test('changes that no snapshot came before are not shown', () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);

  client.next(update('CHANGES', [ringing('a')]));

  expect(pictures).toEqual([]);
});

test.each(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'SHUTTING_DOWN', 'INTERNAL_SERVER_ERROR'])(
  'what ends with %s is asked for again, at a growing distance',
  async (code) => {
    const { client, table } = arrange();
    const { pictures } = watch(table);
    client.next(update('SNAPSHOT', [ringing('a')]));
    const asked: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      client.fail(code);
      const failedAtMs = performance.now();
      await vi.advanceTimersToNextTimerAsync();
      asked.push(performance.now() - failedAtMs);
    }

    expect(pictures).toEqual([['LIVE', 'a'], ...Array(7).fill(['RECONNECTING', 'a', code])]);
    expect(asked).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(client.sent).toHaveLength(8);
    client.next(update('SNAPSHOT', [ringing('b')]));
    expect(pictures.at(-1)).toEqual(['LIVE', 'b']);
    client.fail(code);
    await vi.advanceTimersByTimeAsync(1000);
    expect(client.sent).toHaveLength(9);
  },
);

test('it asks no earlier than it was told', async () => {
  const { client, table } = arrange();
  watch(table);

  client.fail('RATE_LIMITED', { retryAfter: 45 });
  await vi.advanceTimersByTimeAsync(44_999);
  expect(client.sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);

  expect(client.sent).toHaveLength(2);
});

test.each([Number.POSITIVE_INFINITY, 'soon', null])(
  'it waits also where it was told to for %s seconds',
  async (retryAfter) => {
    const { client, table } = arrange();
    watch(table);

    client.fail('RATE_LIMITED', { retryAfter });
    await vi.advanceTimersByTimeAsync(999);
    expect(client.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_600_000);

    expect(client.sent).toHaveLength(2);
  },
);

test('a table that nobody listens to any more is not asked for again', async () => {
  const { client, table } = arrange();
  const { leave } = watch(table);

  client.fail('UPSTREAM_UNAVAILABLE');
  leave();
  await vi.runAllTimersAsync();

  expect(client.sent).toHaveLength(1);
  expect(table.getSnapshot()).toMatchObject({ status: 'CONNECTING', error: undefined });
});

test('over SSE, where an error is the last result, a table comes back with the next token', async () => {
  const { client, table } = arrange();
  const { pictures } = watch(table);
  client.next(update('SNAPSHOT', [ringing('a')]));

  client.next({ errors: [{ message: 'Over.', extensions: { code: 'TOKEN_EXPIRED' } }] });
  client.complete();
  await vi.advanceTimersByTimeAsync(1000);
  client.next(update('SNAPSHOT', [ringing('b')]));

  expect(pictures).toEqual([
    ['LIVE', 'a'],
    ['RECONNECTING', 'a', 'TOKEN_EXPIRED'],
    ['LIVE', 'b'],
  ]);
});

test('an error that time does not cure ends the table, and its rows stay old', async () => {
  const { client, table } = arrange();
  const { pictures, leave } = watch(table);
  client.next(update('SNAPSHOT', [ringing('a')]));

  client.fail('FORBIDDEN');
  await vi.runAllTimersAsync();

  expect(pictures.at(-1)).toEqual(['ENDED', 'a', 'FORBIDDEN']);
  expect(client).toMatchObject({ sent: [{}], closedListeners: 0 });
  leave();
  watch(table);
  client.next(update('SNAPSHOT', [ringing('b')]));
  expect(table.getSnapshot()).toMatchObject({ status: 'LIVE', rows: [ringing('b')], error: undefined });
});

test('a stream that completes ends the table without an error', () => {
  const { client, table } = arrange();
  watch(table);
  client.next(update('SNAPSHOT', [ringing('a')]));

  client.complete();

  expect(table.getSnapshot()).toMatchObject({ status: 'ENDED', rows: [ringing('a')], error: undefined });
});

test('a listener that throws ends neither the connection nor the other listeners', () => {
  const failures: unknown[] = [];
  vi.stubGlobal('queueMicrotask', (report: () => void) => {
    expect(report).toThrow('Mine.');
    failures.push(report);
  });
  const { client, table } = arrange();
  table.subscribe(() => {
    throw new Error('Mine.');
  });
  const { pictures } = watch(table);

  client.next(update('SNAPSHOT', [ringing('a')]));

  expect(pictures).toEqual([['LIVE', 'a']]);
  expect(failures).toHaveLength(1);
  vi.unstubAllGlobals();
});

test('a listener may leave while it is called', () => {
  const { client, table } = arrange();
  const leave = table.subscribe(() => leave());

  client.next(update('SNAPSHOT', [ringing('a')]));

  expect(client).toMatchObject({ stops: 1 });
  expect(table.getSnapshot()).toMatchObject({ status: 'RECONNECTING' });
});

test('a listener that comes while others are called is first called at the next change', () => {
  const { client, table } = arrange();
  const late = vi.fn();
  const leave = table.subscribe(() => {
    leave();
    table.subscribe(late);
  });
  watch(table);

  client.next(update('SNAPSHOT', []));
  expect(late).not.toHaveBeenCalled();
  client.next(update('CHANGES', [ringing('a')]));

  expect(late).toHaveBeenCalledTimes(1);
});

test.each([
  ['kind', { calls: { calls: [], removed: [] } }, 'without its `kind`'],
  ['a list', { calls: { kind: 'SNAPSHOT', removed: [] } }, 'exactly one list'],
  ['only one list', { calls: { kind: 'SNAPSHOT', calls: [], others: [], removed: [] } }, 'exactly one list'],
  ['removed', { calls: { kind: 'SNAPSHOT', calls: [] } }, 'without `removed`'],
  ['ids', { calls: { kind: 'SNAPSHOT', calls: [{ state: 'RINGING' }], removed: [] } }, 'without its `id`'],
  ['ids of what was removed', { calls: { kind: 'CHANGES', calls: [], removed: [{ reason: 'ENDED' }] } }, '`id`'],
  ['data', null, 'without its `kind`'],
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
    ['RECONNECTING', 'a'],
  ]);
  expect(onGap).not.toHaveBeenCalled();
});

test('the type of a row follows from that of the result', () => {
  const { client, table } = arrange();

  expectTypeOf(table).toEqualTypeOf<LiveTable<Call>>();
  expectTypeOf(liveTable(client, { query }).getSnapshot().rows[0]?.['state']).toEqualTypeOf<unknown>();
});
