import { readFileSync } from 'node:fs';

const packageFile = new URL('../../package.json', import.meta.url);

/** Returns the version of the gateway, as its package tells it. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile, 'utf8')).version;
}
