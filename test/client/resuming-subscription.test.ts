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
  const stop = resumable(client, { onGap }).subscribe({ query, variables }, sink);
  return { client, sink, stop };
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

test('a cursor that has just expired is not tried again', async () => {
  const { client } = arrange({ after: 'old' }, () => 'old');

  client.fail('CURSOR_EXPIRED');
  await nextTurn();

  expect(client.sent).toEqual([{ after: 'old' }, {}]);
});

test('what onGap throws ends the subscription', async () => {
  const failure = new Error('no snapshot');
  const { client, sink } = arrange({ after: 'old' }, () => {
    throw failure;
  });

  client.fail('CURSOR_EXPIRED');
  await nextTurn();

  expect(sink.ends).toEqual([failure]);
  expect(client).toMatchObject({ pingListeners: 0, sent: [{ after: 'old' }] });
});

test('what onGap throws at a gap ends the subscription before the event, and nothing comes after the end', () => {
  const failure = new Error('no snapshot');
  const gap = { from: null, to: null, reason: 'UPSTREAM_LOST' };
  const { client, sink } = arrange({}, () => {
    throw failure;
  });

  client.next(event('1', { gap }));
  client.next(event('2', { gap }));

  expect(sink.ends).toEqual([failure]);
  expect(sink.results).toEqual([]);
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
    vi.useFakeTimers({ toFake: ['Date'] });
    const { client, sink } = arrange();
    client.next(event('1'));
    vi.setSystemTime(Date.now() + 1000);

    client.next({ errors: [{ message: code, extensions: { code } }] });
    client.complete();

    expect(client.sent).toEqual([{}, { after: '1' }]);
    expect(sink).toMatchObject({ results: [event('1')], ends: [] });
  });
}

test('a session that ends as soon as it has begun is not asked for again', () => {
  const { client, sink } = arrange();
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
