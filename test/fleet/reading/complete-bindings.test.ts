import { expect, test } from 'vitest';
import type { SharedEvent } from '../../../src/fleet/entries/account-entry.ts';
import { CompleteBindings } from '../../../src/fleet/reading/complete-bindings.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';

test('what is complete is known also where somebody wrote what is no binding', () => {
  const complete = new CompleteBindings();
  complete.replace(new Map([['call', 1]]));
  complete.begin('call.*.*', 2);

  expect(complete.at(2)).toEqual([parseBinding('call.*.*')]);
});

function receivedAt(moment: Date): SharedEvent {
  const place = { accountId: 'a', binding: 'call.*.1', family: 'call', routing: [] } as const;
  return { id: 'e', name: 'CHANNEL_CREATE', ...place, receivedAt: moment, data: {}, owners: [], size: 100 };
}

test('of a binding that is no longer complete nothing is kept', () => {
  const complete = new CompleteBindings();
  const before = receivedAt(new Date(Date.now() - 1_000));
  complete.begin('call.*.1', 1);
  complete.begin('call.*.2', 2);
  complete.beginAgain('call.*.2', 3);
  const known = [complete.bring(before, ['call.*.1']), complete.bring(before, ['call.*.2'])];
  complete.end('call.*.1');
  complete.endAll();

  expect(known).toEqual([false, false]);
  expect([...complete.texts]).toEqual([]);
  // When it began before does not count any more.
  complete.beginAgain('call.*.1', 4);
  complete.beginAgain('call.*.2', 4);
  expect([complete.bring(before, ['call.*.1']), complete.bring(before, ['call.*.2'])]).toEqual([true, true]);
});

test('a log that is joined late need not bring what was received until shortly after it was complete', () => {
  const complete = new CompleteBindings();
  complete.replace(new Map([['call.*.1', 10_000_000]]));

  expect(complete.bring(receivedAt(new Date(9_000)), ['call.*.1'])).toBe(false);
  // The own connection may be a second behind the owner's, which did not have it then.
  expect(complete.bring(receivedAt(new Date(10_900)), ['call.*.1'])).toBe(false);
  expect(complete.bring(receivedAt(new Date(11_100)), ['call.*.1'])).toBe(true);
});
