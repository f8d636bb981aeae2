import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeAmqpWord, isEncodedAmqpWord, isPlainAmqpWord } from '../../../src/kazoo/blackhole/amqp-word.ts';
import { anyString } from '../../harness/any-string.ts';

describe('encoding a word', () => {
  test.each([
    ['abc@10.0.0.1', 'abc%4010%2E0%2E0%2E1'],
    ['AZaz09-_~', 'AZaz09-_~'],
    ['a b', 'a+b'],
    ['a+b', 'a%2Bb'],
    ['50%', '50%25'],
    ['*', '%2A'],
    ['#', '%23'],
    ['é', '%C3%A9'],
    ['😀', '%F0%9F%98%80'],
    ['\n\0', '%0A%00'],
    ['', ''],
  ])('makes %j %s', (text, encoded) => {
    expect(encodeAmqpWord(text)).toBe(encoded);
  });

  test('gives the same bytes back when it is undone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const undone = decodeURIComponent(encodeAmqpWord(text).replaceAll('+', '%20'));

        expect(undone).toBe(text);
      }),
    );
  });

  test('always gives an encoded word', () => {
    fc.assert(fc.property(anyString(1), (text) => isEncodedAmqpWord(encodeAmqpWord(text))));
  });
});

test.each([
  ['abc', true, true],
  ['a-_~9', true, true],
  ['abc%4010%2E0', true, false],
  ['abc%2e', true, false],
  ['a+b', true, false],
  ['abc@10', false, false],
  ['a.b', false, false],
  ['50%', false, false],
  ['%zz', false, false],
  ['a b', false, false],
  ['é', false, false],
  ['*', false, false],
  ['', false, false],
])('%j: already encoded %s, in no need of it %s', (word, isEncoded, isPlain) => {
  expect([isEncodedAmqpWord(word), isPlainAmqpWord(word)]).toEqual([isEncoded, isPlain]);
});
