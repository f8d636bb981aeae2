// Makes every command work on a fresh clone: installs from the lock file when node_modules is missing or stale. Says so where Node is too old.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const leastNode = engines.node.replace('>=', '');
if (process.versions.node.localeCompare(leastNode, 'en', { numeric: true }) < 0) {
  console.error(`This needs Node.js ${leastNode} or later, and runs on ${process.versions.node}.`);
  process.exit(1);
}

/** Whether npm has installed what the lock file says, by whichever command: it keeps a list of what it did. */
function isInstalled() {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const [wanted, present] = ['package-lock.json', 'node_modules/.package-lock.json'].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    // The project itself is not listed, nor is what is for other systems.
    if (path === '' || (optional && present[path] === undefined)) return true;
    return present[path]?.version === version && present[path].integrity === integrity;
  });
}

if (!isInstalled()) {
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
}
