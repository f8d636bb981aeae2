import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signingKey } from '../../../src/simulator/crossbar/signing-key.ts';

/** A folder with the public key of every simulator. */
export function keyFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'kazoo-keys-'));
  writeFileSync(join(path, `${signingKey.id}.pem`), signingKey.publicPem);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
