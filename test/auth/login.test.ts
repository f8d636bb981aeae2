import { expect, test, vi } from 'vitest';
import { Login, type LoginOptions } from '../../src/auth/login.ts';
import type { Session } from '../../src/auth/session.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { GatewayError } from '../../src/errors.ts';
import type { AuthSession } from '../../src/kazoo/requests/auth-session.ts';
import type { LoginCredentials } from '../../src/kazoo/requests/login-credentials.ts';
import { LoginLimits } from '../../src/limits/logins/login-limits.ts';
import { transport } from './harness/session-transport.ts';

const clientInfo = { requestId: 'request', clientIp: '192.0.2.1' };
const credentials: LoginCredentials = { username: 'ann', password: 'secret', accountName: 'acme' };
const refused = new GatewayError('INVALID_CREDENTIALS', 'Wrong.');

function authSession(authToken: string): AuthSession {
  return {
    authToken,
    accountId: 'a1',
    accountName: null,
    ownerId: 'u1',
    expiresAt: null,
    canRefresh: null,
    isReseller: false,
    resellerId: null,
    language: null,
    apps: [],
  };
}

function setUp({ maxAttemptsPerIp = 10, ...options }: Partial<LoginOptions> & { maxAttemptsPerIp?: number } = {}) {
  const sessions = new SessionRegistry();
  const outcomes: string[] = [];
  const requestLogin = vi.fn<LoginOptions['requestLogin']>(async () => authSession('fresh'));
  const login = new Login({
    requestLogin,
    requestRefresh: async (token) => authSession(`${token} refreshed`),
    limits: new LoginLimits({
      maxAttemptsPerUser: 10,
      maxAttemptsPerIp,
      maxAttemptsPerAccount: 10,
      windowMs: 60_000,
      maxWaitMs: 30_000,
      onLimited() {},
    }),
    sessions,
    accountAccess: { authorize: async () => undefined },
    onLogin: (_, outcome) => outcomes.push(outcome),
    ...options,
  });
  return { login, requestLogin, sessions, outcomes, session: sessions.open(transport()) };
}

/** A stream of the session, and the codes of the errors that ended it. */
function streamOf(sessions: SessionRegistry, session: Session, accountId: string, ownerId?: string): string[] {
  const codes: string[] = [];
  sessions.attach(session, { accountId, ownerId, end: ({ code }) => codes.push(code), onSessionEnded() {} });
  return codes;
}

test('a login signs its session in and is noted as a success', async () => {
  const { login, requestLogin, session, outcomes } = setUp();

  await expect(login.logIn(credentials, { session, clientInfo })).resolves.toEqual(authSession('fresh'));

  expect(requestLogin.mock.calls).toEqual([[credentials, clientInfo]]);
  expect(session.require()).toMatchObject({ token: 'fresh', claims: { accountId: 'a1', ownerId: 'u1' } });
  expect(outcomes).toEqual(['success']);
});

test('a login that Kazoo refuses leaves the session as it was, and is noted with its code', async () => {
  const { login, requestLogin, session, outcomes } = setUp();
  requestLogin.mockRejectedValue(refused);

  await expect(login.logIn(credentials, { session, clientInfo })).rejects.toBe(refused);

  expect(session.token).toBeUndefined();
  expect(outcomes).toEqual(['INVALID_CREDENTIALS']);
});

test('a login over the limit is refused without asking Kazoo', async () => {
  const { login, requestLogin, session, outcomes } = setUp({ maxAttemptsPerIp: 1 });
  requestLogin.mockRejectedValue(refused);
  await expect(login.logIn(credentials, { session, clientInfo })).rejects.toBe(refused);

  await expect(login.logIn(credentials, { session, clientInfo })).rejects.toMatchObject({ code: 'RATE_LIMITED' });

  expect(requestLogin).toHaveBeenCalledTimes(1);
  expect(outcomes).toEqual(['INVALID_CREDENTIALS', 'RATE_LIMITED']);
});

test('after a login the streams end that the new identity may not see, and the others go on', async () => {
  const { login, sessions, session } = setUp({
    accountAccess: {
      async authorize(_token, accountId) {
        if (accountId === 'foreign') throw new GatewayError('FORBIDDEN', 'No.');
        if (accountId === 'broken') throw new TypeError('broken');
      },
    },
  });
  const [own, foreign, broken] = ['a1', 'foreign', 'broken'].map((id) => streamOf(sessions, session, id));

  await login.logIn(credentials, { session, clientInfo });

  expect([own, foreign, broken]).toEqual([[], ['FORBIDDEN'], ['FORBIDDEN']]);
});

test('a login as a restricted user ends the streams that show the resources of others', async () => {
  const { login, sessions, session } = setUp({ ownerFor: async () => 'u1' });
  const everything = streamOf(sessions, session, 'a1');
  const own = streamOf(sessions, session, 'a1', 'u1');

  await login.logIn(credentials, { session, clientInfo });

  expect([everything, own]).toEqual([['FORBIDDEN'], []]);
});

test('a refreshed token replaces the old one in every session that holds it', async () => {
  const { login, sessions, session } = setUp();
  const other = sessions.open(transport());
  for (const holder of [session, other])
    holder.signIn('old', { accountId: 'a1', ownerId: 'u1', expiresAtMs: undefined });

  await login.refresh({ session, clientInfo });

  expect([session.token, other.token]).toEqual(['old refreshed', 'old refreshed']);
});

test('a token that was refreshed a moment ago is not extended in all of its sessions again', async () => {
  const { login, sessions, session } = setUp({ requestRefresh: async () => authSession('new') });
  session.signIn('old', { accountId: 'a1', ownerId: 'u1', expiresAtMs: undefined });
  using extend = vi.spyOn(sessions, 'extend');

  for (let client = 0; client < 3; client += 1) await login.refresh({ session, clientInfo });

  expect(session.token).toBe('new');
  expect(extend).toHaveBeenCalledTimes(1);
});

test('only a signed-in session can refresh its token', async () => {
  const { login, session } = setUp();

  await expect(login.refresh({ session, clientInfo })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
