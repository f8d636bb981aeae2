import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VerificationQueue, type VerificationQueueOptions } from '../../../src/auth/verification/verification-queue.ts';
import { GatewayError } from '../../../src/errors.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const busy = new GatewayError('RATE_LIMITED', 'Too many.');

function setUp(options: Partial<VerificationQueueOptions> = {}) {
  const episodes: string[] = [];
  const queue = new VerificationQueue({
    pace: { limitedIntervalMs: 1_000 / 9, maxIntervalMs: 1_000, limitedForMs: 10_000 },
    maxRunning: 16,
    maxWaiting: 10_000,
    maxWaitMs: 300_000,
    onLimited: (account) => episodes.push(`limited ${account}`),
    onRecovered: (account) => episodes.push(`recovered ${account}`),
    ...options,
  });
  return { queue, episodes };
}

/** A bucket as Kazoo's: full at first, refilled once a second. Answers after 5 ms. */
function bucket(capacity = 100, refill = 10) {
  let tokens = capacity;
  const served: number[] = [];
  const counts = { refusals: 0, running: 0, mostRunning: 0 };
  const timer = setInterval(() => {
    tokens = Math.min(capacity, tokens + refill);
  }, 1_000);
  async function ask(): Promise<void> {
    counts.running += 1;
    counts.mostRunning = Math.max(counts.mostRunning, counts.running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    counts.running -= 1;
    if (tokens <= 0) {
      counts.refusals += 1;
      throw busy;
    }
    tokens -= 1;
    served.push(performance.now());
  }
  return { ask, served, counts, stop: () => clearInterval(timer) };
}

const urgent = (account: string, client = '203.0.113.1', tokenBytes = 700) => ({
  accountOf: () => account,
  tokenBytes,
  client,
  isUrgent: true,
});
const later = (account: string) => ({ accountOf: () => account, tokenBytes: 700, isUrgent: false });

function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** The most of `moments` within any window of this length. */
function mostWithin(windowMs: number, moments: readonly number[]): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + windowMs).length));
}

describe('when Kazoo limits an account', () => {
  test('2,000 verifications are all answered, at about the rate of its bucket, with hardly a refusal', async () => {
    const { queue, episodes } = setUp();
    const { ask, counts, stop } = bucket();

    const answers = Promise.all(times(2_000, () => queue.run(urgent('a'), ask)));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(queue.waiting).toBeGreaterThan(1_800);
    expect(queue.limitedAccounts).toBe(1);
    await vi.advanceTimersByTimeAsync(214_000);

    expect(await answers).toHaveLength(2_000);
    expect(counts.refusals).toBeLessThan(400);
    expect(episodes.filter((episode) => episode === 'limited a')).toHaveLength(1);
    stop();
  });

  test('the account counts as recovered after a while without a refusal, which is reported once', async () => {
    const { queue, episodes } = setUp();
    const { ask, stop } = bucket(10);

    const answers = Promise.all(times(30, () => queue.run(urgent('a'), ask)));
    await vi.advanceTimersByTimeAsync(20_000);
    await answers;

    expect(queue.limitedAccounts).toBe(0);
    expect(episodes).toEqual(['limited a', 'recovered a']);
    stop();
  });

  test('other accounts do not wait', async () => {
    const { queue } = setUp();
    const answers = times(100, () =>
      queue.run(urgent('limited'), async () => {
        throw busy;
      }),
    );
    for (const answer of answers) answer.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(5_000);

    await expect(queue.run(urgent('free'), async () => 'at once')).resolves.toBe('at once');

    queue.close();
  });

  test('clients take turns: one with many verifications does not hold up the others', async () => {
    const { queue } = setUp({ maxRunning: 1 });
    const order: string[] = [];
    const check = (ip: string, name: string) => queue.run(urgent('a', ip), async () => void order.push(name));

    const answers = [
      check('203.0.113.1', 'many 1'),
      check('203.0.113.1', 'many 2'),
      check('203.0.113.1', 'many 3'),
      check('203.0.113.1', 'many 4'),
      check('203.0.113.2', 'other 1'),
      check('203.0.113.3', 'third 1'),
    ];
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all(answers);

    expect(order).toEqual(['many 1', 'many 2', 'other 1', 'third 1', 'many 3', 'many 4']);
  });

  test('a verification that was refused keeps its place', async () => {
    const { queue } = setUp({ maxRunning: 1 });
    const order: string[] = [];
    let refusals = 3;
    const check = (name: string) =>
      queue.run(urgent('a'), async () => {
        refusals -= 1;
        if (refusals >= 0) throw busy;
        order.push(name);
      });

    const answers = [check('first'), check('second'), check('third')];
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(answers);

    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('verifications soon reach full speed again once Kazoo accepts all of them', async () => {
    const { queue } = setUp();
    let isFull = true;
    const moments: number[] = [];
    const answers = times(2_000, () =>
      queue.run(urgent('a'), async () => {
        if (isFull) throw busy;
        moments.push(performance.now());
      }),
    );
    await vi.advanceTimersByTimeAsync(2_000);
    isFull = false;
    await vi.advanceTimersByTimeAsync(12_000);

    await Promise.all(answers);
    expect(mostWithin(1_000, moments)).toBeGreaterThan(500);
  });
});

describe('a verification', () => {
  test('that waited too long fails with UPSTREAM_TIMEOUT', async () => {
    const { queue } = setUp({ maxWaitMs: 1_000 });
    const answer = queue.run(urgent('a'), async () => {
      throw busy;
    });
    const outcome = expect(answer).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });

    await vi.advanceTimersByTimeAsync(2_500);

    await outcome;
    expect(queue.waiting).toBe(0);
  });

  test('fails as its request does, except for a refusal for the rate limit', async () => {
    const { queue } = setUp();

    await expect(
      queue.run(urgent('a'), async () => {
        throw new GatewayError('UPSTREAM_UNAVAILABLE', 'Gone.');
      }),
    ).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('is refused when too many wait', async () => {
    const { queue } = setUp({ maxWaiting: 1, maxRunning: 1 });
    const never = (): Promise<void> => new Promise(() => undefined);
    for (const waiting of [queue.run(urgent('a'), never), queue.run(urgent('a', '203.0.113.2'), never)]) {
      waiting.catch(() => undefined);
    }

    await expect(queue.run(urgent('b'), never)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });

    queue.close();
  });

  test('of a client that has half of all places is refused at once, those of others are not', async () => {
    const { queue } = setUp({ maxRunning: 0, maxWaiting: 6 });
    const flood = times(4, () => queue.run(urgent('a', '203.0.113.66'), async () => 'flood').catch(({ code }) => code));
    const honest = queue.run(urgent('a'), async () => 'honest').catch(({ code }) => code);
    expect(queue.waiting).toBe(4);

    queue.close();

    expect(await Promise.all(flood)).toEqual([...times(3, () => 'SHUTTING_DOWN'), 'UPSTREAM_TIMEOUT']);
    expect(await honest).toBe('SHUTTING_DOWN');
  });

  test('of a client is counted until it settles', async () => {
    const { queue } = setUp({ maxWaiting: 2 });

    for (let turn = 0; turn < 3; turn += 1) {
      await expect(queue.run(urgent('a'), async () => turn)).resolves.toBe(turn);
    }
  });

  test('that waits when the gateway closes fails with SHUTTING_DOWN', async () => {
    const { queue } = setUp({ maxRunning: 0 });
    const answer = queue.run(urgent('a'), async () => undefined);

    queue.close();

    await expect(answer).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('shares the timer of its deadline with all others, and fails at its own', async () => {
    const { queue } = setUp({ maxRunning: 0, maxWaitMs: 1_000 });
    const failed: string[] = [];
    const wait = (name: string, client: string) =>
      queue.run(urgent('a', client), async () => undefined).catch(({ code }) => void failed.push(`${name} ${code}`));
    const answers = times(100, (index) => wait('early', `203.0.113.${index}`));
    await vi.advanceTimersByTimeAsync(400);
    answers.push(wait('late', '198.51.100.1'));
    expect(vi.getTimerCount()).toBe(1);

    await vi.advanceTimersByTimeAsync(600);
    expect(failed).toEqual(times(100, () => 'early UPSTREAM_TIMEOUT'));
    await vi.advanceTimersByTimeAsync(400);

    expect(failed.at(-1)).toBe('late UPSTREAM_TIMEOUT');
    await Promise.all(answers);
  });
});

describe('while one client claims many accounts', () => {
  const answerMs = 100;
  const junk = (index: number) => `account-${index}`;
  const slowly = () => new Promise<void>((resolve) => setTimeout(resolve, answerMs));

  test("another client's verification is sent with the next free place", async () => {
    const { queue } = setUp({ maxRunning: 1 });
    void times(990, (index) => queue.run(urgent(junk(index), '203.0.113.66'), slowly));

    let isAnswered = false;
    void queue.run(urgent('stranger'), slowly).then(() => (isAnswered = true));
    await vi.advanceTimersByTimeAsync(3 * answerMs);

    expect(isAnswered).toBe(true);
  });

  test('also while Kazoo limits all of those accounts', async () => {
    const { queue } = setUp({ maxRunning: 1 });
    const limited = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw busy;
    };
    const refused = times(200, (index) => queue.run(urgent(junk(index), '203.0.113.66'), limited));
    for (const answer of refused) answer.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(queue.limitedAccounts).toBe(200);

    let isAnswered = false;
    void queue.run(urgent('stranger'), slowly).then(() => (isAnswered = true));
    await vi.advanceTimersByTimeAsync(3 * answerMs);

    expect(isAnswered).toBe(true);
    queue.close();
  });

  test('the account of each is asked for when its turn comes, not before', async () => {
    const { queue, episodes } = setUp({ maxRunning: 1 });
    let isDoubted = false;
    const refused = times(990, (index) =>
      queue.run({ ...urgent('', '203.0.113.66'), accountOf: () => (isDoubted ? 'common' : junk(index)) }, async () => {
        await slowly();
        isDoubted = true;
        throw busy;
      }),
    );
    for (const answer of refused) answer.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(5_000);

    expect(episodes).toEqual(['limited account-0', 'limited common']);
    queue.close();
  });
});

describe('places', () => {
  const never = (): Promise<void> => new Promise(() => undefined);
  const fill = async (queue: VerificationQueue, client: string, tokenBytes?: number): Promise<number> => {
    let refusals = 0;
    const answers = times(1_000, () => queue.run(urgent('a', client, tokenBytes), never).catch(() => (refusals += 1)));
    await Promise.race([Promise.all(answers), vi.advanceTimersByTimeAsync(1)]);
    return 1_000 - refusals;
  };

  test('are left for one more client, however many wait for as much as they may', async () => {
    const { queue } = setUp({ maxRunning: 0, maxWaiting: 1_000 });

    const shares = [
      await fill(queue, '203.0.113.1'),
      await fill(queue, '203.0.113.2'),
      await fill(queue, '203.0.113.3'),
    ];

    expect(shares).toEqual([500, 250, 125]);
    queue.close();
  });

  test('are several for a long token, so that those that wait are bounded in bytes', async () => {
    const { queue } = setUp({ maxRunning: 0, maxWaiting: 1_000 });

    expect(await fill(queue, '203.0.113.1', 8_192)).toBe(125);
    expect(await fill(queue, '203.0.113.2')).toBe(250);

    queue.close();
  });

  test('are given back when the verification settles, however long its token', async () => {
    const { queue } = setUp({ maxWaiting: 8, maxRunning: 1 });

    for (let turn = 0; turn < 9; turn += 1) {
      await expect(queue.run(urgent('a', '203.0.113.1', 8_192), async () => turn)).resolves.toBe(turn);
    }
  });

  test('are not taken by what nobody waits for, nor refused to it', async () => {
    const { queue } = setUp({ maxRunning: 0, maxWaiting: 10 });
    const refusals: unknown[] = [];
    for (const answer of times(1_000, () => queue.run(later('a'), never)))
      answer.catch((error) => refusals.push(error));
    const wanted = queue.run(urgent('b'), never).catch(({ code }) => code);
    await vi.advanceTimersByTimeAsync(1);

    expect(refusals).toEqual([]);
    queue.close();
    expect(await wanted).toBe('SHUTTING_DOWN');
  });
});

describe('verifications that are not urgent', () => {
  test('are always sent below the refill of the bucket, so that the bucket stays full', async () => {
    const { queue, episodes } = setUp();
    const { ask, served, counts, stop } = bucket();

    const answers = Promise.all(times(300, () => queue.run(later('a'), ask)));
    await vi.advanceTimersByTimeAsync(34_000);
    await answers;

    expect(mostWithin(1_000, served)).toBeLessThanOrEqual(10);
    expect(counts.refusals).toBe(0);
    expect(episodes).toEqual([]);
    stop();
  });

  test('come after urgent ones', async () => {
    const { queue } = setUp({ maxRunning: 1 });
    const order: string[] = [];
    const answers = [
      queue.run(urgent('a'), async () => void order.push('first')),
      queue.run(later('a'), async () => void order.push('later')),
      queue.run(urgent('a'), async () => void order.push('urgent')),
    ];
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all(answers);

    expect(order).toEqual(['first', 'urgent', 'later']);
  });

  test.each([
    ['limits their account', true],
    ['limits nothing', false],
  ])('get each tenth turn while urgent ones never end and Kazoo %s', async (_, isLimited) => {
    const { queue } = setUp({ maxRunning: 1 });
    const order: string[] = [];
    let isBusy = isLimited;
    let isOver = false;
    async function ask(name: string): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (isBusy) {
        isBusy = false;
        throw busy;
      }
      order.push(name);
    }
    // Always some that wait, of a client after the other.
    const stream = times(20, async (index) => {
      while (!isOver) await queue.run(urgent('a', `203.0.113.${index}`), () => ask('urgent'));
    });
    const background = Promise.all(times(3, () => queue.run(later('a'), () => ask('later'))));
    await vi.advanceTimersByTimeAsync(9_000);
    isOver = true;
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all([background, ...stream]);

    expect(order.slice(0, 31).filter((name) => name === 'later').length).toBeGreaterThanOrEqual(isLimited ? 3 : 1);
    expect(order.lastIndexOf('later')).toBeLessThan(isLimited ? 31 : 100);
  });

  test('of many accounts never exceed the most in flight', async () => {
    const { queue } = setUp();
    const { ask, counts, stop } = bucket(10_000);

    const answers = Promise.all(times(200, (index) => queue.run(later(`account-${index}`), ask)));
    await vi.advanceTimersByTimeAsync(1_000);
    await answers;

    expect(counts.mostRunning).toBe(16);
    stop();
  });

  test('leave no timer behind', async () => {
    const { queue } = setUp();

    const answers = Promise.all(times(20, () => queue.run(later('a'), async () => undefined)));
    await vi.advanceTimersByTimeAsync(5_000);
    await answers;

    expect(vi.getTimerCount()).toBe(0);
  });
});
