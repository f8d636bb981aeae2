import { expect, test, vi } from 'vitest';
import { Session } from '../../src/auth/session.ts';
import { UserRestriction, type UserRestrictionOptions } from '../../src/auth/user-restriction.ts';
import { GatewayError } from '../../src/errors.ts';
import { CacheClock } from '../harness/cache-clock.ts';

const claims = { accountId: 'a1', ownerId: 'u1', expiresAtMs: undefined };
const clientInfo = { requestId: 'request' };

function setUp(options: Partial<UserRestrictionOptions> = {}) {
  const isAdministrator = vi.fn<UserRestrictionOptions['isAdministrator']>(async () => false);
  const onDemoted = vi.fn<(principal: string) => void>();
  const restriction = new UserRestriction({
    isAdministrator,
    onDemoted,
    knownForMs: 60_000,
    maxEntries: 100,
    rememberedForMs: 3_600_000,
    ...options,
  });
  return { restriction, isAdministrator, onDemoted };
}

function contextOf(ownerId: string | undefined, token = 'token') {
  const session = new Session({ onSessionEnded() {} }, { onTokenChanged() {}, onEnded() {} });
  session.signIn(token, { ...claims, ownerId });
  return { session, clientInfo };
}

test('a user sees only their own resources, in their own account only', async () => {
  const { restriction, isAdministrator } = setUp();

  await expect(restriction.ownerFor(contextOf('u1'), 'a1')).resolves.toBe('u1');
  const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
  expect(() => restriction.ownerFor(contextOf('u1'), 'a2')).toThrow(forbidden);
  expect(() => restriction.ownerFor(contextOf('u1'), '*')).toThrow(forbidden);

  expect(isAdministrator.mock.calls).toEqual([['token', 'a1', 'u1', clientInfo, true]]);
});

test('an administrator sees everything everywhere, and so does an API key, without a request to Kazoo', async () => {
  const { restriction, isAdministrator } = setUp();
  isAdministrator.mockResolvedValue(true);

  for (const ownerId of ['u1', undefined])
    for (const accountId of ['a1', 'a2'])
      expect(await restriction.ownerFor(contextOf(ownerId), accountId)).toBeUndefined();

  expect(isAdministrator).toHaveBeenCalledTimes(1);
});

test('concurrent requests about one user share one question, whatever their tokens', async () => {
  const { restriction, isAdministrator } = setUp();

  await Promise.all(['t1', 't2', 't3'].map((token) => restriction.ownerFor(contextOf('u1', token), 'a1')));
  await restriction.ownerFor(contextOf('u2'), 'a1');

  expect(isAdministrator.mock.calls.map(([token, , userId]) => [token, userId])).toEqual([
    ['t1', 'u1'],
    ['token', 'u2'],
  ]);
});

test('a failure to ask Kazoo is thrown and not kept', async () => {
  const { restriction, isAdministrator } = setUp();
  isAdministrator.mockRejectedValueOnce(new GatewayError('UPSTREAM_UNAVAILABLE', 'No.'));

  await expect(restriction.isRestricted('token', claims, clientInfo)).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  });
  await expect(restriction.isRestricted('token', claims, clientInfo)).resolves.toBe(true);
});

test('a demotion is reported once, even when Kazoo could not be asked in between', async () => {
  const { restriction, isAdministrator, onDemoted } = setUp({ knownForMs: 1 });
  isAdministrator.mockResolvedValueOnce(true);
  await restriction.isRestricted('token', claims, clientInfo);
  isAdministrator.mockRejectedValueOnce(new GatewayError('UPSTREAM_UNAVAILABLE', 'No.'));
  await vi.waitFor(() => expect(restriction.isRestricted('token', claims, clientInfo)).rejects.toThrow('No.'));

  await expect(restriction.isRestricted('token', claims, clientInfo)).resolves.toBe(true);
  await vi.waitFor(async () => {
    await restriction.isRestricted('token', claims, clientInfo);
    expect(isAdministrator.mock.calls.length).toBeGreaterThan(3);
  });

  expect(onDemoted.mock.calls).toEqual([['a1 u1']]);
});

test('who waits is asked about at once, also while a question that may take its time is open', async () => {
  const { restriction, isAdministrator } = setUp({ knownForMs: 0 });
  const never = new Promise<boolean>(() => undefined);
  await restriction.isRestricted('token', claims, {});
  isAdministrator.mockClear();
  isAdministrator.mockImplementation((_token, _account, _user, _client, isUrgent) =>
    isUrgent ? Promise.resolve(true) : never,
  );
  void restriction.isRestricted('token', claims, {}, false);

  await expect(restriction.ownerFor(contextOf('u1'), 'a1')).resolves.toBeUndefined();

  expect(isAdministrator.mock.calls.map(([, , , , isUrgent]) => isUrgent)).toEqual([false, true]);
});

test('a recheck joins the question of those who wait, and nobody is asked about twice at first', async () => {
  const { restriction, isAdministrator } = setUp();

  await Promise.all([
    restriction.isRestricted('token', claims, {}, false),
    restriction.ownerFor(contextOf('u1'), 'a1'),
    restriction.isRestricted('token', claims, {}, false),
  ]);

  expect(isAdministrator.mock.calls.map(([, , , , isUrgent]) => isUrgent)).toEqual([true]);
});

test('a demotion is noticed long after the last answer, but a user is not remembered for ever', async () => {
  using clock = new CacheClock();
  const { restriction, isAdministrator, onDemoted } = setUp({ rememberedForMs: 3_600_000 });
  const isRestricted = async (is: boolean) => {
    isAdministrator.mockResolvedValueOnce(!is);
    await restriction.isRestricted('token', claims, clientInfo);
  };

  await isRestricted(false);
  clock.pass(3_500_000);
  await isRestricted(true);
  expect(onDemoted).toHaveBeenCalledTimes(1);
  clock.pass(60_000);
  await isRestricted(false);
  clock.pass(3_600_002);
  await isRestricted(true);

  expect(onDemoted).toHaveBeenCalledTimes(1);
});
