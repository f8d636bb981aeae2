import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const thisCheckout = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds what is measured as `npm run build` does. tsx would not do: it defines the name of every
 * function again whenever the function is created (esbuild's `keepNames`), which would cost the
 * gateway memory and time for each client, unlike the baselines, which come built.
 *
 * @throws when the build fails.
 */
export function buildGateway(checkout = thisCheckout): void {
  const { status } = spawnSync('node_modules/.bin/tsc', ['-p', 'src'], { cwd: checkout, stdio: 'inherit' });
  if (status !== 0) throw new Error('The gateway could not be built.');
  const scripts = 'fleet/log/redis/scripts';
  // An earlier checkout has none.
  if (!existsSync(`${checkout}/src/${scripts}`)) return;
  cpSync(`${checkout}/src/${scripts}`, `${checkout}/dist/${scripts}`, { recursive: true });
}
