import { expect, test, vi } from 'vitest';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';
import { holdClock } from '../../harness/held-clock.ts';

holdClock({ now: Date.parse('2026-01-01T00:00:00Z') });

test('moments rise, also within one millisecond and when the clock is set back', () => {
  const clock = new EventClock();

  const times = [clock.next(), clock.next()];
  vi.setSystemTime(Date.now() - 3_600_000);
  times.push(clock.next());
  vi.setSystemTime(Date.now() + 7_200_000);
  times.push(clock.next());

  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});

test('a thousand events in a millisecond run ahead of the clock, not past the next millisecond', () => {
  const clock = new EventClock();
  for (let count = 0; count < 1000; count += 1) clock.next();

  vi.advanceTimersByTime(1);

  expect(clock.next()).toBe(Date.now() * 1000);
});

test('the present is one moment, after all that happened, until something happens or the millisecond is over', () => {
  const clock = new EventClock();
  const event = clock.next();

  const [first, again] = [clock.present(), clock.present()];
  const nextEvent = clock.next();
  const afterEvent = clock.present();
  vi.advanceTimersByTime(1);
  const later = clock.present();

  expect(again).toBe(first);
  expect([event, first, nextEvent, afterEvent, later]).toEqual(
    [...new Set([event, first, nextEvent, afterEvent, later])].sort((a, b) => a - b),
  );
});

test('a cursor is read as the moment that it was made of', () => {
  const clock = new EventClock();
  const time = clock.next();

  expect(clock.cursorOf(time)).toMatch(/^event\.[0-9a-z]+-[0-9a-z]+$/);
  expect(clock.read(clock.cursorOf(time))).toBe(time);
});

test('a cursor without its prefix, as earlier gateways issued it, is read the same', () => {
  const [clock, other] = [new EventClock(), new EventClock()];
  const time = clock.next();
  const earlier = clock.cursorOf(time).replace(/^event\./, '');

  expect(clock.read(earlier)).toBe(time);
  expect(other.read(earlier)).toBe('foreign');
});

test('a cursor of another instance is foreign, even of one that was started in the same millisecond', () => {
  const [one, other] = [new EventClock(), new EventClock()];
  const cursor = one.cursorOf(one.next());
  other.next();

  expect(other.read(cursor)).toBe('foreign');
});

test('a cursor of the future is foreign', () => {
  const clock = new EventClock();
  const time = clock.next();

  expect(clock.read(clock.cursorOf(time + 1))).toBe('foreign');
  expect(clock.read(`${clock.cursorOf(time)}${'z'.repeat(500)}`)).toBe('foreign');
});

test.each([
  '',
  '-',
  'x',
  'a-',
  '-a',
  'a-b-c',
  'a-b ',
  ' a-b',
  'A-B',
  'a-1.5',
  'a-Ā',
  'page.a-b',
  'event.',
  'event.event.a-b',
  'Event.a-b',
  'a.a-b',
])('%j is not a cursor', (text) => {
  expect(new EventClock().read(text)).toBeUndefined();
});
