// Makes every command work on a fresh clone: installs from the lock file when node_modules is missing or stale. Says so where Node is too old.
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const leastNode = engines.node.replace('>=', '');
if (process.versions.node.localeCompare(leastNode, 'en', { numeric: true }) < 0) {
  console.error(`This needs Node.js ${leastNode} or later, and runs on ${process.versions.node}.`);
  process.exit(1);
}

const stampFile = 'node_modules/.installed-from';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;

if (installed !== wanted) {
  console.log('Installing dependencies from package-lock.json …');
  // --include=dev: with NODE_ENV=production npm would leave out what the tests and the demo need.
  execSync('npm ci --include=dev --no-audit --no-fund --loglevel=error', { stdio: 'inherit' });
  writeFileSync(stampFile, wanted);
}
