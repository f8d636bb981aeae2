import { setImmediate as nextTurn } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createGatewayClient, isGatewayError, liveTable } from '../../../src/client/index.ts';
import { callLegs } from '../../e2e/live/call-legs.ts';
import { CutLine } from '../../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { TimeMachine } from '../../harness/time-machine.ts';
import { SinkDouble } from '../harness/subscribing-client-double.ts';

const common = { createClient, webSocketImpl: WebSocket };
const login = { accountName: 'demo', username: 'demo', password: 'demo' };
const query = 'subscription { calls { kind calls { id state from { number } } removed { id } } }';
const events = 'subscription ($after: String) { callEvents(after: $after) { callId cursor } }';

afterEach(() => {
  vi.restoreAllMocks();
});

function loginsAt({ kazoo }: Harness): number {
  return kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/user_auth')).length;
}

/** Lets time pass in steps, between which sockets are read. */
async function pass(time: TimeMachine, durationMs: number, stepMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
    time.move(stepMs);
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  }
}

test('a board is right again half a minute after the gateway was away for a night, which it asked seldom', async () => {
  using time = new TimeMachine();
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  const client = createGatewayClient({ ...common, url: line.url, login });
  const board = liveTable(client, { query });
  board.subscribe(() => undefined);
  const first = callLegs(harness, 'demo', 'first', { caller_id_number: '1001' });
  await harness.untilSubscribers(1);
  first.inbound('CHANNEL_CREATE');
  await until(() => expect(board.getSnapshot()).toMatchObject({ status: 'LIVE', rows: [{ state: 'RINGING' }] }));
  // The first pauses are short, so that they pass in real time; then as long as can be.
  vi.spyOn(Math, 'random').mockImplementation(() => (line.refused < 6 ? 0 : 0.999));
  const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);

  line.refuse();
  await until(() => expect(board.getSnapshot().status).toBe('RECONNECTING'));
  await until(() => expect(line.refused).toBe(6));
  await pass(time, 3 * 3_600_000, 30_000);
  const perHour = line.refused / 3;
  first.inbound('CHANNEL_DESTROY');
  line.mend();
  time.move(30_000);

  await until(() => expect(board.getSnapshot()).toMatchObject({ status: 'LIVE', rows: [], error: undefined }));
  expect(perHour).toBeGreaterThan(50);
  expect(perHour).toBeLessThan(130);
  // The token was of the day before.
  expect(loginsAt(harness)).toBe(2);
  expect(reported).not.toHaveBeenCalled();
  await client.dispose();
});

test('a connection that does not open is given up, and the next one opens', async () => {
  using time = new TimeMachine();
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  vi.spyOn(Math, 'random').mockReturnValue(0);
  line.cut();
  const onError = vi.fn();
  const client = createGatewayClient({ ...common, url: line.url, token: harness.token('demo'), onError });
  const board = liveTable(client, { query });
  board.subscribe(() => undefined);
  await until(() => expect(line.waiting).toBe(1));

  time.move(30_000);
  await until(() => expect(line.waiting).toBe(2));
  line.mend();

  await until(() => expect(board.getSnapshot().status).toBe('LIVE'));
  await client.dispose();
});

test('the token is renewed while a subscription runs, which its connection outlives', async () => {
  using time = new TimeMachine();
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  const onGap = vi.fn();
  const client = createGatewayClient({ ...common, url: line.url, login, onGap });
  const closed = vi.fn();
  client.on('closed', closed);
  const sink = new SinkDouble();
  client.subscribe({ query: events }, sink);
  await harness.untilSubscribers(1);

  await pass(time, 2.5 * 3_600_000, 9_000);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'later' });

  await until(() => expect(sink.results).toMatchObject([{ data: { callEvents: { callId: 'later' } } }]));
  expect(closed).not.toHaveBeenCalled();
  expect(onGap).not.toHaveBeenCalled();
  expect(loginsAt(harness)).toBe(1);
  await client.dispose();
});

test('where Kazoo renews no token, the client logs in again at its end, and no event is lost', async () => {
  using time = new TimeMachine();
  await using harness = await startHarness({ kazoo: { version: '5' }, settings: { LINGER_MS: '60000' } });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const onGap = vi.fn();
  const client = createGatewayClient({ ...common, url: harness.url, login, onGap });
  const sink = new SinkDouble();
  client.subscribe({ query: events }, sink);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'first' });
  await until(() => expect(sink.results).toHaveLength(1));

  await pass(time, 3_590_000, 9_000);
  expect(loginsAt(harness)).toBe(1);
  time.move(10_000);
  await harness.untilSubscribers(0);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'second' });

  await until(() => expect(sink.results).toHaveLength(2));
  expect(loginsAt(harness)).toBe(2);
  expect(onGap).not.toHaveBeenCalled();
  await client.dispose();
});

test('a login that is refused ends with its error, asks once, and so does what is subscribed later', async () => {
  await using harness = await startHarness();
  const errors: unknown[] = [];
  const refused = { ...login, password: 'wrong' };
  const onError = (error: unknown) => errors.push(error);
  const client = createGatewayClient({ ...common, url: harness.url, login: refused, onError });
  const sinks = [new SinkDouble(), new SinkDouble()];
  const board = liveTable(client, { query });
  board.subscribe(() => undefined);
  client.subscribe({ query }, sinks[0] ?? expect.fail());
  await until(() => expect(board.getSnapshot().status).toBe('ENDED'));

  const stop = client.subscribe({ query }, sinks[1] ?? expect.fail());
  await until(() => expect(sinks.map(({ ends }) => ends.length)).toEqual([1, 1]));
  stop();

  expect(sinks.map(({ ends }) => ends.length)).toEqual([1, 1]);
  const code = 'INVALID_CREDENTIALS';
  for (const error of [board.getSnapshot().error, ...sinks.map(({ ends }) => ends[0])]) {
    expect(error).toMatchObject({ extensions: { code } });
    expect(isGatewayError(error)).toBe(true);
  }
  expect(errors).toMatchObject([{ extensions: { code } }]);
  expect(loginsAt(harness)).toBe(1);
  await client.dispose();
});

test('a token that is refused ends with UNAUTHENTICATED after one connection', async () => {
  await using harness = await startHarness();
  const onError = vi.fn();
  const client = createGatewayClient({ ...common, url: harness.url, token: harness.token('demo', -10), onError });
  const connecting = vi.fn();
  client.on('connecting', connecting);
  const sink = new SinkDouble();

  client.subscribe({ query }, sink);

  await until(() => expect(sink.ends).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]));
  expect(connecting.mock.calls.length).toBeLessThanOrEqual(2);
  await client.dispose();
});

test('each subscription is told of gaps by its own onGap, the others by that of the client', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000', MAX_HISTORY_EVENTS: '2' } });
  await using line = await CutLine.to(harness.url);
  const told: unknown[] = [];
  const tells = (name: string) => (gap: unknown) => void told.push([name, gap]);
  const client = createGatewayClient({ ...common, url: line.url, token: harness.token('demo'), onGap: tells('all') });
  const sinks = [new SinkDouble(), new SinkDouble()];
  client.subscribe({ query: events }, sinks[0] ?? expect.fail(), { onGap: tells('own') });
  client.subscribe({ query: events, variables: { after: null } }, sinks[1] ?? expect.fail());
  const publish = (): void =>
    void harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c' });
  await harness.untilSubscribers(2);
  publish();
  await until(() => expect(sinks.map(({ results }) => results.length)).toEqual([1, 1]));

  vi.spyOn(Math, 'random').mockReturnValue(0);
  line.cut();
  await harness.untilSubscribers(0);
  for (let event = 0; event < 5; event += 1) publish();
  line.mend();

  await until(() =>
    expect(told.toSorted()).toEqual([
      ['all', undefined],
      ['own', undefined],
    ]),
  );
  await client.dispose();
});

test('a subscription to events without any onGap is a TypeError at once: its losses would be silent', async () => {
  const client = createGatewayClient({ ...common, url: 'http://localhost/graphql', token: 'unused' });

  expect(() => client.subscribe({ query: events }, new SinkDouble())).toThrow(/onGap/);
  await client.dispose();
});

test('the connection waits ten seconds for the next subscription, as pages change', async () => {
  using time = new TimeMachine();
  await using harness = await startHarness();
  const client = createGatewayClient({ ...common, url: harness.url, token: harness.token('demo') });
  const [connected, closed] = [vi.fn(), vi.fn()];
  client.on('connected', connected);
  client.on('closed', closed);
  const subscribed = async (): Promise<void> => {
    const sink = new SinkDouble();
    const stop = client.subscribe({ query }, sink);
    await until(() => expect(sink.results).toHaveLength(1));
    stop();
  };

  await subscribed();
  time.move(9_000);
  await subscribed();
  expect(connected).toHaveBeenCalledTimes(1);
  time.move(10_000);

  await until(() => expect(closed).toHaveBeenCalledTimes(1));
  await client.dispose();
});
