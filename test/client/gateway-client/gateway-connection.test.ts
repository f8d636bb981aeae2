import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ClientToken } from '../../../src/client/gateway-client/client-token.ts';
import { ConnectionWatch } from '../../../src/client/gateway-client/connection-watch.ts';
import { GatewayConnection } from '../../../src/client/gateway-client/gateway-connection.ts';
import { GatewayRefusal } from '../../../src/client/gateway-client/gateway-refusal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function arrange(token: () => string | Promise<string> = () => 'token') {
  const terminate = vi.fn();
  const onError = vi.fn();
  const never = (): Promise<never> => new Promise(() => undefined);
  const requests = { logIn: never, refresh: never, lifeOf: never };
  const connection = new GatewayConnection({
    token: new ClientToken({ origin: { token }, requests, onError }),
    watch: new ConnectionWatch('ws://gateway.example.com/graphql'),
    terminate,
    onError,
  });
  return { connection, terminate, onError };
}

test('a connection whose ping is not answered is given up after eight seconds, so that a dead one is noticed', () => {
  const { connection, terminate } = arrange();
  connection.on.connected();

  connection.on.ping(false);
  vi.advanceTimersByTime(7_000);
  connection.on.pong(true);
  vi.advanceTimersByTime(60_000);
  expect(terminate).not.toHaveBeenCalled();
  connection.on.ping(false);
  vi.advanceTimersByTime(8_000);

  expect(terminate).toHaveBeenCalledTimes(1);
});

test('a connection that has gone leaves no timer behind', () => {
  const { connection } = arrange();
  connection.on.connected();
  connection.on.ping(false);

  connection.on.closed({ code: 1006, reason: '' });

  expect(vi.getTimerCount()).toBe(0);
});

test('an error of an open connection, which comes before its close, is followed by the next attempt', () => {
  const { connection } = arrange();
  connection.on.connected();

  expect(connection.shouldRetry()).toBe(true);
  connection.on.closed({ code: 1006, reason: '' });
  expect(connection.shouldRetry()).toBe(true);
});

test('what keeps a token from being had is told once in a row, and tried again', async () => {
  const failures = ['away', 'away', 'elsewhere'].map((message) => new Error(message));
  const { connection, terminate, onError } = arrange(() => {
    throw failures.shift() ?? new Error('away');
  });

  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await connection.connectionParams();
    connection.on.closed({ code: 4499, reason: 'Terminated' });
    expect(connection.shouldRetry()).toBe(true);
  }

  expect(terminate).toHaveBeenCalledTimes(4);
  expect(onError.mock.calls.map(([error]) => error.message)).toEqual(['away', 'elsewhere', 'away']);
});

test('an attempt waits as long as the gateway says, and what no attempt can cure ends them', async () => {
  const refusals = [
    new GatewayRefusal('Too many logins.', { code: 'RATE_LIMITED', retryAfter: 90 }),
    new GatewayRefusal('Disabled.', { code: 'ACCOUNT_DISABLED' }),
  ];
  const { connection } = arrange(() => Promise.reject(refusals.shift()));
  const waited = vi.fn();

  await connection.connectionParams();
  void connection.retryWait().then(waited);
  await vi.advanceTimersByTimeAsync(89_000);
  expect(waited).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(waited).toHaveBeenCalled();
  await connection.connectionParams();

  expect(connection.shouldRetry()).toBe(false);
  expect(connection.refusal).toMatchObject({ error: { extensions: { code: 'ACCOUNT_DISABLED' } } });
});

test.each(['BAD_GATEWAY', 'SUBREQUEST_HTTP_ERROR', 502])(
  'a router before the gateway that answers with its own code %s ends nothing',
  async (code) => {
    const { connection } = arrange(() => Promise.reject(Object.assign(new Error('No.'), { extensions: { code } })));

    await connection.connectionParams();

    expect(connection.shouldRetry()).toBe(true);
  },
);

test.each([
  ['ACCOUNT_DISABLED', true],
  ['ACCOUNT_EXPIRED', true],
  ['RATE_LIMITED', false],
  ['UPSTREAM_UNAVAILABLE', false],
  ['Try again later', false],
])('a connection that is closed with 1013 %s is refused for good: %s', (reason, isRefused) => {
  const { connection } = arrange();

  connection.on.closed({ code: 1013, reason });

  expect(connection.shouldRetry()).toBe(!isRefused);
  if (isRefused) expect(connection.refusal).toMatchObject({ error: { extensions: { code: reason } } });
});

test('disposing of it ends a pause at once', async () => {
  const { connection } = arrange();
  const waited = connection.retryWait();

  connection.dispose();
  await waited;

  expect(connection.shouldRetry()).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

test('after a long absence whose end finds the token refused, another one is presented within a second', async () => {
  const tokens = ['old', 'fresh'];
  const { connection } = arrange(() => tokens.shift() ?? '');
  await connection.connectionParams();
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    connection.on.connecting();
    connection.on.closed({ code: 1006, reason: '' });
    const waited = connection.retryWait();
    await vi.advanceTimersByTimeAsync(30_000);
    await waited;
  }

  connection.on.connecting();
  expect(await connection.connectionParams()).toEqual({ authToken: 'old' });
  connection.on.closed({ code: 4403, reason: 'UNAUTHENTICATED' });
  const before = Date.now();
  const waiting = connection.retryWait();
  await vi.advanceTimersToNextTimerAsync();
  await waiting;

  expect(Date.now() - before).toBeLessThanOrEqual(1000);
  connection.on.connecting();
  expect(await connection.connectionParams()).toEqual({ authToken: 'fresh' });
});
