import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { pageCursorOf, startKeyOf } from '../../../src/graphql/snapshots/page-cursor.ts';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';

const kazooKey = 'g2wAAAACbQAAAAZhYmNk_-+/=';

test("a page cursor carries Kazoo's key, and shows nothing of it", () => {
  const cursor = pageCursorOf(kazooKey);

  expect(cursor).toMatch(/^page\.[\w-]+$/);
  expect(cursor).not.toContain(kazooKey);
  expect(startKeyOf(cursor)).toBe(kazooKey);
});

test.each([null, undefined])('without a cursor (%s) the first page is asked for', (after) => {
  expect(startKeyOf(after)).toBeUndefined();
});

test('the cursor of an event is refused in clear words', () => {
  const clock = new EventClock();
  const cursor = clock.cursorOf(clock.next());

  expect(() => startKeyOf(cursor)).toThrow(
    new GatewayError(
      'BAD_USER_INPUT',
      `"${cursor}" is not a page cursor. Take "after" from the endCursor of the page before, or leave it out for the ` +
        'first page; the cursor of an event, a snapshot or a ping is for subscriptions.',
    ),
  );
});

test('a page cursor is not read as the cursor of an event, whatever key it carries', () => {
  const clock = new EventClock();

  for (const key of [kazooKey, clock.cursorOf(clock.next()), 'a', '0-1'])
    expect(clock.read(pageCursorOf(key))).toBeUndefined();
});

test.each([
  ['', 'empty'],
  [kazooKey, "Kazoo's own key"],
  ['page.', 'without a key'],
  ['page.a b', 'with a blank'],
  [`x${pageCursorOf(kazooKey)}`, 'with something before it'],
  [pageCursorOf('a&page_size=9'), 'with a key that Kazoo never issues'],
  [pageCursorOf('a'.repeat(1025)), "longer than Kazoo's keys"],
])('%j is not a page cursor: %s', (after) => {
  expect(() => startKeyOf(after)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});
