import { expect, test, vi } from 'vitest';
import { withTimeout } from '../../src/scheduling/with-timeout.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock();

test('work that ends in time decides how it ends, and leaves no timer behind', async () => {
  await expect(withTimeout(Promise.resolve('done'), 1_000, 'late')).resolves.toBe('done');
  await expect(withTimeout(Promise.reject(new Error('No.')), 1_000, 'late')).rejects.toThrow('No.');

  expect(vi.getTimerCount()).toBe(0);
});

test('work that takes longer is given up, whatever becomes of it', async () => {
  const { promise, reject } = withResolvers();
  const given = withTimeout(promise, 1_000, 'late');

  await vi.advanceTimersByTimeAsync(1_000);
  reject(new Error('No.'));

  await expect(given).resolves.toBe('late');
});

function withResolvers(): { readonly promise: Promise<string>; readonly reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}
