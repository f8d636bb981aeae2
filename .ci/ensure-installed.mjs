// Makes every command work on a fresh clone: installs from the lock file when node_modules is missing or stale.
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const stampFile = 'node_modules/.installed-from';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;

if (installed !== wanted) {
  console.log('Installing dependencies from package-lock.json …');
  // --include=dev: with NODE_ENV=production npm would leave out what the tests and the demo need.
  execSync('npm ci --include=dev --no-audit --no-fund --loglevel=error', { stdio: 'inherit' });
  writeFileSync(stampFile, wanted);
}
