import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { resumable } from '../../src/client/index.ts';
import { SinkDouble, SubscribingClientDouble } from './harness/subscribing-client-double.ts';

const query = 'subscription ($after: String) { callEvents(after: $after) { cursor } }';

afterEach(() => {
  vi.useRealTimers();
});

function event(cursor: string, extensions?: unknown): unknown {
  return { data: { callEvents: { cursor } }, ...(extensions === undefined ? {} : { extensions }) };
}

function arrange(
  variables?: Readonly<Record<string, unknown>>,
  onGap: (...args: unknown[]) => unknown = () => undefined,
) {
  const client = new SubscribingClientDouble();
  const sink = new SinkDouble();
  const failures: unknown[] = [];
  const onError = (error: unknown): unknown => failures.push(error);
  const stop = resumable(client, { onGap, onError }).subscribe({ query, variables }, sink);
  return { client, sink, stop, failures };
}

test('a request that is sent again carries the cursor of the last event, and its other variables', () => {
  const { client } = arrange({ accountId: 'a', after: 'of-the-snapshot' });

  client.reconnect();
  client.next(event('1'));
  client.next(event('2'));
  client.reconnect();

  expect(client.sent).toEqual([
    { accountId: 'a', after: 'of-the-snapshot' },
    { accountId: 'a', after: 'of-the-snapshot' },
    { accountId: 'a', after: '2' },
  ]);
});

test('the first ping after a request may have been sent before the gateway got it, so it does not count', () => {
  const { client } = arrange({ after: '1' });

  client.ping('5');
  client.reconnect();
  client.ping('6');
  client.ping('7');
  client.reconnect();
  client.ping('8');
  client.reconnect();

  expect(client.sent).toEqual([{ after: '1' }, { after: '1' }, { after: '7' }, { after: '7' }]);
});

test.each([
  ['an error', 'error'],
  ['a close', 'closed'],
] as const)('no ping counts after %s until the subscription is sent again: no event comes before it', (_, event) => {
  const { client } = arrange({ after: '1' });
  client.ping('2');
  client.ping('3');

  client.end(event);
  client.ping('4');
  client.ping('5');
  client.reconnect();
  client.ping('6');
  client.ping('7');
  client.reconnect();

  expect(client.sent).toEqual([{ after: '1' }, { after: '3' }, { after: '7' }]);
});

test('a request that is sent again before there was a cursor makes the gateway say that events may be missing', () => {
  const { client } = arrange();

  client.reconnect();

  expect(client.sent).toEqual([{}, { after: '0-0' }]);
});

test('after CURSOR_EXPIRED the stream goes on live', async () => {
  const { client, sink } = arrange({ after: 'old' });

  client.fail('CURSOR_EXPIRED');
  await nextTurn();
  client.next(event('9'));

  expect(client.sent).toEqual([{ after: 'old' }, {}]);
  expect(sink).toMatchObject({ results: [event('9')], ends: [] });
});

test('after CURSOR_EXPIRED the stream waits for the cursor that onGap promises, and goes on after it', async () => {
  const gaps: unknown[][] = [];
  const { client } = arrange({ after: 'old' }, async (...args) => {
    gaps.push(args);
    return 'of-the-new-snapshot';
  });

  client.fail('CURSOR_EXPIRED');
  await nextTurn();

  expect(client.sent).toEqual([{ after: 'old' }, { after: 'of-the-new-snapshot' }]);
  expect(gaps).toEqual([[undefined, { query, variables: { after: 'old' } }]]);
});

test('what onGap throws is reported, and ends neither the stream nor the event that tells of the gap', async () => {
  const failure = new Error('no snapshot');
  const gap = { from: null, to: null, reason: 'UPSTREAM_LOST' };
  const { client, sink, failures } = arrange({}, () => {
    throw failure;
  });

  client.next(event('1', { gap }));
  client.next(event('2'));
  await nextTurn();

  expect(failures).toEqual([failure]);
  expect(sink).toMatchObject({ results: [event('1', { gap }), event('2')], ends: [] });
});

test('what onGap throws goes to the console where nobody else takes it', async () => {
  using report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const failure = new Error('no snapshot');
  const client = new SubscribingClientDouble();
  const onGap = (): Promise<never> => Promise.reject(failure);
  resumable(client, { onGap }).subscribe({ query }, new SinkDouble());

  client.next(event('1', { gap: { reason: 'UPSTREAM_LOST' } }));
  await nextTurn();

  expect(report.mock.calls).toEqual([[failure]]);
});

test('a gap is told before the event that carries it', () => {
  const told: unknown[] = [];
  const gap = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:00:01.000Z', reason: 'UPSTREAM_LOST' };
  const { client, sink } = arrange({}, (...args) => told.push(args[0], sink.results.length));

  client.next(event('1'));
  client.next(event('2', { gap }));
  client.next(event('3', { gap: null }));

  expect(told).toEqual([gap, 1]);
  expect(sink.results).toHaveLength(3);
});

test('an error that resuming cannot cure ends the subscription', () => {
  const { client, sink } = arrange();

  client.fail('FORBIDDEN');

  expect(sink.ends).toEqual([[{ message: 'FORBIDDEN', extensions: { code: 'FORBIDDEN' } }]]);
  expect(client).toMatchObject({ pingListeners: 0 });
});

for (const code of ['TOKEN_EXPIRED', 'SHUTTING_DOWN']) {
  test(`over SSE a stream whose session ended with ${code} is asked for again, after its last cursor`, () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { client, sink } = arrange();
    client.next(event('1'));
    vi.advanceTimersByTime(1000);

    client.next({ errors: [{ message: code, extensions: { code } }] });
    client.complete();

    expect(client.sent).toEqual([{}, { after: '1' }]);
    expect(sink).toMatchObject({ results: [event('1')], ends: [] });
  });
}

test('over SSE a session that ends before there was a cursor makes the gateway say that events may be missing', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { client } = arrange();
  vi.advanceTimersByTime(1000);

  client.next({ errors: [{ message: 'Over.', extensions: { code: 'TOKEN_EXPIRED' } }] });
  client.complete();

  expect(client.sent).toEqual([{}, { after: '0-0' }]);
});

test('a session that ends as soon as it has begun is not asked for again, though the clock was set forward', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { client, sink } = arrange();
  vi.setSystemTime(Date.now() + 60_000);
  const last = { errors: [{ message: 'The token has expired.', extensions: { code: 'TOKEN_EXPIRED' } }] };

  client.next(last);

  expect(sink.results).toEqual([last]);
  expect(client.sent).toHaveLength(1);
});

test('an event without its cursor ends the subscription with a TypeError', () => {
  const { client, sink } = arrange();

  client.next({ data: { callEvents: { callId: 'c' } } });

  expect(sink).toMatchObject({ results: [], ends: [expect.any(TypeError)] });
  expect(client.stops).toBe(1);
});

test('who stops is answered once, and leaves nothing behind', () => {
  const { client, sink, stop } = arrange();

  stop();
  stop();

  expect(sink.ends).toEqual(['complete']);
  expect(client).toMatchObject({ stops: 1, pingListeners: 0 });
});

test('who stops while onGap is working is answered at once, and nothing is subscribed any more', async () => {
  let finish = (): void => undefined;
  const { client, sink, stop } = arrange({ after: 'old' }, () => new Promise<void>((resolve) => (finish = resolve)));

  client.fail('CURSOR_EXPIRED');
  stop();
  finish();
  await nextTurn();

  expect(sink.ends).toEqual(['complete']);
  expect(client).toMatchObject({ sent: [{ after: 'old' }], pingListeners: 0 });
});
