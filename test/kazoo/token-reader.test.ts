import { expect, test } from 'vitest';
import { TokenReader } from '../../src/kazoo/token-reader.ts';

function tokenOf(accountId: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode({ iss: 'kazoo', account_id: accountId })}.`;
}

const acme = 'a'.repeat(32);

test('equal tokens have one claims object', () => {
  const reader = new TokenReader();

  expect(reader.claimsOf(tokenOf(acme))).toMatchObject({ accountId: acme });
  expect(reader.claimsOf(tokenOf(acme))).toBe(reader.claimsOf(tokenOf(acme)));
});

test('an opaque token has no claims, but a shared text', () => {
  const reader = new TokenReader();

  expect(reader.claimsOf('opaque')).toBeUndefined();
  expect(reader.sharedText('opaque')).toBe('opaque');
});

test('two readers share nothing', () => {
  expect(new TokenReader().claimsOf(tokenOf(acme))).not.toBe(new TokenReader().claimsOf(tokenOf(acme)));
});
