import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { AccountAccess } from '../../src/auth/account-access.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { TokenRevalidation } from '../../src/auth/token-revalidation.ts';
import { accountNamed } from '../harness/account-named.ts';
import { holdClock } from '../harness/held-clock.ts';
import { transport } from './harness/session-transport.ts';
import { intervalMs, retryMs, setUpRevalidation } from './harness/token-revalidation-harness.ts';

holdClock();

describe('revalidation', () => {
  test('asks about each account of each token once in every interval', async () => {
    const { revalidate, revalidation, signIn, listen } = setUpRevalidation();
    const client = signIn('token');
    listen(client, 'descendant');
    listen(client, 'descendant');
    signIn('token');

    await vi.advanceTimersByTimeAsync(1.1 * intervalMs);

    const asked = new Set(revalidate.mock.calls.map(([token, accountId]) => `${token} ${accountId}`));
    expect(asked).toEqual(new Set(['token own', 'token descendant']));
    expect(revalidate.mock.calls.length).toBeLessThanOrEqual(4);
    revalidation.close();
  });

  test('lets the event loop run while it looks for due tokens among very many', async () => {
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const sessions = new SessionRegistry();
    let seen = 0;
    const slowly = () => {
      const endMs = performance.now() + 1;
      while (performance.now() < endMs);
      seen += 1;
      return 0.5;
    };
    const accountAccess = { revalidate: async () => accountNamed('own') };
    const revalidation = new TokenRevalidation({
      sessions,
      accountAccess,
      intervalMs,
      retryMs,
      onError: () => undefined,
      random: slowly,
    });
    for (let count = 0; count < 50; count += 1) {
      const claims = { accountId: 'own', ownerId: undefined, expiresAtMs: undefined };
      sessions.open(transport()).signIn(`token ${count}`, claims);
    }

    vi.advanceTimersByTime(intervalMs / 60);
    await nextTurn();
    const seenAtOnce = seen;
    while (seen < 50) await nextTurn();

    expect(seenAtOnce).toBeGreaterThan(0);
    expect(seenAtOnce).toBeLessThan(50);
    revalidation.close();
  });

  test('goes on after a sweep that threw, and in that sweep with the other tokens', async () => {
    const sessions = new SessionRegistry();
    const revalidate = vi.fn<AccountAccess['revalidate']>(async (_token, accountId) => accountNamed(accountId));
    const onError = vi.fn<(error: unknown) => void>();
    const random = vi
      .fn(() => 0.5)
      .mockImplementationOnce(() => {
        throw new Error('No.');
      });
    const revalidation = new TokenRevalidation({
      sessions,
      accountAccess: { revalidate },
      intervalMs,
      retryMs,
      onError,
      random,
    });
    for (const token of ['one', 'other']) {
      const claims = { accountId: 'own', ownerId: undefined, expiresAtMs: undefined };
      sessions.open(transport()).signIn(token, claims);
    }

    await vi.advanceTimersByTimeAsync(intervalMs);

    expect(onError.mock.calls).toEqual([[new Error('No.')]]);
    expect(new Set(revalidate.mock.calls.map(([token]) => token))).toEqual(new Set(['one', 'other']));
    revalidation.close();
  });

  test('never bursts, though all clients connected at once', async () => {
    const { revalidate, revalidation, signIn } = setUpRevalidation();
    const perSweep: number[] = [];
    for (let index = 0; index < 3_000; index += 1) signIn(`token-${index}`);

    for (let elapsedMs = 0; elapsedMs < 3 * intervalMs; elapsedMs += intervalMs / 60) {
      const before = revalidate.mock.calls.length;
      await vi.advanceTimersByTimeAsync(intervalMs / 60);
      perSweep.push(revalidate.mock.calls.length - before);
    }

    // 3,000 over the 30 sweeps of half an interval are 100 each, give or take what chance does.
    expect(Math.max(...perSweep)).toBeLessThan(160);
    expect(revalidate.mock.calls.length).toBeGreaterThanOrEqual(2 * 3_000);
    revalidation.close();
  });

  test('forgets tokens that no session holds any more', async () => {
    const { revalidate, revalidation, signIn } = setUpRevalidation();
    const { session } = signIn('token');
    await vi.advanceTimersByTimeAsync(0.3 * intervalMs);

    session.close();
    await vi.advanceTimersByTimeAsync(2 * intervalMs);

    expect(revalidate).not.toHaveBeenCalled();
    revalidation.close();
  });

  test('asks about the new token after a refresh', async () => {
    const { sessions, revalidate, revalidation, signIn } = setUpRevalidation();
    signIn('old');
    await vi.advanceTimersByTimeAsync(0.3 * intervalMs);

    sessions.extend('old', 'new', { accountId: 'own', ownerId: undefined, expiresAtMs: undefined });
    await vi.advanceTimersByTimeAsync(1.1 * intervalMs);

    expect(new Set(revalidate.mock.calls.map(([token]) => token))).toEqual(new Set(['new']));
    revalidation.close();
  });

  test('asks about accounts on time although the token is refreshed again and again', async () => {
    const { sessions, revalidate, revalidation, signIn, listen } = setUpRevalidation();
    listen(signIn('token-0'), 'descendant');

    for (let refresh = 1; refresh <= 12; refresh += 1) {
      await vi.advanceTimersByTimeAsync(intervalMs / 10);
      const [before, after] = [`token-${refresh - 1}`, `token-${refresh}`];
      sessions.extend(before, after, { accountId: 'own', ownerId: undefined, expiresAtMs: undefined });
      revalidation.inherit(before, after);
    }

    expect(new Set(revalidate.mock.calls.map(([, accountId]) => accountId))).toEqual(new Set(['own', 'descendant']));
    expect(revalidate.mock.calls.length).toBeLessThanOrEqual(4);
    revalidation.close();
  });

  test('is not put off by refreshing an older token to the same newer one again and again', async () => {
    const { revalidate, revalidation, signIn } = setUpRevalidation();
    signIn('new');

    for (let refresh = 0; refresh < 4; refresh += 1) {
      const { session } = signIn('old');
      await vi.advanceTimersByTimeAsync(intervalMs / 50);
      revalidation.inherit('old', 'new');
      session.close();
      await vi.advanceTimersByTimeAsync(0.38 * intervalMs);
    }

    expect(revalidate.mock.calls.map(([token]) => token)).toContain('new');
    revalidation.close();
  });

  test('shares one request among concurrent calls for the same token and account', async () => {
    const { revalidate, revalidation } = setUpRevalidation();

    await Promise.all([
      revalidation.revalidate('token', 'own'),
      revalidation.revalidate('token', 'own'),
      revalidation.revalidate('token', 'b'),
    ]);

    expect(revalidate).toHaveBeenCalledTimes(2);
    revalidation.close();
  });

  test('lets no urgent call wait for a request that is not urgent', async () => {
    const { revalidate, revalidation } = setUpRevalidation();
    let answer = (): void => undefined;
    revalidate.mockImplementationOnce(async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return accountNamed('own');
    });
    const inBackground = revalidation.revalidate('token', 'own');

    await Promise.all([revalidation.revalidate('token', 'own', true), revalidation.revalidate('token', 'own', true)]);

    expect(revalidate.mock.calls.map(([, , isUrgent]) => isUrgent)).toEqual([false, true]);
    answer();
    await inBackground;
    revalidation.close();
  });

  test('shares an urgent request with calls that are not urgent', async () => {
    const { revalidate, revalidation } = setUpRevalidation();

    await Promise.all([revalidation.revalidate('token', 'own', true), revalidation.revalidate('token', 'own')]);

    expect(revalidate.mock.calls.map(([, , isUrgent]) => isUrgent)).toEqual([true]);
    revalidation.close();
  });
});
