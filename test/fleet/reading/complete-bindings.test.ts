import { expect, test } from 'vitest';
import { CompleteBindings } from '../../../src/fleet/reading/complete-bindings.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';

test('what is complete is known also where somebody wrote what is no binding', () => {
  const complete = new CompleteBindings();
  complete.replace(new Map([['call', 1]]));
  complete.begin('call.*.*', 2);

  expect(complete.at(2)).toEqual([parseBinding('call.*.*')]);
});
