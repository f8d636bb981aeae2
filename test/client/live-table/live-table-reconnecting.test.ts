import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  ConnectionError,
  liveTable,
  type Sink,
  type SubscribeRequest,
  type SubscribingClient,
} from '../../../src/client/index.ts';
import { answered, arrange, type Calls, query, ringing, update, watch } from '../harness/live-calls-table.ts';

/** Tells nothing of its connection, and serializes a request each time that it sends it. */
class SseClientDouble implements SubscribingClient {
  sink: Sink | undefined;
  send = (): void => undefined;

  subscribe(request: SubscribeRequest, sink: Sink): () => void {
    this.sink = sink;
    this.send = () => void JSON.stringify(request);
    return () => undefined;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
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
    ['CONNECTING', '', expect.any(ConnectionError)],
    ['LIVE', 'a b'],
    ['RECONNECTING', 'a b', expect.any(ConnectionError)],
  ]);
  client.reconnect();
  client.next(update('SNAPSHOT', [ringing('b')]));

  expect(pictures.slice(3)).toEqual([['LIVE', 'b']]);
});

test('each attempt of a client of graphql-ws that fails is counted, until one succeeds', () => {
  const { client, table } = arrange();
  watch(table);
  client.reconnect();

  client.close({ code: 1006, reason: '' });
  expect(table.getSnapshot().error).toMatchObject({ wasConnected: true, failedAttempts: 0 });
  client.close({ code: 1006, reason: '' });
  client.close({ code: 1006, reason: '' });
  expect(table.getSnapshot().error).toMatchObject({ failedAttempts: 2, reason: '1006' });
  client.reconnect();
  client.close();

  expect(table.getSnapshot().error).toMatchObject({ failedAttempts: 0 });
});

test('over SSE, a request that is sent again without a result was in vain, and the table says so', () => {
  const client = new SseClientDouble();
  const table = liveTable<Calls>(client, { query });
  watch(table);

  client.send();
  expect(table.getSnapshot()).toMatchObject({ status: 'CONNECTING', error: undefined });
  client.send();
  client.send();
  expect(table.getSnapshot()).toMatchObject({
    status: 'CONNECTING',
    error: { wasConnected: false, failedAttempts: 2 },
  });
  client.sink?.next(update('SNAPSHOT', [ringing('a')]));
  client.send();

  const error = { wasConnected: true, failedAttempts: 0 };
  expect(table.getSnapshot()).toMatchObject({ status: 'RECONNECTING', error });
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
