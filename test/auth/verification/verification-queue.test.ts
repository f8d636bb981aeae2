import { describe, expect, test, vi } from 'vitest';
import type { VerificationQueue } from '../../../src/auth/verification/verification-queue.ts';
import { GatewayError } from '../../../src/errors.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { busy, createQueue, later, times, urgent } from './harness/verification-queue-harness.ts';

holdClock();

describe('a verification', () => {
  test('that waited too long fails with UPSTREAM_TIMEOUT', async () => {
    const { queue } = createQueue({ maxWaitMs: 1_000 });
    const answer = queue.run(urgent('a'), async () => {
      throw busy;
    });
    const outcome = expect(answer).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });

    await vi.advanceTimersByTimeAsync(2_500);

    await outcome;
    expect(queue.waiting).toBe(0);
  });

  test('fails as its request does, except for a refusal for the rate limit', async () => {
    const { queue } = createQueue();

    await expect(
      queue.run(urgent('a'), async () => {
        throw new GatewayError('UPSTREAM_UNAVAILABLE', 'Gone.');
      }),
    ).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('is refused when too many wait', async () => {
    const { queue } = createQueue({ maxWaiting: 1, maxRunning: 1 });
    const never = (): Promise<void> => new Promise(() => undefined);
    for (const waiting of [queue.run(urgent('a'), never), queue.run(urgent('a', '203.0.113.2'), never)]) {
      waiting.catch(() => undefined);
    }

    await expect(queue.run(urgent('b'), never)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });

    queue.close();
  });

  test('of a client that has half of all places is refused at once, those of others are not', async () => {
    const { queue } = createQueue({ maxRunning: 0, maxWaiting: 6 });
    const flood = times(4, () => queue.run(urgent('a', '203.0.113.66'), async () => 'flood').catch(({ code }) => code));
    const honest = queue.run(urgent('a'), async () => 'honest').catch(({ code }) => code);
    expect(queue.waiting).toBe(4);

    queue.close();

    expect(await Promise.all(flood)).toEqual([...times(3, () => 'SHUTTING_DOWN'), 'UPSTREAM_TIMEOUT']);
    expect(await honest).toBe('SHUTTING_DOWN');
  });

  test('of a client is counted until it settles', async () => {
    const { queue } = createQueue({ maxWaiting: 2 });

    for (let turn = 0; turn < 3; turn += 1) {
      await expect(queue.run(urgent('a'), async () => turn)).resolves.toBe(turn);
    }
  });

  test('that waits when the gateway closes fails with SHUTTING_DOWN', async () => {
    const { queue } = createQueue({ maxRunning: 0 });
    const answer = queue.run(urgent('a'), async () => undefined);

    queue.close();

    await expect(answer).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('shares the timer of its deadline with all others, and fails at its own', async () => {
    const { queue } = createQueue({ maxRunning: 0, maxWaitMs: 1_000 });
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
    const { queue } = createQueue({ maxRunning: 1 });
    void times(990, (index) => queue.run(urgent(junk(index), '203.0.113.66'), slowly));

    let isAnswered = false;
    void queue.run(urgent('stranger'), slowly).then(() => (isAnswered = true));
    await vi.advanceTimersByTimeAsync(3 * answerMs);

    expect(isAnswered).toBe(true);
  });

  test("however slow the answers, another client's verification and what nobody waits for go at once", async () => {
    const { queue } = createQueue({ maxRunning: 16 });
    const sent: string[] = [];
    const ask = (name: string) => async (): Promise<void> => {
      sent.push(name);
      await slowly();
    };
    void times(990, (index) => queue.run(urgent(junk(index), '203.0.113.66'), ask('junk')));

    void queue.run(urgent('stranger'), ask('stranger'));
    void queue.run(later('own'), ask('later'));
    await vi.advanceTimersByTimeAsync(0);

    expect(sent).toEqual([...times(12, () => 'junk'), 'stranger', 'later']);
    await vi.advanceTimersByTimeAsync(90 * answerMs);
    expect(sent).toHaveLength(992);
  });

  test('also while Kazoo limits all of those accounts', async () => {
    const { queue } = createQueue({ maxRunning: 1 });
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
    const { queue, episodes } = createQueue({ maxRunning: 1 });
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
    const { queue } = createQueue({ maxRunning: 0, maxWaiting: 1_000 });

    const shares = [
      await fill(queue, '203.0.113.1'),
      await fill(queue, '203.0.113.2'),
      await fill(queue, '203.0.113.3'),
    ];

    expect(shares).toEqual([500, 250, 125]);
    queue.close();
  });

  test('are several for a long token, so that those that wait are bounded in bytes', async () => {
    const { queue } = createQueue({ maxRunning: 0, maxWaiting: 1_000 });

    expect(await fill(queue, '203.0.113.1', 8_192)).toBe(125);
    expect(await fill(queue, '203.0.113.2')).toBe(250);

    queue.close();
  });

  test('are given back when the verification settles, however long its token', async () => {
    const { queue } = createQueue({ maxWaiting: 8, maxRunning: 1 });

    for (let turn = 0; turn < 9; turn += 1) {
      await expect(queue.run(urgent('a', '203.0.113.1', 8_192), async () => turn)).resolves.toBe(turn);
    }
  });

  test('are not taken by what nobody waits for, nor refused to it', async () => {
    const { queue } = createQueue({ maxRunning: 0, maxWaiting: 10 });
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
