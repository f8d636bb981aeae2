import { describe, expect, test, vi } from 'vitest';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { GatewayError } from '../../src/errors.ts';
import type { TokenClaims } from '../../src/kazoo/token-claims.ts';
import { holdClock } from '../harness/held-clock.ts';
import { transport } from './harness/session-transport.ts';

const start = Date.UTC(2026, 0, 1);
const day = 24 * 3_600_000;

holdClock({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start });

function claims(lifetimeMs?: number): TokenClaims {
  const expiresAtMs = lifetimeMs === undefined ? undefined : Date.now() + lifetimeMs;
  return { accountId: 'account', ownerId: 'owner', expiresAtMs };
}

function setUp() {
  const onEnded = vi.fn<(error: GatewayError) => void>();
  return { session: new SessionRegistry().open(transport(onEnded)), onEnded };
}

const over = new GatewayError('SHUTTING_DOWN', 'Over.');

describe('a session', () => {
  test('is anonymous at first, and refuses whoever needs a token', () => {
    const { session } = setUp();

    expect(session.isAnonymous).toBe(true);
    expect([session.token, session.accountId, session.expiresAtMs]).toEqual([undefined, undefined, undefined]);
    expect(() => session.require()).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  test('has the identity of its last sign-in', () => {
    const { session } = setUp();

    session.signIn('first', claims());
    session.signIn('second', { ...claims(1_000), accountId: 'another' });

    expect(session.isAnonymous).toBe(false);
    expect(session.require()).toMatchObject({ token: 'second', claims: { accountId: 'another' } });
    expect([session.token, session.accountId, session.expiresAtMs]).toEqual(['second', 'another', start + 1_000]);
  });

  test('that was presented an unusable token is not anonymous, and refuses with the reason', () => {
    const { session } = setUp();
    const reason = new GatewayError('TOKEN_EXPIRED', 'Expired.');

    session.refuse(reason);

    expect(session.isAnonymous).toBe(false);
    expect(session.token).toBeUndefined();
    expect(() => session.require()).toThrow(reason);
  });

  test('can be signed in after an unusable token', () => {
    const { session } = setUp();

    session.refuse(over);
    session.signIn('good', claims());

    expect(session.token).toBe('good');
  });
});

describe('a session ends', () => {
  test('when its token expires, not before', () => {
    const { session, onEnded } = setUp();
    session.signIn('token', claims(60_000));

    vi.advanceTimersByTime(59_999);
    expect(onEnded).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);

    expect(onEnded).toHaveBeenCalledTimes(1);
    expect(onEnded.mock.calls[0]?.[0]).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(() => session.require()).toThrow(expect.objectContaining({ code: 'TOKEN_EXPIRED' }));
  });

  test.each([25 * day, 60 * day, 400 * day])(
    'when its token expires after %i ms, which no timer can wait for',
    (lifetimeMs) => {
      const { session, onEnded } = setUp();
      session.signIn('token', claims(lifetimeMs));

      vi.advanceTimersByTime(lifetimeMs - 1);
      expect(onEnded).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);

      expect(onEnded).toHaveBeenCalledTimes(1);
    },
  );

  test('at once when the token has expired already', () => {
    const { session, onEnded } = setUp();

    session.signIn('token', claims(-1));
    vi.advanceTimersByTime(0);

    expect(onEnded).toHaveBeenCalledTimes(1);
  });

  test('never by itself when its token does not expire', () => {
    const { session, onEnded } = setUp();

    session.signIn('token', claims());

    expect(vi.getTimerCount()).toBe(0);
    expect(onEnded).not.toHaveBeenCalled();
  });

  test('when its latest token expires, not when the one before does', () => {
    const { session, onEnded } = setUp();
    session.signIn('first', claims(1_000));

    session.signIn('second', claims(5_000));
    vi.advanceTimersByTime(4_999);
    expect([onEnded.mock.calls.length, vi.getTimerCount()]).toEqual([0, 1]);
    vi.advanceTimersByTime(1);

    expect(onEnded).toHaveBeenCalledTimes(1);
  });

  test('earlier when its latest token expires earlier', () => {
    const { session, onEnded } = setUp();
    session.signIn('first', claims(5_000));

    session.signIn('second', claims(1_000));
    vi.advanceTimersByTime(1_000);

    expect(onEnded).toHaveBeenCalledTimes(1);
  });

  test('once, and cannot be signed in again', () => {
    const { session, onEnded } = setUp();
    session.signIn('token', claims(1_000));

    session.end(over);
    session.end(new GatewayError('FORBIDDEN', 'Again.'));
    session.signIn('another', claims(1_000));
    session.refuse(over);
    vi.advanceTimersByTime(10_000);

    expect(onEnded.mock.calls).toEqual([[over]]);
    expect(session.token).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('without telling its transport when that is gone', () => {
    const { session, onEnded } = setUp();
    session.signIn('token', claims(1_000));

    session.close();
    session.close();
    session.end(over);
    vi.advanceTimersByTime(10_000);

    expect(onEnded).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
