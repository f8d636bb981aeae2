import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergedPast } from '../../../../src/graphql/subscriptions/descendants/merged-past.ts';
import { EventClock } from '../../../../src/upstream/history/event-clock.ts';

test('the past of several accounts is one, in the order of receipt', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 7 }), { maxLength: 60 }), (owners) => {
      const clock = new EventClock();
      const received = owners.map((owner) => ({ owner, event: { cursor: clock.cursorOf(clock.next()) } }));
      const pasts = Array.from({ length: 8 }, (_, owner) => received.filter((entry) => entry.owner === owner));

      expect([...mergedPast(pasts)]).toEqual(received);
    }),
  );
});

test('the past is read only as far as it is needed', () => {
  const read: string[] = [];
  function* past(...cursors: readonly string[]) {
    for (const cursor of cursors) {
      read.push(cursor);
      yield { event: { cursor } };
    }
  }

  const [first] = mergedPast([past('event.e-1', 'event.e-9'), past('event.e-10'), past()]);

  expect(first).toEqual({ event: { cursor: 'event.e-1' } });
  expect(read).toEqual(['event.e-1', 'event.e-10']);
});
