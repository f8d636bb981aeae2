import { expect, test } from 'vitest';
import { type MaybePromise, type Steps, settled, takeSteps } from '../../src/scheduling/steps.ts';

function* sum(...numbers: readonly MaybePromise<number>[]): Steps<number> {
  let total = 0;
  for (const number of numbers) total += yield* settled(number);
  return total;
}

function rejected(error: Error): Promise<number> {
  return Promise.reject(error);
}

test('steps that wait for nothing are over when they are taken', () => {
  expect(takeSteps(sum(1, 2, 3))).toBe(6);
});

test('steps wait for what must come, and go on with what is known in the same turn', async () => {
  const begun: string[] = [];
  function* work(): Steps<string> {
    begun.push('first');
    const total = yield* sum(1, Promise.resolve(2), 3, Promise.resolve(4));
    begun.push('second');
    return `${total} in all`;
  }

  const result = takeSteps(work());

  expect(result).toBeInstanceOf(Promise);
  expect(begun).toEqual(['first']);
  expect(await result).toBe('10 in all');
  expect(begun).toEqual(['first', 'second']);
});

test('what steps throw is thrown where they waited for nothing, and rejects their promise where they did', async () => {
  const failure = new Error('failure');
  function* failing(after: MaybePromise<number>): Steps<never> {
    yield* settled(after);
    throw failure;
  }

  expect(() => takeSteps(failing(1))).toThrow(failure);
  await expect(takeSteps(failing(Promise.resolve(1)))).rejects.toBe(failure);
});

test.each([
  ['at once', 1],
  ['later', Promise.resolve(1)],
])('one catch and one finally serve what fails %s', async (_, before) => {
  const seen: unknown[] = [];
  const failure = new Error('failure');
  function* work(): Steps<string> {
    try {
      yield* sum(before, rejected(failure));
      return 'done';
    } catch (error) {
      seen.push(error);
      return 'failed';
    } finally {
      seen.push('over');
    }
  }

  expect(await takeSteps(work())).toBe('failed');
  expect(seen).toEqual([failure, 'over']);
});
