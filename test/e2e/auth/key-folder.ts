import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokenAuthority } from '../../../src/simulator/crossbar/token-authority.ts';
import { Directory } from '../../../src/simulator/directory/directory.ts';

/** A folder with the public key of every simulator in this process. */
export function keyFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'kazoo-keys-'));
  const { keyId, publicPem } = new TokenAuthority(new Directory(), Date.now, 0);
  writeFileSync(join(path, `${keyId}.pem`), publicPem);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
