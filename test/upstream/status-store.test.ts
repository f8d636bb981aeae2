import { describe, expect, test, vi } from 'vitest';
import { StatusStore } from '../../src/upstream/status-store.ts';
import type { UpstreamStatus } from '../../src/upstream/upstream-status.ts';
import { holdClock, noon } from '../harness/held-clock.ts';

const startedAt = new Date(noon);

describe('the status store', () => {
  holdClock({ now: startedAt });

  const live = { state: 'LIVE', reason: null, attempt: 0, retryAt: null } as const;
  const connecting = { state: 'CONNECTING', reason: null, attempt: 1, retryAt: null } as const;
  const gap = { from: startedAt, to: startedAt, reason: 'UPSTREAM_DISCONNECTED', certain: true } as const;

  test('says IDLE of an account that it does not know', () => {
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
    const statuses = new StatusStore();
    statuses.set('a', connecting);
    vi.advanceTimersByTime(1000);
    statuses.set('a', { ...connecting, attempt: 2 });
    expect(statuses.get('a')).toMatchObject({ since: startedAt, attempt: 2 });

    statuses.set('a', live);

    expect(statuses.get('a').since).toEqual(new Date('2026-01-01T12:00:01Z'));
  });

  test('keeps a gap until a later one', () => {
    const statuses = new StatusStore();
    statuses.set('a', { ...live, gap });

    statuses.set('a', connecting);
    statuses.set('a', live);

    expect(statuses.get('a').gap).toBe(gap);
  });

  test('tells those who watch an account each change once, until they stop', () => {
    const statuses = new StatusStore();
    const seen: UpstreamStatus[] = [];
    const stop = statuses.watch('a', (status) => seen.push(status));

    statuses.set('a', connecting);
    statuses.set('a', { ...connecting });
    statuses.set('b', connecting);
    statuses.set('a', { ...live, gap });
    stop();
    statuses.set('a', connecting);

    expect(seen.map(({ state }) => state)).toEqual(['CONNECTING', 'LIVE']);
  });

  test('counts the accounts in each state', () => {
    const statuses = new StatusStore();
    statuses.set('a', live);
    statuses.set('b', live);
    statuses.set('c', connecting);

    expect(Object.fromEntries(statuses.counts)).toEqual({ LIVE: 2, CONNECTING: 1 });
  });

  test('forgets an account that is idle and that nobody watches, in either order', () => {
    const statuses = new StatusStore();
    const stops = ['a', 'a', 'b'].map((account) => statuses.watch(account, () => undefined));
    for (const account of ['a', 'b', 'c']) statuses.set(account, live);

    for (const account of ['a', 'b', 'c']) statuses.set(account, { ...live, state: 'IDLE' });
    expect(Object.fromEntries(statuses.counts)).toEqual({ IDLE: 2 });
    for (const stop of stops) {
      stop();
      stop();
    }

    expect(Object.fromEntries(statuses.counts)).toEqual({});
  });

  test('keeps an account that is not idle when the last one who watched stops', () => {
    const statuses = new StatusStore();
    const stop = statuses.watch('a', () => undefined);
    statuses.set('a', live);

    stop();

    expect(statuses.get('a').state).toBe('LIVE');
  });
});
