import { describe, expect, test, vi } from 'vitest';
import {
  ServiceIdentity,
  type ServiceIdentityEvents,
  type ServiceIdentityOptions,
} from '../../../src/auth/service/service-identity.ts';
import { GatewayError } from '../../../src/errors.ts';
import { holdClock } from '../../harness/held-clock.ts';

const hourMs = 3_600_000;

holdClock({ now: Date.UTC(2026, 0, 1) });

function setUp(lifetimeMs: number | null = hourMs) {
  let tokens = 0;
  const login = vi.fn<ServiceIdentityOptions['login']>(async () => {
    tokens += 1;
    return { authToken: `token-${tokens}`, expiresAt: lifetimeMs === null ? null : new Date(Date.now() + lifetimeMs) };
  });
  const onFailed = vi.fn<(...event: ServiceIdentityEvents['loginFailed']) => void>();
  const onLoggedIn = vi.fn<() => void>();
  const service = new ServiceIdentity({
    login,
    backoff: { baseMs: 1_000, maxMs: 60_000 },
    random: () => 0.5,
  });
  service.events.on('loginFailed', onFailed).on('loggedIn', onLoggedIn);
  return { service, login, onFailed, onLoggedIn };
}

async function started(lifetimeMs?: number | null) {
  const harness = setUp(lifetimeMs);
  harness.service.start();
  await vi.advanceTimersByTimeAsync(0);
  return harness;
}

const unreachable = new GatewayError('UPSTREAM_UNAVAILABLE', 'Gone.');

describe('the service identity', () => {
  test('has no token until Kazoo has issued one', async () => {
    const { service, onLoggedIn } = setUp();

    expect(service.token).toBeUndefined();
    service.start();
    expect(service.token).toBeUndefined();
    await vi.advanceTimersByTimeAsync(0);

    expect(service.token).toBe('token-1');
    expect(onLoggedIn).toHaveBeenCalledTimes(1);
  });

  test('is renewed after four fifths of its lifetime, and keeps its token meanwhile', async () => {
    const { service, login } = await started();
    await vi.advanceTimersByTimeAsync(0.79 * hourMs);
    expect(login).toHaveBeenCalledTimes(1);

    await vi.advanceTimersByTimeAsync(0.02 * hourMs);

    expect(login).toHaveBeenCalledTimes(2);
    expect(service.token).toBe('token-2');
  });

  test('with a token that never expires is not renewed for weeks', async () => {
    const { service, login } = await started(null);

    await vi.advanceTimersByTimeAsync(500 * hourMs);

    expect(login).toHaveBeenCalledTimes(1);
    expect(service.token).toBe('token-1');
    service.close();
  });

  test('keeps its token while Kazoo is down, until it expires, and gets a new one when Kazoo is back', async () => {
    const { service, login, onFailed } = await started();
    login.mockRejectedValue(unreachable);

    await vi.advanceTimersByTimeAsync(0.9 * hourMs);
    expect(service.token).toBe('token-1');
    expect(onFailed).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(0.2 * hourMs);
    expect(service.token).toBeUndefined();
    login.mockResolvedValue({ authToken: 'back', expiresAt: null });
    await vi.advanceTimersByTimeAsync(60_000);

    expect(service.token).toBe('back');
    service.close();
  });

  test('retries less and less often while Kazoo is down', async () => {
    const { service, login, onFailed } = setUp();
    login.mockRejectedValue(unreachable);

    service.start();
    await vi.advanceTimersByTimeAsync(hourMs);

    expect(onFailed.mock.calls.slice(0, 4).map(([, retryInMs]) => retryInMs)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(login.mock.calls.length).toBeLessThan(hourMs / 30_000 + 10);
    service.close();
  });
});

test('a token that has expired already counts as a failed login: Kazoo is asked less and less often', async () => {
  const { service, login, onFailed, onLoggedIn } = await started(-hourMs);

  await vi.advanceTimersByTimeAsync(hourMs);

  expect(service.token).toBeUndefined();
  expect(onLoggedIn).not.toHaveBeenCalled();
  expect(onFailed.mock.calls.slice(0, 4).map(([, retryInMs]) => retryInMs)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(onFailed.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringContaining('expired') });
  expect(login.mock.calls.length).toBeLessThan(hourMs / 30_000 + 10);
  service.close();
});

describe('when Kazoo no longer accepts its token', () => {
  test('it logs in again at once', async () => {
    const { service } = await started();
    await vi.advanceTimersByTimeAsync(0.5 * hourMs);

    service.refuse('token-1');
    expect(service.token).toBeUndefined();
    await vi.advanceTimersByTimeAsync(0);

    expect(service.token).toBe('token-2');
    service.close();
  });

  test('repeatedly, it waits longer each time', async () => {
    const { service, login } = await started();
    const refuse = async (): Promise<void> => {
      if (service.token !== undefined) service.refuse(service.token);
      await vi.advanceTimersByTimeAsync(100);
    };

    for (let elapsedMs = 0; elapsedMs < 60_000; elapsedMs += 100) await refuse();

    expect(login.mock.calls.length).toBeLessThan(10);
    service.close();
  });

  test('a refusal of an older token changes nothing', async () => {
    const { service, login } = await started();

    service.refuse('token-0');
    await vi.advanceTimersByTimeAsync(1_000);

    expect(login).toHaveBeenCalledTimes(1);
    expect(service.token).toBe('token-1');
    service.close();
  });
});

test('a closed service identity has no token and no timer, and ignores a late login', async () => {
  const { service, onLoggedIn } = setUp();
  service.start();

  service.close();
  await vi.advanceTimersByTimeAsync(0);

  expect(service.token).toBeUndefined();
  expect(onLoggedIn).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
