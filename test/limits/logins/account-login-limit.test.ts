import { describe, expect, test, vi } from 'vitest';
import type { LoginCredentials } from '../../../src/kazoo/requests/login-credentials.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { acme, answerMs, createLimits, from, home, settle, user, wrong } from './harness/login-limits-harness.ts';

holdClock();

describe('while strangers guess', () => {
  /** Uses up the limits of acme and of the address. */
  async function attack({ logIn }: ReturnType<typeof createLimits>, address?: string): Promise<void> {
    const guesses = Array.from({ length: 150 }, (_, index) => logIn(user(`g${index}`), address ?? from(index), wrong));
    await settle(guesses, answerMs);
  }

  test.each([
    ['the account from everywhere', undefined],
    ['from the same address', home],
  ])('%s, who logged in there before logs in, for a day', async (_, address) => {
    const all = createLimits({ maxAttemptsPerIp: 40, windowMs: 86_400_000 });
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
    const all = createLimits();
    const { logIn, outcome } = all;
    await outcome(logIn(acme, home));
    await attack(all);

    expect(await outcome(logIn(user('bob'), home))).toBe('RATE_LIMITED');
    expect(await outcome(logIn(acme, '192.0.2.2'))).toBe('RATE_LIMITED');
    expect(await outcome(logIn({ ...acme, accountName: 'other' }, '192.0.2.2'))).toBeUndefined();
  });

  test('a known user has a limit of their own', async () => {
    const { logIn, outcome, guess } = createLimits({ maxAttemptsPerUser: 3 });
    await outcome(logIn(acme, home));
    for (let count = 0; count < 3; count += 1) expect(await guess(acme, home)).toBe('INVALID_CREDENTIALS');

    expect(await guess(acme, home)).toBe('RATE_LIMITED');
  });

  test('hashed credentials are known only as they were', async () => {
    const all = createLimits({ maxAttemptsPerUser: 3 });
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
      const { outcome, logIn, guess } = createLimits({ maxAttemptsPerAccount: 2 });
      for (const index of [1, 2]) await guess(user(`u${index}`), from(index));

      expect(await outcome(logIn({ ...acme, accountName }, home))).toBe('RATE_LIMITED');
    },
  );

  test.each(['Kelvin \u212Aname', 'acme1', ''])('and another name is another account: %j', async (accountName) => {
    const { outcome, logIn, guess } = createLimits({ maxAttemptsPerAccount: 2 });
    for (const index of [1, 2]) await guess(user(`u${index}`), from(index));

    expect(await outcome(logIn({ ...acme, accountName }, home))).toBeUndefined();
  });

  const byRealm: LoginCredentials = { accountRealm: 'acme.example.com', username: 'ann', password: 'p' };
  const byNumber: LoginCredentials = { phoneNumber: '+1 415 555 0100', username: 'ann', password: 'p' };

  test('by name, realm and number, once logins have told which account they mean', async () => {
    const { outcome, logIn, guess } = createLimits({ maxAttemptsPerAccount: 2 });
    for (const credentials of [acme, byRealm, byNumber]) await outcome(logIn(credentials, '192.0.2.9'));
    for (const index of [1, 2]) await guess(acme, from(index));

    expect(await outcome(logIn(byRealm, from(3)))).toBe('RATE_LIMITED');
    expect(await outcome(logIn({ ...byNumber, phoneNumber: '+14155550100' }, from(3)))).toBe('RATE_LIMITED');
  });

  test('by name and realm, once Kazoo has described the account', async () => {
    const { limits, outcome, logIn, guess } = createLimits({ maxAttemptsPerAccount: 2 });
    limits.learnNames({ id: 'a1', name: 'Acme!', realm: 'acme.example.com' });
    for (const index of [1, 2]) await guess(acme, from(index));

    expect(await outcome(logIn(byRealm, from(3)))).toBe('RATE_LIMITED');
  });

  test('also when others are given the same name', async () => {
    const { limits, outcome, logIn, guess } = createLimits({ maxAttemptsPerAccount: 2 });
    for (const [index, id] of ['a1', 'b1', 'c1'].entries()) {
      limits.learnNames({ id, name: 'acme', realm: `${id}.example.com` });
      if (index < 2) await guess(acme, from(index));
    }

    expect(await outcome(logIn(acme, from(3)))).toBe('RATE_LIMITED');
  });

  test('and what was counted before it was known still counts', async () => {
    const { limits, outcome, logIn, guess } = createLimits({ maxAttemptsPerAccount: 2 });
    for (const index of [1, 2]) await guess(acme, from(index));
    limits.learnNames({ id: 'a1', name: 'acme', realm: 'acme.example.com' });

    expect(await outcome(logIn(acme, from(3)))).toBe('RATE_LIMITED');
    expect(await outcome(logIn(byRealm, from(3)))).toBe('RATE_LIMITED');
  });

  test('nor does it forget the guesses at one user from one address, whoever makes it known', async () => {
    const { outcome, logIn, guess } = createLimits({ maxAttemptsPerUser: 2 });
    for (let count = 0; count < 2; count += 1) await guess(acme, home);

    expect(await outcome(logIn(acme, '192.0.2.9'))).toBeUndefined();

    expect(await outcome(logIn(acme, home))).toBe('RATE_LIMITED');
  });
});
