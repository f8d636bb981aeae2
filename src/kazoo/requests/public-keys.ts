import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { recordOf, textOf } from '../crossbar/crossbar-value.ts';

/**
 * The most keys that are fetched. Kazoo has one or two; a list without an end must not be followed.
 */
const maxKeys = 16;

/**
 * Resolves with the keys that Kazoo signs tokens with, by their ids (`kid`). Keys other than RSA
 * are left out.
 *
 * @throws `FORBIDDEN` when the token is not an administrator's, and whatever any request throws.
 */
export async function fetchPublicKeys(crossbar: Crossbar, token: string): Promise<ReadonlyMap<string, KeyObject>> {
  const { data } = await crossbar.request('GET', '/auth/keys', { kind: 'authority', token });
  const ids = (Array.isArray(data) ? data : []).flatMap((id) => textOf(id) ?? []).slice(0, maxKeys);
  const keys = new Map<string, KeyObject>();
  for (const id of ids) {
    const key = await fetchPublicKey(crossbar, token, id);
    if (key !== undefined) keys.set(id, key);
  }
  return keys;
}

async function fetchPublicKey(crossbar: Crossbar, token: string, keyId: string): Promise<KeyObject | undefined> {
  const { data } = await crossbar.request('GET', `/auth/keys/${encodeURIComponent(keyId)}`, {
    kind: 'authority',
    token,
  });
  const { public_key_pem: pem } = recordOf(data);
  return readPublicKey(textOf(pem) ?? '');
}

function readPublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined; // Without the key, the gateway asks Kazoo about the tokens that it signed.
  }
}
