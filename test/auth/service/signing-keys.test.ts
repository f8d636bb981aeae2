import type { KeyObject } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { SigningKeys, type SigningKeysOptions } from '../../../src/auth/service/signing-keys.ts';
import type { TokenProof } from '../../../src/kazoo/token-proof.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { accountId, rsaKeys, signedToken } from '../../harness/signed-token.ts';

const keys = rsaKeys();
const others = rsaKeys();
const refetchAfterMs = 60_000;
const genuine = { name: 'genuine', accountId };

holdClock({ toFake: ['performance'] });

function setUp(given: Readonly<Record<string, KeyObject>> = {}) {
  const fetchKeys = vi.fn<SigningKeysOptions['fetchKeys']>(async () => new Map([['key', keys.publicKey]]));
  const signingKeys = new SigningKeys({
    given: new Map(Object.entries(given)),
    fetchKeys,
    refetchAfterMs,
    now: () => Date.now(),
  });
  return { signingKeys, fetchKeys };
}

test('a key that the operator configured proves a token without asking Kazoo', async () => {
  const { signingKeys, fetchKeys } = setUp({ key: keys.publicKey });

  expect(await signingKeys.prove(signedToken(keys))).toEqual(genuine);
  expect(await signingKeys.prove(signedToken(others))).toEqual({ name: 'forged' });
  expect(fetchKeys).not.toHaveBeenCalled();
});

test('an unknown key is read from Kazoo, once for concurrent proofs', async () => {
  const { signingKeys, fetchKeys } = setUp();

  const proofs = await Promise.all([1, 2, 3].map(() => signingKeys.prove(signedToken(keys))));

  expect(proofs).toEqual([genuine, genuine, genuine]);
  expect(fetchKeys).toHaveBeenCalledTimes(1);
});

test('unknown key ids do not make the gateway ask more than once a minute', async () => {
  const { signingKeys, fetchKeys } = setUp();

  for (let index = 0; index < 50; index += 1) {
    expect(await signingKeys.prove(signedToken(keys, { keyId: `invented-${index}` }))).toEqual({ name: 'unproven' });
  }

  expect(fetchKeys).toHaveBeenCalledTimes(1);
});

test('a key that Kazoo replaced under the same id is read again, though not more than once a minute', async () => {
  const { signingKeys, fetchKeys } = setUp();
  await signingKeys.prove(signedToken(keys));
  fetchKeys.mockResolvedValue(new Map([['key', others.publicKey]]));

  expect(await signingKeys.prove(signedToken(others))).toEqual({ name: 'unproven' });
  expect(fetchKeys).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(refetchAfterMs);

  expect(await signingKeys.prove(signedToken(others))).toEqual(genuine);
  vi.advanceTimersByTime(refetchAfterMs);
  expect(await signingKeys.prove(signedToken(keys))).toEqual({ name: 'forged' });
});

const answers: readonly (readonly [string, TokenProof, ReturnType<SigningKeysOptions['fetchKeys']>])[] = [
  [
    'Kazoo has just said that its key is the same',
    { name: 'forged' },
    Promise.resolve(new Map([['key', keys.publicKey]])),
  ],
  ['Kazoo does not answer', { name: 'unproven' }, Promise.resolve(undefined)],
  ['Kazoo has this key no more', { name: 'unproven' }, Promise.resolve(new Map())],
  ['there is no token to ask with', { name: 'unproven' }, undefined],
];

test.each(answers)('of a signature that does not fit, when %s, it says %o', async (_, proof, answer) => {
  const { signingKeys, fetchKeys } = setUp();
  await signingKeys.prove(signedToken(keys));
  vi.advanceTimersByTime(refetchAfterMs);
  fetchKeys.mockReturnValue(answer);

  expect(await signingKeys.prove(signedToken(others))).toEqual(proof);
});

test('a token is unproven when Kazoo does not answer, or without a token to ask with', async () => {
  const { signingKeys, fetchKeys } = setUp();
  fetchKeys.mockReturnValueOnce(undefined).mockResolvedValueOnce(undefined);

  expect(await signingKeys.prove(signedToken(keys))).toEqual({ name: 'unproven' });
  expect(await signingKeys.prove(signedToken(keys))).toEqual({ name: 'unproven' });
  vi.advanceTimersByTime(refetchAfterMs);

  expect(await signingKeys.prove(signedToken(keys))).toEqual(genuine);
});

test('an opaque token proves nothing', async () => {
  const { signingKeys, fetchKeys } = setUp();

  expect(await signingKeys.prove('opaque')).toEqual({ name: 'unproven' });
  expect(fetchKeys).not.toHaveBeenCalled();
});
