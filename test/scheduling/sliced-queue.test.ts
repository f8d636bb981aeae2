import { describe, expect, test, vi } from 'vitest';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';
import { holdClock } from '../harness/held-clock.ts';

/** Longer than a slice. */
const longMs = 11;

holdClock({ toFake: ['performance'] });

describe('work', () => {
  test('runs in the order in which a client asked for it, and not before this turn of the loop is over', async () => {
    const queue = new SlicedQueue();
    const ran: number[] = [];

    const all = Promise.all([1, 2, 3].map((name) => queue.run('a', () => ran.push(name))));
    expect(ran).toEqual([]);
    await all;

    expect(ran).toEqual([1, 2, 3]);
  });

  test('that takes long is alone in its turn of the event loop, and what takes no time runs together', async () => {
    const queue = new SlicedQueue();
    const order: string[] = [];
    const run = (name: string, takesMs: number): Promise<unknown> =>
      queue.run('a', () => {
        order.push(name);
        vi.advanceTimersByTime(takesMs);
      });
    setImmediate(() => setImmediate(() => order.push('others')));

    await Promise.all([run('long', longMs), run('quick', 0), run('quick', 0), run('long', longMs), run('last', 0)]);

    expect(order).toEqual(['long', 'others', 'quick', 'quick', 'long', 'last']);
  });

  test('takes the time of all that follows from it by promises, before the next one begins', async () => {
    const queue = new SlicedQueue();
    const order: string[] = [];
    const follow = async (): Promise<void> => {
      for (let hop = 0; hop < 5; hop += 1) await Promise.resolve();
      vi.advanceTimersByTime(longMs);
      await new Promise<void>((resolve) => process.nextTick(resolve));
      order.push('first');
    };
    setImmediate(() => setImmediate(() => order.push('others')));

    await Promise.all([queue.run('a', follow), queue.run('a', () => order.push('second'))]);

    expect(order).toEqual(['first', 'others', 'second']);
  });

  test('goes on when work fails for which nobody waits, and tells of it', async () => {
    const queue = new SlicedQueue();
    const failure = new Error('failure');
    const told: unknown[] = [];

    queue.start(
      'a',
      () => {
        throw failure;
      },
      (error) => told.push(error),
    );
    const before = [...told];
    await queue.run('b', () => told.push('next'));

    expect([before, told]).toEqual([[], [failure, 'next']]);
  });

  test.each([
    ['after the time of a slice, and first after that of five', 0.125, [401, 485], 600],
    ['after fifty of them where their turns take long', 20, [51, 102], 200],
  ])('begins when all has come in of which the loop takes one each turn, or %s', async (_, turnMs, most, all) => {
    const queue = new SlicedQueue();
    let letIn = 0;
    const comeIn = (): void => {
      queue.letIn();
      letIn += 1;
      vi.advanceTimersByTime(turnMs);
      if (letIn < all) setImmediate(comeIn);
    };
    const letInBefore = (): Promise<number> => queue.run('a', () => letIn);
    setImmediate(comeIn);

    const [first, second] = most;
    expect(await Promise.all([letInBefore(), letInBefore()])).toEqual([first, first]);
    // Ends the slice.
    vi.advanceTimersByTime(longMs);
    expect(await letInBefore()).toBe(second);
    await vi.waitUntil(() => letIn === all);
    expect(await letInBefore()).toBe(all);
  });

  test.each([
    ['soon after, they have the time of a slice', longMs, 84],
    ['a second later, that of five again', 1_000, 401],
  ])('waits for a thousand that come in together; when more come %s', async (_, laterMs, most) => {
    const queue = new SlicedQueue();
    const letInBeforeWork = async (): Promise<number> => {
      let letIn = 0;
      let isOver = false;
      const comeIn = (): void => {
        if (isOver) return;
        queue.letIn();
        letIn += 1;
        vi.advanceTimersByTime(0.125);
        setImmediate(comeIn);
      };
      setImmediate(comeIn);
      await queue.run('a', () => undefined);
      isOver = true;
      return letIn;
    };

    const first = await letInBeforeWork();
    vi.advanceTimersByTime(laterMs);

    expect([first, await letInBeforeWork()]).toEqual([401, most]);
  });

  test('has half the time of a slice while others wait to be let in', async () => {
    const queue = new SlicedQueue();
    let letIn = 0;
    const comeIn = (): void => {
      queue.letIn();
      letIn += 1;
      vi.advanceTimersByTime(20);
      if (letIn < 150) setImmediate(comeIn);
    };
    const work = (): Promise<number> =>
      queue.run('a', () => {
        vi.advanceTimersByTime(3);
        return letIn;
      });
    setImmediate(comeIn);

    expect(await Promise.all([work(), work(), work(), work()])).toEqual([51, 51, 102, 102]);

    await vi.waitUntil(() => letIn === 150);
    expect(await Promise.all([work(), work(), work(), work()])).toEqual([150, 150, 150, 150]);
  });

  test('begins after what must not wait for a slice', async () => {
    const order: string[] = [];
    const queue = new SlicedQueue(() => order.push('before'));
    const work = (name: string) => (): void => {
      order.push(name);
      vi.advanceTimersByTime(longMs - 5);
    };

    await Promise.all(['first', 'second', 'third'].map((name) => queue.run('a', work(name))));

    expect(order).toEqual(['before', 'first', 'second', 'before', 'third']);
  });

  test('of several clients takes turns, whoever asks for more', async () => {
    const queue = new SlicedQueue();
    const order: string[] = [];

    await Promise.all(['a', 'a', 'a', 'b'].map((client) => queue.run(client, () => order.push(client))));

    expect(order).toEqual(['a', 'b', 'a', 'a']);
  });

  test('that nobody wants any more does not run', async () => {
    const queue = new SlicedQueue();
    const work = vi.fn();

    await expect(queue.run('a', work, () => false)).resolves.toBeUndefined();

    expect(work).not.toHaveBeenCalled();
  });

  test('that throws delays nobody', async () => {
    const queue = new SlicedQueue();
    const failing = queue.run('a', () => {
      throw new Error('No.');
    });
    const next = queue.run('a', () => 'done');

    await expect(failing).rejects.toThrow('No.');
    await expect(next).resolves.toBe('done');
  });

  test('that asks for more work gets it, once', async () => {
    const queue = new SlicedQueue();
    const ran: string[] = [];

    await queue.run('a', () => {
      ran.push('first');
      void queue.run('a', () => ran.push('second'));
    });
    await queue.run('a', () => ran.push('third'));

    expect(ran).toEqual(['first', 'second', 'third']);
  });
});

describe('steps', () => {
  test('are taken to their end in slices between which others run, and their end is the result', async () => {
    const queue = new SlicedQueue();
    const order: string[] = [];
    function* steps(): Generator<void, string> {
      for (const name of ['first', 'second', 'third']) {
        order.push(name);
        vi.advanceTimersByTime(longMs);
        yield;
      }
      return 'end';
    }

    const finished = queue.finish('a', steps());
    const run = queue.run('b', () => order.push('other'));
    await run;

    expect(order).toEqual(['first', 'other']);
    expect(await finished).toBe('end');
    expect(order).toEqual(['first', 'other', 'second', 'third']);
  });

  test('that throw end with that, and delay nobody', async () => {
    const queue = new SlicedQueue();
    // biome-ignore lint/correctness/useYield: it fails before its first step.
    function* broken(): Generator<void, never> {
      throw new TypeError('broken');
    }

    const failed = expect(queue.finish('a', broken())).rejects.toThrow('broken');

    expect(await queue.run('a', () => 'next')).toBe('next');
    await failed;
  });
});

describe('each of many', () => {
  test('gets its step, in slices between which others run', async () => {
    const queue = new SlicedQueue();
    const order: (number | string)[] = [];
    const step = (item: number): void => {
      order.push(item);
      vi.advanceTimersByTime(4);
    };

    const done = queue.forEach('a', [1, 2, 3, 4, 5], step, vi.fn());
    void queue.run('b', () => order.push('b'));
    await done;

    expect(order).toEqual([1, 2, 3, 'b', 4, 5]);
  });

  test('gets its step though another one throws', async () => {
    const queue = new SlicedQueue();
    const onError = vi.fn();
    const seen: number[] = [];

    await queue.forEach(
      'a',
      [1, 2, 3],
      (item) => {
        if (item === 2) throw new Error('No.');
        seen.push(item);
      },
      onError,
    );

    expect(seen).toEqual([1, 3]);
    expect(onError.mock.calls).toEqual([[new Error('No.')]]);
  });

  test('that cannot be listed to its end is told, and ends the work', async () => {
    const queue = new SlicedQueue();
    const [step, onError] = [vi.fn(), vi.fn()];
    const items = (function* () {
      yield 1;
      throw new Error('No.');
    })();

    await queue.forEach('a', items, step, onError);

    expect(step.mock.calls).toEqual([[1]]);
    expect(onError.mock.calls).toEqual([[new Error('No.')]]);
  });
});
