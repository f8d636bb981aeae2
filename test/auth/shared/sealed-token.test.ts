import { expect, test } from 'vitest';
import { nameOfToken, openToken, sealToken } from '../../../src/auth/shared/sealed-token.ts';

test('a token is opened by who has the one before it, and by nobody else', () => {
  const sealed = sealToken('new.token', 'old.token');

  expect(openToken(sealed, 'old.token')).toBe('new.token');
  expect(openToken(sealed, 'another.token')).toBeUndefined();
  expect(openToken(sealed, nameOfToken('old.token'))).toBeUndefined();
});

test('what is sent tells neither token, and never the same twice', () => {
  const [first, second] = [sealToken('new.token', 'old.token'), sealToken('new.token', 'old.token')];

  expect(first).not.toBe(second);
  const sent = [first, second].map((text) => Buffer.from(text, 'base64url').toString('latin1')).join();
  expect(sent + nameOfToken('old.token')).not.toMatch(/new\.token|old\.token/);
});

test('whatever was changed on the way is not opened', () => {
  const sealed = Buffer.from(sealToken('new.token', 'old.token'), 'base64url');

  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(openToken(changed.toString('base64url'), 'old.token')).toBeUndefined();
  }
  for (const length of [0, 1, 27, 28, sealed.length - 1]) {
    expect(openToken(sealed.subarray(0, length).toString('base64url'), 'old.token')).toBeUndefined();
  }
  expect(openToken('no base64: §§§', 'old.token')).toBeUndefined();
});

test('tokens have names of their own, which a hash of the text alone does not give', () => {
  expect(nameOfToken('one')).toBe(nameOfToken('one'));
  expect(nameOfToken('one')).not.toBe(nameOfToken('other'));
  // SHA-256 of `one`, as anybody computes it.
  expect(nameOfToken('one')).not.toBe('dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z_0Me0');
});
