import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { CacheClock } from '../../harness/cache-clock.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import {
  acme,
  answerMs,
  createLimits,
  from,
  home,
  limited,
  settle,
  user,
  wrong,
} from './harness/login-limits-harness.ts';

holdClock();

describe('logins that are right', () => {
  test.each([
    ['one user at one address', () => acme, () => home],
    ['many users at one address', (index: number) => user(`u${index}`), () => home],
    ['many users at many addresses', (index: number) => user(`u${index}`), from],
  ])('of %s all succeed, 300 at once', async (_, credentialsOf, addressOf) => {
    const { logIn, refusals } = createLimits();

    const logins = Array.from({ length: 300 }, (_login, index) => logIn(credentialsOf(index), addressOf(index)));

    expect(new Set(await settle(logins, 10_000))).toEqual(new Set(['success']));
    expect(refusals).toEqual([]);
  });

  test('never run more at once than may fail', async () => {
    const { logIn, counts } = createLimits();

    await settle(
      Array.from({ length: 300 }, (_login, index) => logIn(user(`u${index}`), from(index))),
      10_000,
    );

    expect(counts.mostRunning).toBe(50);
  });
});

test.each([
  ['user', 10, () => acme, () => home],
  ['ip', 100, (index: number) => ({ ...user(`u${index}`), accountName: `acme${index}` }), () => home],
  ['account', 50, (index: number) => user(`u${index}`), from],
])('of 300 wrong ones at once, counted by %s, %i reach Kazoo', async (limit, most, credentialsOf, addressOf) => {
  const { logIn, refusals, counts } = createLimits();

  const codes = await settle(
    Array.from({ length: 300 }, (_, index) => logIn(credentialsOf(index), addressOf(index), wrong)),
    10_000,
  );

  expect(counts.asked).toBe(most);
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(300 - most);
  expect(refusals).toEqual(Array(300 - most).fill(`max_login_attempts_per_${limit}`));
});

test('after too many wrong ones each pause is twice as long as the last, up to the window', async () => {
  const { logIn, guess, counts } = createLimits({ maxAttemptsPerUser: 3, windowMs: 60_000 });
  for (let count = 0; count < 3; count += 1) expect(await guess(acme, home)).toBe('INVALID_CREDENTIALS');

  for (const seconds of [5, 10, 20, 40, 60, 60]) {
    const asked = counts.asked;
    expect(await rejectionOf(logIn(acme, home))).toMatchObject({ ...limited, extensions: { retryAfter: seconds } });
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
    expect(await rejectionOf(logIn(acme, home))).toMatchObject({ ...limited, extensions: { retryAfter: 1 } });
    expect(counts.asked).toBe(asked);
    await vi.advanceTimersByTimeAsync(1);
    expect(await guess(acme, home)).toBe('INVALID_CREDENTIALS');
  }
});

test('attempts that were refused without asking Kazoo count for nothing', async () => {
  const { logIn, outcome, guess } = createLimits({ maxAttemptsPerUser: 1, maxAttemptsPerIp: 3 });
  await guess(acme, home);
  for (let count = 0; count < 20; count += 1) expect(await rejectionOf(logIn(acme, home))).toMatchObject(limited);

  expect(await guess(user('bob'), home)).toBe('INVALID_CREDENTIALS');
  expect(await outcome(logIn(user('cyd'), home))).toBeUndefined();
});

test('attempts that were refused for their account count for nothing at their address', async () => {
  const { logIn, outcome, guess } = createLimits({
    maxAttemptsPerAccount: 1,
    maxAttemptsPerIp: 3,
    maxAttemptsPerUser: 3,
  });
  await guess(acme, from(1));
  for (let count = 0; count < 20; count += 1) expect(await rejectionOf(logIn(acme, home))).toMatchObject(limited);

  expect(await outcome(logIn({ ...acme, accountName: 'other' }, home))).toBeUndefined();
});

test('wrong ones are forgotten after the window', async () => {
  const { guess, outcome, logIn } = createLimits({ maxAttemptsPerUser: 3 });
  for (let round = 0; round < 5; round += 1) {
    for (let count = 0; count < 2; count += 1) expect(await guess(acme, home)).toBe('INVALID_CREDENTIALS');
    await vi.advanceTimersByTimeAsync(300_000);
  }

  expect(await outcome(logIn(acme, home))).toBeUndefined();
});

test.each(['UPSTREAM_TIMEOUT', 'BAD_USER_INPUT', 'MULTI_FACTOR_REQUIRED'] as const)(
  '%s is no wrong login',
  async (code) => {
    const { logIn, outcome } = createLimits({ maxAttemptsPerUser: 1 });

    for (let count = 0; count < 3; count += 1)
      expect(await outcome(logIn(acme, home, new GatewayError(code, 'No.')))).toBe(code);
  },
);

test('a second factor that does not fit is a wrong login', async () => {
  const { logIn, outcome } = createLimits({ maxAttemptsPerUser: 1 });
  const answered = { ...acme, multiFactorResponse: '123456' };
  expect(await outcome(logIn(answered, home, new GatewayError('MULTI_FACTOR_REQUIRED', 'No.')))).toBe(
    'MULTI_FACTOR_REQUIRED',
  );

  expect(await outcome(logIn(answered, home))).toBe('RATE_LIMITED');
});

test('who waits for a place for too long is told so, and leaves nothing behind', async () => {
  const { limits, logIn } = createLimits({ maxAttemptsPerUser: 1 });
  let answer: (session: { accountId: string }) => void = () => undefined;
  const slow = limits.attempt(acme, home, () => new Promise<{ accountId: string }>((resolve) => (answer = resolve)));
  const waiting = rejectionOf(logIn(acme, home));

  await vi.advanceTimersByTimeAsync(30_000);

  expect(await waiting).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  expect(vi.getTimerCount()).toBe(0);
  answer({ accountId: 'a1' });
  await slow;
});

test('addresses alternate where logins of one account wait', async () => {
  const { logIn, outcome } = createLimits({ maxAttemptsPerAccount: 1 });
  for (let index = 0; index < 90; index += 1) void logIn(user(`u${index}`), home);

  const other = logIn(user('bob'), '192.0.2.2');
  await vi.advanceTimersByTimeAsync(2 * answerMs);

  expect(await outcome(other)).toBeUndefined();
});

test('who logged in is known for a day, and then forgotten', async () => {
  vi.useRealTimers();
  using clock = new CacheClock();
  const { limits } = createLimits();
  await limits.attempt(acme, home, async () => ({ accountId: 'a1' }));
  clock.pass(10);
  // The identity, and the name of the account.
  expect(vi.getTimerCount()).toBe(2);

  clock.pass(24 * 3_600_000 + 2);

  expect(vi.getTimerCount()).toBe(0);
});
