import { createPublicKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

/** A public key of Kazoo's that was read from a file. */
export interface PublicKeyFile {
  /** The id by which tokens name the key in their header (`kid`). */
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

/** The shortest key: shorter keys can be broken, and jose refuses them (RFC 7518, section 3.3). */
const leastKeyBits = 2048;

/**
 * Reads public keys in PEM. The setting lists, separated by commas: `kid=path`, paths of files that
 * are named for the kid (`<kid>.pem`), or folders of such files.
 *
 * @throws Error with every problem in its message.
 */
export function readPublicKeyFiles(setting: string): readonly PublicKeyFile[] {
  const problems: string[] = [];
  const files = setting
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .flatMap((entry) => {
      try {
        return pathsOf(entry).map(readKey);
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
        return [];
      }
    });
  if (problems.length > 0) throw new Error(problems.join('; '));
  return files;
}

interface KeyPath {
  readonly keyId: string;
  readonly path: string;
}

function pathsOf(entry: string): readonly KeyPath[] {
  const [, keyId, path] = /^([^=/\\]+)=(.+)$/.exec(entry) ?? [];
  if (keyId !== undefined && path !== undefined) return [{ keyId, path }];
  if (!statSync(entry).isDirectory()) return [named(entry)];
  const names = readdirSync(entry).filter((name) => name.endsWith('.pem'));
  if (names.length === 0) throw new Error(`there is no .pem file in ${entry}`);
  return names.map((name) => named(join(entry, name)));
}

function named(path: string): KeyPath {
  return { keyId: basename(path, extname(path)), path };
}

function readKey({ keyId, path }: KeyPath): PublicKeyFile {
  const pem = readFileSync(path, 'utf8');
  // Node would silently take the public half of a private key.
  if (pem.includes('PRIVATE KEY')) throw new Error(`${path} holds a private key; only the public one belongs here`);
  const publicKey = parse(pem, path);
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== 'rsa' || bits < leastKeyBits) {
    throw new Error(`${path} is not an RSA key of at least ${leastKeyBits} bits`);
  }
  return { keyId, publicKey };
}

function parse(pem: string, path: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new Error(`${path} is not a public key in PEM`, { cause });
  }
}
