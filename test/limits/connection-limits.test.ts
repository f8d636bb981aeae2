import { expect, test, vi } from 'vitest';
import { type ConnectionLease, ConnectionLimits } from '../../src/limits/connections/connection-limits.ts';
import { holdClock } from '../harness/held-clock.ts';

const signInTimeoutMs = 10_000;
const anonymousTimeoutMs = 300_000;

holdClock({ toFake: ['setInterval', 'clearInterval', 'performance'] });

function createLimits(onLimited = vi.fn()) {
  const limits = new ConnectionLimits({
    maxConnections: 10,
    maxConnectionsPerIp: 100,
    maxConnectionsPerToken: 100,
    maxConnectsPerIp: 1_000,
    windowMs: 60_000,
    anonymousTimeoutMs,
    signInTimeoutMs,
    onLimited,
  });
  const givenUp: string[] = [];
  return {
    limits,
    givenUp,
    onLimited,
    open(name: string) {
      const lease = limits.acquire('192.0.2.1');
      lease.whileAnonymous(() => givenUp.push(name));
      return lease;
    },
    openMany(count: number, name: string): void {
      for (let index = 0; index < count; index += 1) this.open(`${name} ${index}`);
    },
  };
}

test('an anonymous connection keeps its place while places are free, and no longer than the timeout', () => {
  const { limits, givenUp, onLimited, open } = createLimits();

  open('first');
  vi.advanceTimersByTime(anonymousTimeoutMs - 1_000);
  open('second');
  expect(givenUp).toEqual([]);
  vi.advanceTimersByTime(2_000);

  expect(givenUp).toEqual(['first']);
  expect(limits.acquired).toBe(1);
  expect(onLimited.mock.calls).toEqual([['anonymous_timeout_ms']]);
  limits.close();
});

test('above 80 % each new one takes the place of the oldest that had the time to sign in', () => {
  const harness = createLimits();
  const { limits, givenUp } = harness;

  harness.openMany(8, 'early');
  harness.open('ninth');
  expect(givenUp).toEqual([]);
  vi.advanceTimersByTime(signInTimeoutMs);
  harness.open('tenth');
  harness.open('eleventh');

  expect(givenUp).toEqual(['early 0', 'early 1']);
  expect(limits.acquired).toBe(9);
  limits.close();
});

test('when no place is left the oldest goes at once, and nobody who has signed in', () => {
  const harness = createLimits();
  const { limits, givenUp, onLimited } = harness;

  const first = harness.open('first');
  harness.openMany(9, 'other');
  first.countFor('user');
  harness.open('next');

  expect(givenUp).toEqual(['other 0']);
  expect(limits.acquired).toBe(10);
  expect(onLimited).not.toHaveBeenCalled();
  limits.close();
});

test('when all have signed in the next one is refused, and who has left gives up nothing', () => {
  const harness = createLimits();
  const { limits, givenUp, onLimited } = harness;

  const gone = harness.open('gone');
  gone.release();
  for (let index = 0; index < 10; index += 1) harness.open(`user ${index}`).countFor(`user ${index}`);

  expect(() => limits.acquire('192.0.2.2')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
  expect([givenUp, onLimited.mock.calls]).toEqual([[], [['max_connections']]]);
  limits.close();
});

test('above 80 % a user may have no more than are left, so that others come in up to the last place', () => {
  const { limits, onLimited } = createLimits();
  const connect = (principal: string): string => {
    let lease: ConnectionLease | undefined;
    try {
      lease = limits.acquire('192.0.2.1');
      lease.countFor(principal);
      return 'admitted';
    } catch {
      lease?.release();
      return 'refused';
    }
  };
  for (let count = 0; count < 7; count += 1) connect('ann');

  const outcomes = [];
  for (const principal of ['ann', 'bob', 'ann', 'bob', 'cid', 'ann']) outcomes.push(connect(principal));

  expect(outcomes).toEqual(['refused', 'admitted', 'refused', 'admitted', 'admitted', 'refused']);
  expect(limits.acquired).toBe(10);
  expect(onLimited.mock.calls.flat()).toEqual(['max_connections', 'max_connections', 'max_connections']);
  limits.close();
});
