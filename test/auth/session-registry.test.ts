import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { Session, type SessionStream } from '../../src/auth/session.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { GatewayError } from '../../src/errors.ts';
import { registrations } from '../../src/kazoo/collections/registrations.ts';
import { holdClock } from '../harness/held-clock.ts';
import { transport } from './harness/session-transport.ts';
import { claims, signedIn, streamOf } from './harness/signed-in.ts';

const hour = 3_600_000;
const over = new GatewayError('SHUTTING_DOWN', 'Over.');

describe('sessions', () => {
  test('are counted from opening to closing, or to their own end', () => {
    const sessions = new SessionRegistry();
    const onEnded = vi.fn<(error: GatewayError) => void>();
    const [one, other] = [sessions.open(transport(onEnded)), sessions.open(transport(onEnded))];
    expect(sessions.size).toBe(2);

    one.close();
    one.close();
    other.end(over);

    expect(sessions.size).toBe(0);
    expect(onEnded.mock.calls).toEqual([[over]]);
  });

  test('can all be ended with one error, a few at a time', async () => {
    const sessions = new SessionRegistry();
    const endedAtMs: number[] = [];
    for (let count = 0; count < 200; count += 1) {
      sessions.open(transport(() => endedAtMs.push(performance.now())));
    }

    await sessions.drain(over, 300);

    expect(endedAtMs).toHaveLength(200);
    expect(sessions.size).toBe(0);
    // In one go it would be over within one step; on a busy machine it takes longer, never less.
    expect(Math.max(...endedAtMs) - Math.min(...endedAtMs)).toBeGreaterThan(100);
  });

  test('of requests under way end with the window, unless they are over before', async () => {
    const sessions = new SessionRegistry();
    const endedAtMs = { connection: 0, request: 0 };
    sessions.open(transport(() => (endedAtMs.connection = performance.now())));
    sessions.open({ isRequest: true, ...transport(() => (endedAtMs.request = performance.now())) });
    const finished = sessions.open({ isRequest: true, ...transport(() => expect.unreachable()) });
    const beganMs = performance.now();

    const drained = sessions.drain(over, 300);
    expect(endedAtMs.connection).toBeGreaterThanOrEqual(beganMs);
    expect(finished.isEnded).toBe(false);
    finished.close();
    await drained;

    expect(endedAtMs.request - beganMs).toBeGreaterThanOrEqual(300);
    expect(sessions.size).toBe(0);
  });

  test('that open after the others were drained end at once, with the reason of the shutdown', async () => {
    const sessions = new SessionRegistry();
    await sessions.drain(over, 300);
    const onEnded = vi.fn<(error: GatewayError) => void>();

    const late = sessions.open(transport(onEnded));
    late.signIn('token', claims(hour));

    expect(onEnded.mock.calls).toEqual([[over]]);
    expect(late.endReason).toBe(over);
    expect(sessions.size).toBe(0);
    expect([...sessions.heldTokens()]).toEqual([]);
  });
});

test('sessions are looked at once a second, however their tokens expire', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  const expire = vi.spyOn(Session.prototype, 'expire');
  const sessions = new SessionRegistry();
  for (let index = 1; index <= 100; index += 1) signedIn(sessions, `token-${index}`, hour + index * 9);

  vi.advanceTimersByTime(hour + 1_000);

  expect(sessions.size).toBe(0);
  expect(expire).toHaveBeenCalledTimes(100);
  expire.mockRestore();
  vi.useRealTimers();
});

describe('a stream that is attached', () => {
  test('belongs to its session until it is detached', () => {
    const sessions = new SessionRegistry();
    const session = signedIn(sessions, 'token');
    const stream = streamOf('a');

    sessions.attach(session, stream);
    expect([...session.streams]).toEqual([stream]);
    sessions.detach(session, stream);

    expect(session.streams.size).toBe(0);
    expect(sessions.tokenFor('a')).toBeUndefined();
  });

  test('counts once for each of several on one account, however often it is detached', () => {
    const sessions = new SessionRegistry();
    const session = signedIn(sessions, 'token');
    const [first, second] = [streamOf('a'), streamOf('a')];
    for (const stream of [first, second]) sessions.attach(session, stream);

    sessions.detach(session, first);
    sessions.detach(session, first);
    expect(sessions.tokenFor('a')).toBe('token');
    sessions.detach(session, second);

    expect(sessions.tokenFor('a')).toBeUndefined();
  });

  test('that is detached twice does not remove a stream that was attached in between', () => {
    const sessions = new SessionRegistry();
    const session = signedIn(sessions, 'token');
    const old = streamOf('a');
    sessions.attach(session, old);
    sessions.detach(session, old);
    sessions.attach(session, streamOf('a'));

    sessions.detach(session, old);

    expect(sessions.tokenFor('a')).toBe('token');
  });
});

test.each([
  ['of one token', (sessions: SessionRegistry) => sessions.endToken('token', over)],
  ['of one principal', (sessions: SessionRegistry) => sessions.endPrincipal('own ', over)],
  ['of the gateway', (sessions: SessionRegistry) => sessions.drain(over, 1)],
])('where one of the sessions %s fails to end, that is reported, and the others end', async (_of, end) => {
  const sessions = new SessionRegistry();
  const failures: unknown[] = [];
  sessions.events.on('error', (failure) => failures.push(failure));
  const failure = new Error('no transport');
  const failing = sessions.open(
    transport(() => {
      throw failure;
    }),
  );
  const other = sessions.open(transport());
  for (const session of [failing, other]) session.signIn('token', claims());

  await end(sessions);

  expect(failures).toEqual([failure]);
  expect(other.endReason).toBe(over);
});

test.each([
  ['', (sessions: SessionRegistry) => sessions.endStreams('token', 'a', over)],
  [', of a list,', (sessions: SessionRegistry) => sessions.endListStreams('token', 'a', registrations, over)],
])('where one of the streams of an account%s fails to end, that is reported, and the others end', (_of, end) => {
  const sessions = new SessionRegistry();
  const failures: unknown[] = [];
  sessions.events.on('error', (failure) => failures.push(failure));
  const failure = new Error('no transport');
  const session = signedIn(sessions, 'token');
  const onEnd = vi.fn<SessionStream['end']>().mockImplementationOnce(() => {
    throw failure;
  });
  for (const accountId of ['a', 'a', 'b'])
    sessions.attach(session, { ...streamOf(accountId), lists: [registrations], end: onEnd });

  end(sessions);

  expect(failures).toEqual([failure]);
  expect(onEnd.mock.calls).toEqual([[over], [over]]);
});

describe('extending a token', () => {
  holdClock();

  test('replaces the token in every session that holds it, and keeps their streams', () => {
    const sessions = new SessionRegistry();
    const [one, two, other] = ['old', 'old', 'other'].map((token) => signedIn(sessions, token));
    const stream = streamOf('a');
    if (one !== undefined) sessions.attach(one, stream);

    sessions.extend('old', 'new', claims(hour));

    expect([one?.token, two?.token, other?.token]).toEqual(['new', 'new', 'other']);
    expect([...(one?.streams ?? [])]).toEqual([stream]);
    expect(sessions.tokenFor('a')).toBe('new');
    expect([...sessions.heldTokens()].map(({ token }) => token)).toEqual(['other', 'new']);
  });

  test('leaves ended sessions ended', () => {
    const sessions = new SessionRegistry();
    const session = signedIn(sessions, 'old');
    session.end(over);

    sessions.extend('old', 'new', claims());

    expect(session.token).toBeUndefined();
    expect([...sessions.heldTokens()]).toEqual([]);
  });
});

describe('the tokens in use', () => {
  test('are listed once each, with their own account and those of their streams', () => {
    const sessions = new SessionRegistry();
    sessions.attach(signedIn(sessions, 'token'), streamOf('a'));
    sessions.attach(signedIn(sessions, 'token'), streamOf('b'));
    signedIn(sessions, 'idle');
    sessions.open(transport());

    expect([...sessions.heldTokens()]).toEqual([
      { token: 'token', ownAccountId: 'own', accountIds: new Set(['own', 'a', 'b']) },
      { token: 'idle', ownAccountId: 'own', accountIds: new Set(['own']) },
    ]);
    expect(sessions.heldToken('idle')).toEqual({ token: 'idle', ownAccountId: 'own', accountIds: new Set(['own']) });
    expect(sessions.heldToken('nobody')).toBeUndefined();
  });

  test('end together with all their sessions, and no others', () => {
    const sessions = new SessionRegistry();
    const [one, two, other] = ['refused', 'refused', 'other'].map((token) => signedIn(sessions, token));

    sessions.endToken('refused', over);

    expect([one?.isEnded, two?.isEnded, other?.isEnded]).toEqual([true, true, false]);
    expect(sessions.size).toBe(1);
  });

  test('end in slices where thousands hold one, and spare who has another one by then', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const sessions = new SessionRegistry();
    const ended: number[] = [];
    const takeLong = (index: number): void => {
      ended.push(index);
      vi.advanceTimersByTime(11);
    };
    const holders = Array.from({ length: 4 }, (_, index) => {
      const session = sessions.open(transport(() => takeLong(index)));
      session.signIn('refused', claims());
      return session;
    });

    sessions.endToken('refused', over);
    expect(ended).toEqual([0]);
    holders[2]?.signIn('fresh', claims());
    await vi.waitUntil(() => ended.length === 3);
    await nextTurn();

    expect(ended).toEqual([0, 1, 3]);
    vi.useRealTimers();
  });

  test('end in slices where thousands expire together', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] });
    const sessions = new SessionRegistry();
    const ended: number[] = [];
    const takeLong = (index: number): void => {
      ended.push(index);
      vi.advanceTimersByTime(11);
    };
    for (const index of [0, 1, 2])
      sessions.open(transport(() => takeLong(index))).signIn(`token ${index}`, claims(500));

    vi.advanceTimersByTime(2_000);
    expect(ended).toEqual([0]);
    await nextTurn();
    await nextTurn();

    expect(ended).toEqual([0, 1, 2]);
    vi.useRealTimers();
  });
});
