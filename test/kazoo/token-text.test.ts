import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTokenText } from '../../src/kazoo/token-text.ts';
import { rsaKeys, signedToken } from '../harness/signed-token.ts';
import { otherSpellingsOf } from '../harness/token-spellings.ts';

const token = signedToken(rsaKeys());

test('a signed token has the spelling that its bytes are encoded to', () => {
  expect(isTokenText(token)).toBe(true);
});

test.each(['', 'x', 'xy', 'xyz', 'xyz!'])(
  'so has one whose parts end in any of the ways that base64url ends: "%s"',
  (end) => {
    const part = Buffer.from(`{}${end}`).toString('base64url');

    expect(isTokenText(`${part}.${part}.${part}`)).toBe(true);
  },
);

test('an opaque token has no parts', () => {
  expect(isTokenText('0123456789abcdef0123456789abcdef')).toBe(true);
});

test.each([...otherSpellingsOf(token)])('no other text means the same token: one %s', (_, text) => {
  expect(text).not.toBe(token);
  expect(isTokenText(text)).toBe(false);
});

test.each(['', ' ', 'opaque\n', 'with space', 'tökén', 'a.b', 'AAAA.AAAA.A'])('%j is no token', (text) => {
  expect(isTokenText(text)).toBe(false);
});

test('two texts that are tokens never mean the same bytes', () => {
  const part = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
  const character = fc.constantFrom(...'ABCQabcxyz0189-_=+/ \n.');
  const bytesOf = (text: string): string[] =>
    text.split('.').map((each) => Buffer.from(each, 'base64url').toString('hex'));

  fc.assert(
    fc.property(
      fc.tuple(part, part, part),
      fc.nat(),
      fc.array(character, { maxLength: 2 }),
      fc.nat({ max: 2 }),
      (parts, at, put, cut) => {
        const original = parts.join('.');
        const place = at % (original.length + 1);
        const changed = original.slice(0, place) + put.join('') + original.slice(place + cut);
        fc.pre(changed !== original && isTokenText(changed));
        expect(bytesOf(changed)).not.toEqual(bytesOf(original));
      },
    ),
    { numRuns: 2_000 },
  );
});
