import { expect, test, vi } from 'vitest';
import { ChangeFeed } from '../../src/simulator/change-feed.ts';

test('a state that is already reached resolves without a change', async () => {
  expect(await new ChangeFeed().waitFor(() => 'here')).toBe('here');
});

test('a probe runs after each change until it has a value, and never again', async () => {
  const changes = new ChangeFeed();
  let state: string | undefined;
  const probe = vi.fn(() => state);

  const reached = changes.waitFor(probe);
  changes.notify();
  state = 'there';
  changes.notify();
  changes.notify();

  expect(await reached).toBe('there');
  expect(probe).toHaveBeenCalledTimes(3);
});

test('a probe that throws ends the waiting', async () => {
  const reached = new ChangeFeed().waitFor(() => {
    throw new Error('broken');
  });

  await expect(reached).rejects.toThrow('broken');
});

test('the message of a timeout shows the probe', async () => {
  const reached = new ChangeFeed().waitFor(() => false, 1);

  await expect(reached).rejects.toThrow('within 1 ms: () => false');
});
