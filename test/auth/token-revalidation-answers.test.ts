import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { AmbiguousRefusal } from '../../src/kazoo/crossbar/ambiguous-refusal.ts';
import { accountNamed } from '../harness/account-named.ts';
import { holdClock } from '../harness/held-clock.ts';
import { intervalMs, no, retryMs, setUpRevalidation } from './harness/token-revalidation-harness.ts';

holdClock();

describe('with restricted users, a token that Kazoo accepts', () => {
  test('is followed by the question whether its user is still an administrator', async () => {
    const claims = { accountId: 'own', ownerId: 'user', expiresAtMs: undefined };
    const isRestricted = vi.fn(async () => false);
    const restriction = { rule: { isRestricted }, claimsOf: () => claims };
    const { revalidation } = setUpRevalidation({ restriction });

    await revalidation.revalidate('token', 'own');

    expect(isRestricted.mock.calls).toEqual([['token', claims, {}, false]]);
    revalidation.close();
  });

  test('is asked about again soon when that question was not answered', async () => {
    const isRestricted = vi.fn(async () => false).mockRejectedValueOnce(no('UPSTREAM_TIMEOUT'));
    const claims = { accountId: 'own', ownerId: 'user', expiresAtMs: undefined };
    const { revalidate, revalidation, signIn } = setUpRevalidation({
      restriction: { rule: { isRestricted }, claimsOf: () => claims },
    });
    signIn('token');

    await revalidation.revalidate('token', 'own');
    await vi.advanceTimersByTimeAsync(retryMs + intervalMs / 60);

    expect(revalidate).toHaveBeenCalledTimes(2);
    revalidation.close();
  });
});

describe('lost access', () => {
  test('to another account ends the streams on it, and nothing else', async () => {
    const { revalidate, revalidation, signIn, listen } = setUpRevalidation();
    const client = signIn('token');
    const [own, lost] = [listen(client, 'own'), listen(client, 'lost')];
    const stranger = listen(signIn('another token'), 'lost');
    revalidate.mockRejectedValue(no('FORBIDDEN'));

    await revalidation.revalidate('token', 'lost');

    expect(lost.mock.calls).toMatchObject([[{ code: 'FORBIDDEN' }]]);
    expect(own).not.toHaveBeenCalled();
    expect(stranger).not.toHaveBeenCalled();
    expect(client.onEnded).not.toHaveBeenCalled();
    revalidation.close();
  });

  test.each(['FORBIDDEN', 'ACCOUNT_DISABLED', 'ACCOUNT_EXPIRED'] as const)(
    'over the own account (%s) ends the session',
    async (code) => {
      const { revalidate, revalidation, signIn } = setUpRevalidation();
      const client = signIn('token');
      revalidate.mockRejectedValue(no(code));

      await revalidation.revalidate('token', 'own');

      expect(client.onEnded.mock.calls).toMatchObject([[{ code: 'FORBIDDEN' }]]);
      revalidation.close();
    },
  );
});

describe('a refusal that Kazoo 5 also gives while its database fails', () => {
  const accountId = 'd'.repeat(32);
  const ambiguous = () =>
    new GatewayError('FORBIDDEN', 'No.', { cause: new AmbiguousRefusal(accountId, '/accounts/{id}', { status: 401 }) });

  test('ends nothing the first time; Kazoo is asked again soon, and then believed', async () => {
    const { revalidate, revalidation, signIn, listen } = setUpRevalidation();
    const client = signIn('token');
    const stream = listen(client, accountId);
    revalidate.mockImplementation(async (_token, id) =>
      id === accountId ? Promise.reject(ambiguous()) : accountNamed(id),
    );

    await revalidation.revalidate('token', accountId);
    await revalidation.revalidate('token', accountId);
    expect(stream).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(retryMs + intervalMs / 60);

    expect(stream.mock.calls).toMatchObject([[{ code: 'FORBIDDEN' }]]);
    expect(client.onEnded).not.toHaveBeenCalled();
    revalidation.close();
  });

  test('is forgotten once Kazoo has accepted the token for the account', async () => {
    const { revalidate, revalidation, signIn, listen } = setUpRevalidation();
    const stream = listen(signIn('token'), accountId);
    revalidate.mockRejectedValueOnce(ambiguous());
    await revalidation.revalidate('token', accountId);
    await vi.advanceTimersByTimeAsync(retryMs + intervalMs / 60);

    revalidate.mockRejectedValueOnce(ambiguous());
    await revalidation.revalidate('token', accountId);

    expect(stream).not.toHaveBeenCalled();
    revalidation.close();
  });

  test('is not forgotten because Kazoo gives no answer in between, or the token is refreshed', async () => {
    const { sessions, revalidate, revalidation, signIn, listen } = setUpRevalidation();
    const stream = listen(signIn('token'), accountId);
    revalidate.mockRejectedValueOnce(ambiguous());
    await revalidation.revalidate('token', accountId);
    revalidate.mockRejectedValueOnce(no('UPSTREAM_TIMEOUT'));
    await revalidation.revalidate('token', accountId);
    sessions.extend('token', 'new', { accountId: 'own', ownerId: undefined, expiresAtMs: undefined });
    revalidation.inherit('token', 'new');
    await vi.advanceTimersByTimeAsync(retryMs / 2);

    revalidate.mockRejectedValueOnce(ambiguous());
    await revalidation.revalidate('new', accountId);

    expect(stream.mock.calls).toMatchObject([[{ code: 'FORBIDDEN' }]]);
    revalidation.close();
  });
});

describe('a Kazoo that gives no answer', () => {
  test.each(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'RATE_LIMITED'] as const)(
    'ends nothing, and is asked again soon (%s)',
    async (code) => {
      const { revalidate, revalidation, signIn, listen } = setUpRevalidation();
      const client = signIn('token');
      const stream = listen(client, 'own');
      revalidate.mockRejectedValueOnce(no(code));

      await revalidation.revalidate('token', 'own');
      await vi.advanceTimersByTimeAsync(retryMs + intervalMs / 60);

      expect(revalidate).toHaveBeenCalledTimes(2);
      expect(stream).not.toHaveBeenCalled();
      expect(client.onEnded).not.toHaveBeenCalled();
      revalidation.close();
    },
  );

  test('because of an unexpected error is reported', async () => {
    const { revalidate, revalidation, onError } = setUpRevalidation();
    revalidate.mockRejectedValue(new TypeError('broken'));

    await revalidation.revalidate('token', 'own');

    expect(onError).toHaveBeenCalledWith(new TypeError('broken'));
    revalidation.close();
  });
});
