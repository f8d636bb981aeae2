import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { intervalMs, no, retryMs, setUpRevalidation } from './harness/token-revalidation-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('with restricted users, a token that Kazoo accepts', () => {
  test('is followed by the question whether its user is still an administrator', async () => {
    const claims = { accountId: 'own', ownerId: 'user', expiresAtMs: undefined };
    const isRestricted = vi.fn(async () => false);
    const restriction = { rule: { isRestricted }, claimsOf: () => claims };
    const { revalidation } = setUpRevalidation({ restriction });

    await revalidation.revalidate('token', 'own');

    expect(isRestricted.mock.calls).toEqual([['token', claims, {}]]);
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
