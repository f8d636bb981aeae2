import { expect, test, vi } from 'vitest';
import { ReloadPace } from '../../src/client/reload-pace.ts';

test('the first reload comes at once, four more after pauses that double, and then there were enough', () => {
  using random = vi.spyOn(Math, 'random');
  const pausesWith = (luck: number): unknown[] => {
    random.mockReturnValue(luck);
    const pace = new ReloadPace();
    return Array.from({ length: 7 }, () => pace.next(false));
  };

  expect(pausesWith(0)).toEqual([0, 500, 1000, 2000, 4000, undefined, undefined]);
  expect(pausesWith(1)).toEqual([0, 1000, 2000, 4000, 8000, undefined, undefined]);
});

test('where many have lost their connections, the first reload comes within a second', () => {
  using random = vi.spyOn(Math, 'random');
  const pauseWith = (luck: number): unknown => {
    random.mockReturnValue(luck);
    return new ReloadPace().next(true);
  };

  expect([0, 0.3, 1].map(pauseWith)).toEqual([0, 300, 1000]);
});

test('after a reset the next reload comes at once again', () => {
  const pace = new ReloadPace();
  while (pace.next(true) !== undefined) {}

  pace.reset();

  expect(pace.next(false)).toBe(0);
});
