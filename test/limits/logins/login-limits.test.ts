import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { LoginCredentials } from '../../../src/kazoo/requests/login-credentials.ts';
import { LoginLimits, type LoginLimitsOptions } from '../../../src/limits/logins/login-limits.ts';
import { CacheClock } from '../../harness/cache-clock.ts';
import { rejectionOf } from '../../harness/rejection.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const answerMs = 100;
const acme: LoginCredentials = { accountName: 'acme', username: 'ann', password: 'p' };
const home = '192.0.2.1';
const wrong = new GatewayError('INVALID_CREDENTIALS', 'Wrong.');
const limited = { code: 'RATE_LIMITED' };

function setUp(options: Partial<LoginLimitsOptions> = {}) {
  const refusals: string[] = [];
  const counts = { asked: 0, running: 0, mostRunning: 0 };
  const limits = new LoginLimits({
    maxAttemptsPerUser: 10,
    maxAttemptsPerIp: 100,
    maxAttemptsPerAccount: 50,
    windowMs: 300_000,
    maxWaitMs: 30_000,
    onLimited: (limit) => refusals.push(limit),
    ...options,
  });
  /** A login that Kazoo answers after `answerMs`. */
  function logIn(credentials: LoginCredentials, address: string, error?: Error, accountId = 'a1') {
    return limits.attempt(credentials, address, async () => {
      counts.asked += 1;
      counts.running += 1;
      counts.mostRunning = Math.max(counts.mostRunning, counts.running);
      await new Promise((resolve) => setTimeout(resolve, answerMs));
      counts.running -= 1;
      if (error !== undefined) throw error;
      return { accountId };
    });
  }
  /** The code of its error; undefined for a success. */
  async function outcome(login: Promise<unknown>): Promise<unknown> {
    const settled = login.then(
      () => undefined,
      (error) => error.code,
    );
    await vi.advanceTimersByTimeAsync(answerMs);
    return settled;
  }
  const guess = (credentials: LoginCredentials, address: string) => outcome(logIn(credentials, address, wrong));
  return { limits, logIn, outcome, guess, refusals, counts };
}

/** Another user of acme. */
const user = (username: string): LoginCredentials => ({ ...acme, username });
/** One of many addresses. */
const from = (index: number): string => `198.51.100.${index}`;

async function settle(logins: readonly Promise<unknown>[], ms: number): Promise<readonly unknown[]> {
  const codes = Promise.all(
    logins.map((login) =>
      login.then(
        () => 'success',
        (error) => error.code,
      ),
    ),
  );
  await vi.advanceTimersByTimeAsync(ms);
  return codes;
}

describe('logins that are right', () => {
  test.each([
    ['one user at one address', () => acme, () => home],
    ['many users at one address', (index: number) => user(`u${index}`), () => home],
    ['many users at many addresses', (index: number) => user(`u${index}`), from],
  ])('of %s all succeed, 300 at once', async (_, credentialsOf, addressOf) => {
    const { logIn, refusals } = setUp();

    const logins = Array.from({ length: 300 }, (_login, index) => logIn(credentialsOf(index), addressOf(index)));

    expect(new Set(await settle(logins, 10_000))).toEqual(new Set(['success']));
    expect(refusals).toEqual([]);
  });

  test('never run more at once than may fail', async () => {
    const { logIn, counts } = setUp();

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
  const { logIn, refusals, counts } = setUp();

  const codes = await settle(
    Array.from({ length: 300 }, (_, index) => logIn(credentialsOf(index), addressOf(index), wrong)),
    10_000,
  );

  expect(counts.asked).toBe(most);
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(300 - most);
  expect(refusals).toEqual(Array(300 - most).fill(`max_login_attempts_per_${limit}`));
});

test('after too many wrong ones each pause is twice as long as the last, up to the window', async () => {
  const { logIn, guess, counts } = setUp({ maxAttemptsPerUser: 3, windowMs: 60_000 });
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
  const { logIn, outcome, guess } = setUp({ maxAttemptsPerUser: 1, maxAttemptsPerIp: 3 });
  await guess(acme, home);
  for (let count = 0; count < 20; count += 1) expect(await rejectionOf(logIn(acme, home))).toMatchObject(limited);

  expect(await guess(user('bob'), home)).toBe('INVALID_CREDENTIALS');
  expect(await outcome(logIn(user('cyd'), home))).toBeUndefined();
});

test('attempts that were refused for their account count for nothing at their address', async () => {
  const { logIn, outcome, guess } = setUp({ maxAttemptsPerAccount: 1, maxAttemptsPerIp: 3, maxAttemptsPerUser: 3 });
  await guess(acme, from(1));
  for (let count = 0; count < 20; count += 1) expect(await rejectionOf(logIn(acme, home))).toMatchObject(limited);

  expect(await outcome(logIn({ ...acme, accountName: 'other' }, home))).toBeUndefined();
});

test('wrong ones are forgotten after the window', async () => {
  const { guess, outcome, logIn } = setUp({ maxAttemptsPerUser: 3 });
  for (let round = 0; round < 5; round += 1) {
    for (let count = 0; count < 2; count += 1) expect(await guess(acme, home)).toBe('INVALID_CREDENTIALS');
    await vi.advanceTimersByTimeAsync(300_000);
  }

  expect(await outcome(logIn(acme, home))).toBeUndefined();
});

test.each(['UPSTREAM_TIMEOUT', 'BAD_USER_INPUT', 'MULTI_FACTOR_REQUIRED'] as const)(
  '%s is no wrong login',
  async (code) => {
    const { logIn, outcome } = setUp({ maxAttemptsPerUser: 1 });

    for (let count = 0; count < 3; count += 1)
      expect(await outcome(logIn(acme, home, new GatewayError(code, 'No.')))).toBe(code);
  },
);

test('a second factor that does not fit is a wrong login', async () => {
  const { logIn, outcome } = setUp({ maxAttemptsPerUser: 1 });
  const answered = { ...acme, multiFactorResponse: '123456' };
  expect(await outcome(logIn(answered, home, new GatewayError('MULTI_FACTOR_REQUIRED', 'No.')))).toBe(
    'MULTI_FACTOR_REQUIRED',
  );

  expect(await outcome(logIn(answered, home))).toBe('RATE_LIMITED');
});

describe('while strangers guess', () => {
  /** Uses up the limits of acme and of the address. */
  async function attack({ logIn }: ReturnType<typeof setUp>, address?: string): Promise<void> {
    const guesses = Array.from({ length: 150 }, (_, index) => logIn(user(`g${index}`), address ?? from(index), wrong));
    await settle(guesses, answerMs);
  }

  test.each([
    ['the account from everywhere', undefined],
    ['from the same address', home],
  ])('%s, who logged in there before logs in, for a day', async (_, address) => {
    const all = setUp({ maxAttemptsPerIp: 40, windowMs: 86_400_000 });
    const { logIn, outcome } = all;
    expect(await outcome(logIn(acme, home))).toBeUndefined();
    await attack(all, address);

    expect(await outcome(logIn(user('Ann'), home))).toBeUndefined();
    await vi.advanceTimersByTimeAsync(86_300_000);
    await attack(all, address);
    expect(await outcome(logIn(acme, home))).toBeUndefined();
    await vi.advanceTimersByTimeAsync(86_400_001);
    await attack(all, address);
    expect(await outcome(logIn(acme, home))).toBe('RATE_LIMITED');
  });

  test('others of the account, and the same user elsewhere, have to wait', async () => {
    const all = setUp();
    const { logIn, outcome } = all;
    await outcome(logIn(acme, home));
    await attack(all);

    expect(await outcome(logIn(user('bob'), home))).toBe('RATE_LIMITED');
    expect(await outcome(logIn(acme, '192.0.2.2'))).toBe('RATE_LIMITED');
    expect(await outcome(logIn({ ...acme, accountName: 'other' }, '192.0.2.2'))).toBeUndefined();
  });

  test('a known user has a limit of their own', async () => {
    const { logIn, outcome, guess } = setUp({ maxAttemptsPerUser: 3 });
    await outcome(logIn(acme, home));
    for (let count = 0; count < 3; count += 1) expect(await guess(acme, home)).toBe('INVALID_CREDENTIALS');

    expect(await guess(acme, home)).toBe('RATE_LIMITED');
  });

  test('hashed credentials are known only as they were', async () => {
    const all = setUp({ maxAttemptsPerUser: 3 });
    const { logIn, outcome, guess } = all;
    const hashed = (credentials: string): LoginCredentials => ({ accountName: 'acme', credentials });
    await outcome(logIn(hashed('right'), home));
    for (const word of ['one', 'two', 'three']) expect(await guess(hashed(word), home)).toBe('INVALID_CREDENTIALS');

    expect(await guess(hashed('four'), home)).toBe('RATE_LIMITED');
    expect(await outcome(logIn(hashed('right'), home))).toBeUndefined();
  });
});

describe('one account has one limit', () => {
  test.each(['acmeé', '日acme', ' A-c.m_e ', 'ACME', 'a\u0301cme', '\u{1F980}acme'])(
    'however its name is spelt: %s',
    async (accountName) => {
      const { outcome, logIn, guess } = setUp({ maxAttemptsPerAccount: 2 });
      for (const index of [1, 2]) await guess(user(`u${index}`), from(index));

      expect(await outcome(logIn({ ...acme, accountName }, home))).toBe('RATE_LIMITED');
    },
  );

  test.each(['Kelvin \u212Aname', 'acme1', ''])('and another name is another account: %j', async (accountName) => {
    const { outcome, logIn, guess } = setUp({ maxAttemptsPerAccount: 2 });
    for (const index of [1, 2]) await guess(user(`u${index}`), from(index));

    expect(await outcome(logIn({ ...acme, accountName }, home))).toBeUndefined();
  });

  const byRealm: LoginCredentials = { accountRealm: 'acme.example.com', username: 'ann', password: 'p' };
  const byNumber: LoginCredentials = { phoneNumber: '+1 415 555 0100', username: 'ann', password: 'p' };

  test('by name, realm and number, once logins have told which account they mean', async () => {
    const { outcome, logIn, guess } = setUp({ maxAttemptsPerAccount: 2 });
    for (const credentials of [acme, byRealm, byNumber]) await outcome(logIn(credentials, '192.0.2.9'));
    for (const index of [1, 2]) await guess(acme, from(index));

    expect(await outcome(logIn(byRealm, from(3)))).toBe('RATE_LIMITED');
    expect(await outcome(logIn({ ...byNumber, phoneNumber: '+14155550100' }, from(3)))).toBe('RATE_LIMITED');
  });

  test('by name and realm, once Kazoo has described the account', async () => {
    const { limits, outcome, logIn, guess } = setUp({ maxAttemptsPerAccount: 2 });
    limits.learnNames({ id: 'a1', name: 'Acme!', realm: 'acme.example.com' });
    for (const index of [1, 2]) await guess(acme, from(index));

    expect(await outcome(logIn(byRealm, from(3)))).toBe('RATE_LIMITED');
  });

  test('also when others are given the same name', async () => {
    const { limits, outcome, logIn, guess } = setUp({ maxAttemptsPerAccount: 2 });
    for (const [index, id] of ['a1', 'b1', 'c1'].entries()) {
      limits.learnNames({ id, name: 'acme', realm: `${id}.example.com` });
      if (index < 2) await guess(acme, from(index));
    }

    expect(await outcome(logIn(acme, from(3)))).toBe('RATE_LIMITED');
  });

  test('and what was counted before it was known still counts', async () => {
    const { limits, outcome, logIn, guess } = setUp({ maxAttemptsPerAccount: 2 });
    for (const index of [1, 2]) await guess(acme, from(index));
    limits.learnNames({ id: 'a1', name: 'acme', realm: 'acme.example.com' });

    expect(await outcome(logIn(acme, from(3)))).toBe('RATE_LIMITED');
    expect(await outcome(logIn(byRealm, from(3)))).toBe('RATE_LIMITED');
  });

  test('nor does it forget the guesses at one user from one address, whoever makes it known', async () => {
    const { outcome, logIn, guess } = setUp({ maxAttemptsPerUser: 2 });
    for (let count = 0; count < 2; count += 1) await guess(acme, home);

    expect(await outcome(logIn(acme, '192.0.2.9'))).toBeUndefined();

    expect(await outcome(logIn(acme, home))).toBe('RATE_LIMITED');
  });
});

test('who waits for a place for too long is told so, and leaves nothing behind', async () => {
  const { limits, logIn } = setUp({ maxAttemptsPerUser: 1 });
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
  const { logIn, outcome } = setUp({ maxAttemptsPerAccount: 1 });
  for (let index = 0; index < 90; index += 1) void logIn(user(`u${index}`), home);

  const other = logIn(user('bob'), '192.0.2.2');
  await vi.advanceTimersByTimeAsync(2 * answerMs);

  expect(await outcome(other)).toBeUndefined();
});

test('who logged in is known for a day, and then forgotten', async () => {
  vi.useRealTimers();
  using clock = new CacheClock();
  const { limits } = setUp();
  await limits.attempt(acme, home, async () => ({ accountId: 'a1' }));
  clock.pass(10);
  // The identity, and the name of the account.
  expect(vi.getTimerCount()).toBe(2);

  clock.pass(24 * 3_600_000 + 2);

  expect(vi.getTimerCount()).toBe(0);
});
