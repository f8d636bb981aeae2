import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/config.ts';
import { readPublicKeyFiles } from '../../src/config/public-key-files.ts';

let folder = '';
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const spki = publicKey.export({ type: 'spki', format: 'pem' });
  writeFileSync(file('first.pem'), spki);
  // The form in which Kazoo itself gives them out.
  writeFileSync(file('second.pem'), publicKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(file('note.txt'), 'not a key');
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey;
  writeFileSync(file('weak.key'), weak.export({ type: 'spki', format: 'pem' }));
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  writeFileSync(file('curve.key'), curve.export({ type: 'spki', format: 'pem' }));
  writeFileSync(file('private.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function keyIds(setting: string): readonly string[] {
  return readPublicKeyFiles(setting).map(({ keyId }) => keyId);
}

describe('public keys', () => {
  test('are named by their files', () => {
    expect(keyIds(file('first.pem'))).toEqual(['first']);
  });

  test('or in the setting, several separated by commas', () => {
    expect(keyIds(`kid-1=${file('first.pem')}, ${file('second.pem')},`)).toEqual(['kid-1', 'second']);
  });

  test('are all that a folder holds', () => {
    expect([...keyIds(folder)].sort()).toEqual(['first', 'second']);
  });

  test.each([
    ['missing.pem', /ENOENT/],
    ['note.txt', /not a public key in PEM/],
    ['weak.key', /not an RSA key of at least 2048 bits/],
    ['curve.key', /not an RSA key/],
    ['private.key', /private key/],
  ])('that cannot be used are told: %s', (name, problem) => {
    expect(() => keyIds(file(name))).toThrow(problem);
  });
});

describe('the settings', () => {
  test('are without keys when left out', () => {
    expect(readConfig({})).toMatchObject({ kazooPublicKeys: [] });
    expect(readConfig({}).kazooApiKey).toBeUndefined();
  });

  test('name every file that cannot be used, beside whatever else is wrong', () => {
    const env = { PORT: 'x', KAZOO_PUBLIC_KEYS: `${file('note.txt')},${file('missing.pem')}` };

    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(/PORT[\s\S]*KAZOO_PUBLIC_KEYS: .*note\.txt.*missing\.pem/);
  });

  test('never repeat an API key that is wrong', () => {
    const apiKey = 'c0ffee-that-is-a-secret';
    let message = '';

    try {
      readConfig({ KAZOO_API_KEY: apiKey });
    } catch (error) {
      message = String(error);
    }

    expect(message).toContain('KAZOO_API_KEY: must be 64 hexadecimal characters');
    expect(message).not.toContain(apiKey);
  });
});
