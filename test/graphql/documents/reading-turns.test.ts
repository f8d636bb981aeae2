import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReadingTurns } from '../../../src/graphql/documents/reading-turns.ts';

const longMs = 11;
const always = (): boolean => true;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('what takes long is read once in each turn of the event loop, and what does not as one goes', async () => {
  const turns = new ReadingTurns();
  const order: string[] = [];
  const take = (name: string, takesMs: number): Promise<unknown> =>
    turns.take('a', always, () => {
      order.push(name);
      vi.advanceTimersByTime(takesMs);
    });
  setImmediate(() => setImmediate(() => order.push('others')));

  const all = [take('long', longMs), take('quick', 0), take('quick', 0), take('long', longMs), take('last', 0)];
  await Promise.all(all);

  expect(order).toEqual(['long', 'others', 'quick', 'quick', 'long', 'last']);
});

test('clients take turns, whoever asks for more', async () => {
  const turns = new ReadingTurns();

  const order: string[] = [];
  await Promise.all(['a', 'a', 'a', 'b'].map((client) => turns.take(client, always, () => order.push(client))));

  expect(order).toEqual(['a', 'b', 'a', 'a']);
});

test('what nobody wants any more is not read', async () => {
  const turns = new ReadingTurns();
  const read = vi.fn();

  await expect(turns.take('a', () => false, read)).resolves.toBeUndefined();

  expect(read).not.toHaveBeenCalled();
});

test('what fails delays nobody', async () => {
  const turns = new ReadingTurns();
  const failing = turns.take('a', always, () => {
    throw new Error('No.');
  });
  const next = turns.take('a', always, () => 'read');

  await expect(failing).rejects.toThrow('No.');
  await expect(next).resolves.toBe('read');
});
