import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DisconnectReason } from '../../src/kazoo/blackhole/disconnect-reason.ts';
import { type StatusFacts, StatusStore, statusName, type UpstreamStatus } from '../../src/upstream/upstream-status.ts';

const startedAt = new Date('2026-01-01T12:00:00Z');
const facts: StatusFacts = {
  connection: 'live',
  attempt: 0,
  isRestoring: false,
  why: undefined,
  before: 'LIVE',
};

function lost(kind: DisconnectReason['kind']): DisconnectReason {
  return { kind, message: 'lost' };
}

describe('an account is called', () => {
  test.each<[string, string, Partial<StatusFacts>]>([
    ['IDLE', 'when it needs no connection', { connection: 'idle' }],
    ['CONNECTING', 'before its first connection', { connection: 'waiting', attempt: 1, before: 'IDLE' }],
    ['CONNECTING', 'while the first one opens', { connection: 'connecting', attempt: 1, before: 'CONNECTING' }],
    ['CONNECTING', 'until a socket holds a topic', { attempt: 1, before: 'CONNECTING' }],
    ['LIVE', 'once a socket holds a topic', { before: 'CONNECTING' }],
    ['RECONNECTING', 'when what was live is lost', { connection: 'waiting', attempt: 1, isRestoring: true }],
    ['RECONNECTING', 'until everything is restored', { isRestoring: true, before: 'RECONNECTING' }],
    ['RATE_LIMITED', 'when Kazoo allows no more', { connection: 'waiting', attempt: 2, why: lost('rateLimited') }],
    ['RATE_LIMITED', 'during the next attempt', { connection: 'connecting', attempt: 2, before: 'RATE_LIMITED' }],
    ['RATE_LIMITED', 'even while restoring', { connection: 'connecting', isRestoring: true, before: 'RATE_LIMITED' }],
    ['RECONNECTING', 'when the limit is over', { isRestoring: true, before: 'RATE_LIMITED' }],
    [
      'CONNECTING',
      'when the next attempt fails otherwise',
      { connection: 'waiting', attempt: 3, before: 'RATE_LIMITED', why: lost('refused') },
    ],
  ])('%s %s', (name, _when, some) => {
    expect(statusName({ ...facts, ...some })).toBe(name);
  });
});

describe('the board', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: startedAt });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const live = { state: 'LIVE', reason: null, attempt: 0, retryAt: null } as const;
  const connecting = { state: 'CONNECTING', reason: null, attempt: 1, retryAt: null } as const;
  const gap = { from: startedAt, to: startedAt, reason: 'UPSTREAM_DISCONNECTED' } as const;

  test('says IDLE of whom it does not know', () => {
    expect(new StatusStore().get('a')).toEqual({
      state: 'IDLE',
      since: startedAt,
      reason: null,
      attempt: 0,
      retryAt: null,
      gap: null,
    });
  });

  test('keeps `since` as long as the state stays, whatever else changes', () => {
    const board = new StatusStore();
    board.set('a', connecting);
    vi.advanceTimersByTime(1000);
    board.set('a', { ...connecting, attempt: 2 });
    expect(board.get('a')).toMatchObject({ since: startedAt, attempt: 2 });

    board.set('a', live);

    expect(board.get('a').since).toEqual(new Date('2026-01-01T12:00:01Z'));
  });

  test('keeps a gap until a later one', () => {
    const board = new StatusStore();
    board.set('a', { ...live, gap });

    board.set('a', connecting);
    board.set('a', live);

    expect(board.get('a').gap).toBe(gap);
  });

  test('tells those who watch the account of each change once, until they stop', () => {
    const board = new StatusStore();
    const seen: UpstreamStatus[] = [];
    const stop = board.watch('a', (status) => seen.push(status));

    board.set('a', connecting);
    board.set('a', { ...connecting });
    board.set('b', connecting);
    board.set('a', { ...live, gap });
    stop();
    board.set('a', connecting);

    expect(seen.map(({ state }) => state)).toEqual(['CONNECTING', 'LIVE']);
  });

  test('counts the accounts in each state', () => {
    const board = new StatusStore();
    board.set('a', live);
    board.set('b', live);
    board.set('c', connecting);

    expect(Object.fromEntries(board.counts)).toEqual({ LIVE: 2, CONNECTING: 1 });
  });

  test('forgets an account that is idle and that nobody watches, in either order', () => {
    const board = new StatusStore();
    const stops = ['a', 'a', 'b'].map((account) => board.watch(account, () => undefined));
    for (const account of ['a', 'b', 'c']) board.set(account, live);

    for (const account of ['a', 'b', 'c']) board.set(account, { ...live, state: 'IDLE' });
    expect(Object.fromEntries(board.counts)).toEqual({ IDLE: 2 });
    for (const stop of stops) {
      stop();
      stop();
    }

    expect(Object.fromEntries(board.counts)).toEqual({});
  });

  test('keeps an account that is not idle when the last one who watched goes', () => {
    const board = new StatusStore();
    const stop = board.watch('a', () => undefined);
    board.set('a', live);

    stop();

    expect(board.get('a').state).toBe('LIVE');
  });
});
