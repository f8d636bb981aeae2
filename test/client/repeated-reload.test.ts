import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ResumableOptions, resumable } from '../../src/client/index.ts';
import { SinkDouble, SubscribingClientDouble } from './harness/subscribing-client-double.ts';

const query = 'subscription ($after: String) { callEvents(after: $after) { cursor } }';
const maxReloads = 5;
/** Longer than every pause between two reloads. */
const pauseMs = 8000;
const begun = new Date('2026-03-01T12:00:00.000Z');

beforeEach(() => {
  vi.useFakeTimers({ now: begun });
});

afterEach(() => {
  vi.useRealTimers();
});

function event(cursor: string): unknown {
  return { data: { callEvents: { cursor } } };
}

function arrange(answer: (reload: number) => unknown) {
  const client = new SubscribingClientDouble();
  const sink = new SinkDouble();
  const failures: unknown[] = [];
  const gaps: unknown[] = [];
  const options: ResumableOptions = {
    onGap: (gap) => answer(gaps.push(gap)),
    onError: (error) => failures.push(error),
  };
  const stop = resumable(client, options).subscribe({ query, variables: { after: 'old' } }, sink);
  return { client, sink, failures, gaps, stop };
}

/** Refuses every cursor, until the subscription goes on without one or does not ask again. */
async function refuseAll(client: SubscribingClientDouble): Promise<void> {
  for (;;) {
    const asked = client.sent.length;
    client.fail('CURSOR_EXPIRED');
    await vi.advanceTimersByTimeAsync(pauseMs);
    const last = client.sent.at(-1);
    if (client.sent.length === asked || (typeof last === 'object' && last !== null && !('after' in last))) return;
  }
}

test('cursors that are refused are asked for at a growing distance, then the stream goes live', async () => {
  const { client, sink, gaps } = arrange((reload) => `of-snapshot-${reload}`);
  const times: number[] = [];
  while (client.sent.length <= maxReloads) {
    client.fail('CURSOR_EXPIRED');
    const asked = client.sent.length;
    const failedAtMs = performance.now();
    while (client.sent.length === asked) await vi.advanceTimersByTimeAsync(50);
    times.push(performance.now() - failedAtMs);
  }

  client.fail('CURSOR_EXPIRED');
  client.next(event('live'));

  expect(client.sent).toEqual([
    { after: 'old' },
    ...[1, 2, 3, 4, 5].map((reload) => ({ after: `of-snapshot-${reload}` })),
    {},
  ]);
  expect(times.map((ms) => ms > 50)).toEqual([false, true, true, true, true]);
  expect(sink).toMatchObject({ results: [event('live')], ends: [] });
  expect(gaps.slice(0, maxReloads)).toEqual(Array(maxReloads).fill(undefined));
});

test('an onError that throws does not end the reloading of what it was told of', async () => {
  const uncaught: unknown[] = [];
  vi.stubGlobal('queueMicrotask', (act: () => void) => {
    void Promise.resolve()
      .then(act)
      .catch((error: unknown) => uncaught.push(error));
  });
  const client = new SubscribingClientDouble();
  const [failed, mine] = [new Error('The network is away.'), new Error('Mine.')];
  const onGap = vi.fn().mockRejectedValueOnce(failed).mockResolvedValue('of-snapshot');
  const onError = vi.fn().mockImplementation(() => {
    throw mine;
  });
  resumable(client, { onGap, onError }).subscribe({ query, variables: { after: 'old' } }, new SinkDouble());

  client.fail('CURSOR_EXPIRED');
  await vi.advanceTimersByTimeAsync(pauseMs);

  expect(client.sent).toEqual([{ after: 'old' }, { after: 'of-snapshot' }]);
  expect(onError.mock.calls).toEqual([[failed]]);
  expect(uncaught).toEqual([mine]);
  vi.unstubAllGlobals();
});

test('a stream that went live says what may be missing, before its first event', async () => {
  const told: unknown[] = [];
  const { client, sink, gaps } = arrange((reload) => {
    told.push(sink.results.length);
    return `of-snapshot-${reload}`;
  });
  await refuseAll(client);

  client.next(event('live'));
  client.next(event('next'));
  await vi.runAllTimersAsync();

  expect(gaps.slice(maxReloads)).toEqual([
    { from: expect.any(String), to: expect.any(String), reason: 'CURSOR_EXPIRED', certain: true },
  ]);
  expect(told.at(-1)).toBe(0);
});

test('a stream that went live and stays quiet says what may be missing when it can no longer be refused', async () => {
  const { client, gaps } = arrange((reload) => `of-snapshot-${reload}`);
  await refuseAll(client);
  await vi.advanceTimersByTimeAsync(15_000 - pauseMs);
  expect(gaps).toHaveLength(maxReloads);

  await vi.advanceTimersByTimeAsync(5000);

  expect(gaps).toHaveLength(maxReloads + 1);
});

test('the gap begins where the last snapshot was begun', async () => {
  const { client, gaps } = arrange(async () => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    if (gaps.length > 1) throw new Error('no snapshot');
    return 'of-the-only-snapshot';
  });
  client.fail('CURSOR_EXPIRED');
  await vi.advanceTimersByTimeAsync(3000);
  await refuseAll(client);
  await vi.advanceTimersByTimeAsync(60_000);

  client.next(event('live'));

  expect(gaps.at(-1)).toMatchObject({ from: begun.toISOString() });
});

test('an onGap that fails is called again until it brings a cursor, and every failure is reported', async () => {
  const failure = new Error('The gateway starts.');
  const { client, sink, failures, gaps } = arrange((reload) => {
    if (reload < 3) throw failure;
    return 'of-the-snapshot';
  });

  client.fail('CURSOR_EXPIRED');
  await vi.advanceTimersByTimeAsync(2 * pauseMs);

  expect(client.sent).toEqual([{ after: 'old' }, { after: 'of-the-snapshot' }]);
  expect(failures).toEqual([failure, failure]);
  expect(gaps).toEqual([undefined, undefined, undefined]);
  expect(sink.ends).toEqual([]);
});

for (const [what, answer] of [
  ['fails for ever', () => Promise.reject(new Error('no snapshot'))],
  ['returns the cursor that was refused', () => 'old'],
] as const) {
  test(`where onGap ${what} the stream goes live after ${maxReloads} calls`, async () => {
    const { client, sink, gaps } = arrange(answer);

    client.fail('CURSOR_EXPIRED');
    await vi.advanceTimersByTimeAsync(15_000);
    client.next(event('live'));

    expect(client.sent).toEqual([{ after: 'old' }, {}]);
    expect(sink).toMatchObject({ results: [event('live')], ends: [] });
    expect(gaps).toEqual([...Array(maxReloads).fill(undefined), expect.objectContaining({ reason: 'CURSOR_EXPIRED' })]);
  });
}

test('a connection that is lost again soon does not begin the reloads anew, one that held a minute does', async () => {
  const { client, gaps } = arrange((reload) => `of-snapshot-${reload}`);
  await refuseAll(client);
  client.next(event('1'));
  gaps.length = 0;

  await vi.advanceTimersByTimeAsync(50_000);
  client.reconnect();
  client.fail('CURSOR_EXPIRED');
  client.next(event('2'));
  expect(gaps).toEqual([expect.objectContaining({ reason: 'CURSOR_EXPIRED' })]);
  await vi.advanceTimersByTimeAsync(60_000);
  client.reconnect();
  client.fail('CURSOR_EXPIRED');
  await vi.advanceTimersByTimeAsync(1_000);

  expect(gaps.slice(1)).toEqual([undefined]);
});

test('a session that ends after a long time lets the reloads begin anew', async () => {
  const { client, gaps } = arrange((reload) => `of-snapshot-${reload}`);
  await refuseAll(client);
  client.next(event('1'));
  gaps.length = 0;

  await vi.advanceTimersByTimeAsync(60_000);
  client.next({ errors: [{ message: 'Over.', extensions: { code: 'TOKEN_EXPIRED' } }] });
  client.complete();
  client.fail('CURSOR_EXPIRED');
  await vi.advanceTimersByTimeAsync(0);

  expect(gaps).toEqual([undefined]);
});

test('who stops during a pause is answered at once, and nothing is loaded any more', async () => {
  const { client, sink, gaps, stop } = arrange(() => 'old');
  client.fail('CURSOR_EXPIRED');
  await vi.advanceTimersByTimeAsync(0);

  stop();
  await vi.runAllTimersAsync();

  expect(sink.ends).toEqual(['complete']);
  expect(gaps).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('who stops a stream that went live leaves no timer behind', async () => {
  const { client, sink, gaps, stop } = arrange(() => 'old');
  client.fail('CURSOR_EXPIRED');
  await vi.advanceTimersByTimeAsync(15_000);

  stop();

  expect(vi.getTimerCount()).toBe(0);
  expect(sink.ends).toEqual(['complete']);
  expect(gaps).toHaveLength(maxReloads);
});
