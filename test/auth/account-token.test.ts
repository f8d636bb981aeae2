import { describe, expect, test } from 'vitest';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { GatewayError } from '../../src/errors.ts';
import { holdClock } from '../harness/held-clock.ts';
import { claims, signedIn, streamOf } from './harness/signed-in.ts';

const hour = 3_600_000;
const over = new GatewayError('SHUTTING_DOWN', 'Over.');

describe('the token for an account', () => {
  holdClock();

  test('belongs to a session with a stream on the account', () => {
    const sessions = new SessionRegistry();
    const session = signedIn(sessions, 'token');
    signedIn(sessions, 'of somebody else');

    sessions.attach(session, streamOf('a'));

    expect(sessions.tokenFor('a')).toBe('token');
    expect(sessions.tokenFor('b')).toBeUndefined();
  });

  test('is the one that expires last', () => {
    const sessions = new SessionRegistry();
    for (const [token, lifetimeMs] of Object.entries({ short: hour, long: 3 * hour, middle: 2 * hour })) {
      sessions.attach(signedIn(sessions, token, lifetimeMs), streamOf('a'));
    }

    expect(sessions.tokenFor('a')).toBe('long');
  });

  test('is one that never expires, if there is one', () => {
    const sessions = new SessionRegistry();
    sessions.attach(signedIn(sessions, 'short', hour), streamOf('a'));
    sessions.attach(signedIn(sessions, 'eternal'), streamOf('a'));
    sessions.attach(signedIn(sessions, 'long', 2 * hour), streamOf('a'));

    expect(sessions.tokenFor('a')).toBe('eternal');
  });

  test('is never one that Kazoo refused', () => {
    const sessions = new SessionRegistry();
    sessions.attach(signedIn(sessions, 'long', 2 * hour), streamOf('a'));
    sessions.attach(signedIn(sessions, 'short', hour), streamOf('a'));

    sessions.refuseToken('long');
    expect(sessions.tokenFor('a')).toBe('short');
    sessions.refuseToken('short');

    expect(sessions.tokenFor('a')).toBeUndefined();
  });

  test('is never that of a session that ended', () => {
    const sessions = new SessionRegistry();
    const session = signedIn(sessions, 'token');
    sessions.attach(session, streamOf('a'));

    session.end(over);

    expect(sessions.tokenFor('a')).toBeUndefined();
  });

  test('follows another login of the session', () => {
    const sessions = new SessionRegistry();
    const session = signedIn(sessions, 'old');
    sessions.attach(session, streamOf('a'));

    session.signIn('new', claims());

    expect(sessions.tokenFor('a')).toBe('new');
  });

  test('remembers refused tokens, though not without bound', () => {
    const sessions = new SessionRegistry();
    sessions.attach(signedIn(sessions, 'first', hour), streamOf('a'));
    sessions.refuseToken('first');
    expect(sessions.tokenFor('a')).toBeUndefined();

    for (let count = 0; count < 150; count += 1) sessions.refuseToken(`${count}`.padEnd(8_000));

    expect(sessions.tokenFor('a')).toBe('first');
  });
});
