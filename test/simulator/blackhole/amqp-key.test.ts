import { expect, test } from 'vitest';
import { databaseOf, encodeWord, matches } from '../../../src/simulator/blackhole/bindings/amqp-key.ts';

test.each([
  ['abc@10.0.0.1', 'abc%4010%2E0%2E0%2E1'],
  ['safe-chars_and~09', 'safe-chars_and~09'],
  ['two words', 'two+words'],
  ['a+b/c', 'a%2Bb%2Fc'],
  ['Zoë', 'Zo%C3%AB'],
  ['*', '*'],
  ['#', '#'],
  ['a*', 'a%2A'],
])('%j is encoded as %s', (word, encoded) => {
  expect(encodeWord(word)).toBe(encoded);
});

test.each([
  ['a.*.c', 'a.b.c', true],
  ['a.*.c', 'a.c', false],
  ['a.*', 'a.b.c', false],
  ['a.#', 'a', true],
  ['a.#', 'a.b.c', true],
  ['#.c', 'a.b.c', true],
  ['a.#.c', 'a.c', true],
  ['a.#.d', 'a.b.c', false],
  ['a.b', 'a.b.c', false],
])('the pattern %s matches %s: %j', (pattern, key, expected) => {
  expect(matches(pattern.split('.'), key.split('.'))).toBe(expected);
});

test('a database is named after its account and month', () => {
  const accountId = '0b7d5e92c4a94c7fbb1de8f60a3c2d45';

  expect(databaseOf(accountId)).toBe('account%2F0b%2F7d%2F5e92c4a94c7fbb1de8f60a3c2d45');
  expect(databaseOf(accountId, '202403')).toBe('account%2F0b%2F7d%2F5e92c4a94c7fbb1de8f60a3c2d45-202403');
});
