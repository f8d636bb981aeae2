import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionLimits } from '../../src/limits/connections/connection-limits.ts';

const signInTimeoutMs = 10_000;
const anonymousTimeoutMs = 300_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

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
    async open(name: string) {
      const lease = await limits.acquire('192.0.2.1');
      lease.whileAnonymous(() => givenUp.push(name));
      return lease;
    },
    async openMany(count: number, name: string): Promise<void> {
      for (let index = 0; index < count; index += 1) await this.open(`${name} ${index}`);
    },
  };
}

test('an anonymous connection keeps its place while places are free, and no longer than the timeout', async () => {
  const { limits, givenUp, onLimited, open } = createLimits();

  await open('first');
  vi.advanceTimersByTime(anonymousTimeoutMs - 1_000);
  await open('second');
  expect(givenUp).toEqual([]);
  vi.advanceTimersByTime(2_000);

  expect(givenUp).toEqual(['first']);
  expect(limits.acquired).toBe(1);
  expect(onLimited.mock.calls).toEqual([['anonymous_timeout_ms']]);
  limits.close();
});

test('above 80 % each new one takes the place of the oldest that had the time to sign in', async () => {
  const harness = createLimits();
  const { limits, givenUp } = harness;

  await harness.openMany(8, 'early');
  await harness.open('ninth');
  expect(givenUp).toEqual([]);
  vi.advanceTimersByTime(signInTimeoutMs);
  await harness.open('tenth');
  await harness.open('eleventh');

  expect(givenUp).toEqual(['early 0', 'early 1']);
  expect(limits.acquired).toBe(9);
  limits.close();
});

test('when no place is left the oldest goes at once, and nobody who has signed in', async () => {
  const harness = createLimits();
  const { limits, givenUp, onLimited } = harness;

  const first = await harness.open('first');
  await harness.openMany(9, 'other');
  first.countFor('user');
  await harness.open('next');

  expect(givenUp).toEqual(['other 0']);
  expect(limits.acquired).toBe(10);
  expect(onLimited).not.toHaveBeenCalled();
  limits.close();
});

test('when all have signed in the next one is refused, and who has left gives up nothing', async () => {
  const harness = createLimits();
  const { limits, givenUp, onLimited } = harness;

  const gone = await harness.open('gone');
  gone.release();
  for (let index = 0; index < 10; index += 1) (await harness.open(`user ${index}`)).countFor(`user ${index}`);

  await expect(limits.acquire('192.0.2.2')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect([givenUp, onLimited.mock.calls]).toEqual([[], [['max_connections']]]);
  limits.close();
});

test('above 80 % a user may have no more than are left, so that others come in up to the last place', async () => {
  const { limits, onLimited } = createLimits();
  const connect = async (principal: string): Promise<string> => {
    const lease = await limits.acquire('192.0.2.1').catch(() => undefined);
    try {
      lease?.countFor(principal);
      return lease === undefined ? 'refused' : 'admitted';
    } catch {
      lease?.release();
      return 'refused';
    }
  };
  for (let count = 0; count < 7; count += 1) await connect('ann');

  const outcomes = [];
  for (const principal of ['ann', 'bob', 'ann', 'bob', 'cid', 'ann']) outcomes.push(await connect(principal));

  expect(outcomes).toEqual(['refused', 'admitted', 'refused', 'admitted', 'admitted', 'refused']);
  expect(limits.acquired).toBe(10);
  expect(onLimited.mock.calls.flat()).toEqual(['max_connections', 'max_connections', 'max_connections']);
  limits.close();
});
