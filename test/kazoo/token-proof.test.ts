import { describe, expect, test } from 'vitest';
import { proveToken, signingKeyIdOf } from '../../src/kazoo/token-proof.ts';
import { accountId, rsaKeys, signedToken } from '../harness/signed-token.ts';

const keys = rsaKeys();
const others = rsaKeys();
const genuine = { name: 'genuine', accountId };

function proof(token: string) {
  return proveToken(token, keys.publicKey, Date.now());
}

describe('a token', () => {
  test.each(['RS256', 'RS384', 'RS512'])('that Kazoo signed with %s is genuine', async (algorithm) => {
    expect(await proof(signedToken(keys, { algorithm }))).toEqual(genuine);
  });

  test('that never expires is genuine', async () => {
    expect(await proof(signedToken(keys, { claims: { exp: undefined } }))).toEqual(genuine);
  });

  test('that somebody else signed is forged', async () => {
    expect(await proof(signedToken(others))).toEqual({ name: 'forged' });
  });

  test('whose claims were changed is forged', async () => {
    const [header, , signature] = signedToken(keys).split('.');
    const [, payload] = signedToken(keys, { claims: { account_id: 'b'.repeat(32) } }).split('.');

    expect(await proof(`${header}.${payload}.${signature}`)).toEqual({ name: 'forged' });
  });

  test.each(['HS256', 'HS512', 'none'])(
    'that turns the public key against us (%s) is forged: RFC 8725, section 2.1',
    async (algorithm) => {
      expect(await proof(signedToken(keys, { algorithm }))).toEqual({ name: 'forged' });
    },
  );

  test.each([
    ['has expired', { exp: 1 }],
    ['is of another issuer', { iss: 'elsewhere' }],
    ['names no issuer', { iss: undefined }],
    ['acts inside another account', { as: { account_id: 'b'.repeat(32) } }],
    ['names no account', { account_id: undefined }],
    ['names an account that cannot be', { account_id: '../other' }],
    ['is not valid yet', { nbf: Date.now() / 1000 + 3_600 }],
  ])('that %s proves nothing', async (_, claims) => {
    expect(await proof(signedToken(keys, { claims }))).toEqual({ name: 'unproven' });
  });
});

test('the id of the key is read from a JWT, and from nothing else', () => {
  expect(signingKeyIdOf(signedToken(keys, { keyId: '96247ed90b4bec8294c09ae6ece923a2' }))).toBe(
    '96247ed90b4bec8294c09ae6ece923a2',
  );
  for (const text of ['', 'opaque', '..', 'a.b.c', '{"kid":"x"}']) expect(signingKeyIdOf(text)).toBeUndefined();
});
