// Packs what front ends install, without the gateway and what that depends on: `node .ci/pack-client.mjs CLIENT FOLDER`
// makes kazoo-graphql-gateway-client.tgz in FOLDER, of what build-client.mjs has built into CLIENT.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [client, folder] = process.argv.slice(2).map((path) => resolve(path));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// The name is that of the whole package, so that both are imported alike.
const { name, version, license, type, exports, sideEffects } = manifest;
const files = ['dist', 'schema.graphql'];
const description = 'What front ends import from the Kazoo GraphQL gateway';

/** The guide, which there has none of the files of the repository that it names. */
const guide = readFileSync(join(root, 'src/client/README.md'), 'utf8').replace(/\[([^\]]+)\]\(\.[^)]*\)/g, '$1');

// Options of an `npm pack` that runs this are not meant for the one in here.
const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('npm_config_')));

const staging = mkdtempSync(join(tmpdir(), 'gateway-client-'));
try {
  cpSync(client, join(staging, 'dist/client'), { recursive: true });
  for (const file of ['schema.graphql', 'LICENSE']) cpSync(join(root, file), join(staging, file));
  writeFileSync(join(staging, 'README.md'), guide);
  const packed = { name, version, description, license, type, exports, sideEffects, files };
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(packed, undefined, 2)}\n`);
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts'], { cwd: staging, encoding: 'utf8', env });
  const [{ filename }] = JSON.parse(output);
  cpSync(join(staging, filename), join(folder, 'kazoo-graphql-gateway-client.tgz'));
} finally {
  rmSync(staging, { recursive: true });
}
