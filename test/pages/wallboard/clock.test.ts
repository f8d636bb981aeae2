import { expect, test, vi } from 'vitest';
import { Clock } from '../../../src/pages/wallboard/lists/clock.ts';
import { holdClock } from '../../harness/held-clock.ts';

holdClock({ now: 10_250 });

test('all listeners hear each second when it begins, and nothing runs for nobody', () => {
  const clock = new Clock();
  const heard: number[] = [];
  const leave = clock.subscribe(() => heard.push(clock.getSnapshot()));

  vi.advanceTimersByTime(2_000);
  leave();

  expect(heard).toEqual([10_000, 11_000, 12_000]);
  expect(vi.getTimerCount()).toBe(0);
});

test('the time is that of the gateway, as its quickest answer tells it', () => {
  const clock = new Clock();
  clock.learn(new Date(70_250).toISOString());
  clock.learn(new Date(69_000).toISOString());

  clock.subscribe(() => undefined)();

  expect(clock.getSnapshot()).toBe(70_000);
});
