import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

export const accountId = 'a0000000000000000000000000000001';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function rsaKeys(): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

export interface Signing {
  readonly algorithm?: string;
  readonly keyId?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A JWT as Kazoo signs it, or as an attacker who knows only the public key would. */
export function signedToken(keys: KeyPair, { algorithm = 'RS256', keyId = 'key', claims = {} }: Signing = {}): string {
  const header = encode({ alg: algorithm, typ: 'JWT', kid: keyId });
  const payload = encode({ iss: 'kazoo', account_id: accountId, exp: Date.now() / 1000 + 3_600, ...claims });
  const text = `${header}.${payload}`;
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm === 'none') return `${text}.`;
  const signature = algorithm.startsWith('HS')
    ? createHmac(hash, keys.publicKey.export({ type: 'spki', format: 'pem' }))
        .update(text)
        .digest('base64url')
    : createSign(hash).update(text).sign(keys.privateKey, 'base64url');
  return `${text}.${signature}`;
}

function encode(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
