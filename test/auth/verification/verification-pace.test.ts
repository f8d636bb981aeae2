import { describe, expect, test, vi } from 'vitest';
import { holdClock } from '../../harness/held-clock.ts';
import { bucket, busy, createQueue, later, mostWithin, times, urgent } from './harness/verification-queue-harness.ts';

holdClock();

describe('when Kazoo limits an account', () => {
  test('2,000 verifications are all answered, at about the rate of its bucket, with hardly a refusal', async () => {
    const { queue, episodes } = createQueue();
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
    const { queue, episodes } = createQueue();
    const { ask, stop } = bucket(10);

    const answers = Promise.all(times(30, () => queue.run(urgent('a'), ask)));
    await vi.advanceTimersByTimeAsync(20_000);
    await answers;

    expect(queue.limitedAccounts).toBe(0);
    expect(episodes).toEqual(['limited a', 'recovered a']);
    stop();
  });

  test('other accounts do not wait', async () => {
    const { queue } = createQueue();
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
    const { queue } = createQueue({ maxRunning: 1 });
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
    const { queue } = createQueue({ maxRunning: 1 });
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
    const { queue } = createQueue();
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

describe('verifications that are not urgent', () => {
  test('are always sent below the refill of the bucket, so that the bucket stays full', async () => {
    const { queue, episodes } = createQueue();
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
    const { queue } = createQueue({ maxRunning: 1 });
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
    const { queue } = createQueue({ maxRunning: 1 });
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
    const { queue } = createQueue();
    const { ask, counts, stop } = bucket(10_000);

    const answers = Promise.all(times(200, (index) => queue.run(later(`account-${index}`), ask)));
    await vi.advanceTimersByTimeAsync(1_000);
    await answers;

    expect(counts.mostRunning).toBe(16);
    stop();
  });

  test('leave no timer behind', async () => {
    const { queue } = createQueue();

    const answers = Promise.all(times(20, () => queue.run(later('a'), async () => undefined)));
    await vi.advanceTimersByTimeAsync(5_000);
    await answers;

    expect(vi.getTimerCount()).toBe(0);
  });
});
