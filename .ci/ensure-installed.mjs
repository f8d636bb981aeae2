// Makes every command work on a fresh clone: installs from the lock file when node_modules is missing or stale. Says so where Node is too old.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
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
  process.stdout.write(
    'Installing dependencies from package-lock.json, which takes a minute or so, once: a dot a second ',
  );
  const dots = setInterval(() => process.stdout.write('.'), 1_000);
  // --include=dev: with NODE_ENV=production npm would leave out what the tests and the demo need.
  const options = ['--include=dev', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const [status] = await once(spawn('npm', ['ci', ...options], { stdio: 'inherit' }), 'exit');
  clearInterval(dots);
  console.log(status === 0 ? ' done.' : ' failed.');
  if (status !== 0) process.exit(1);
  writeFileSync(stampFile, wanted);
}
