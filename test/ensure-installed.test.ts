import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

function runOn(nodeVersion: string): { readonly status: number | null; readonly stderr: string } {
  const pretence = `Object.defineProperty(process, 'versions', { value: { node: '${nodeVersion}' } })`;
  return spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(pretence)}`, '.ci/ensure-installed.mjs'],
    { encoding: 'utf8' },
  );
}

test.each(['18.20.8', '20.9.0', '20.18.3'])('Node %s is refused as too old', (nodeVersion) => {
  const { status, stderr } = runOn(nodeVersion);

  expect(stderr).toContain(`needs Node.js 20.19 or later, and runs on ${nodeVersion}`);
  expect(status).toBe(1);
});
