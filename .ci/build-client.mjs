// Builds what front ends import, as ES modules and as CommonJS, each with types: `node .ci/build-client.mjs FOLDER`.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = process.argv[2];

function compile(outDir, ...options) {
  const args = ['-p', join(root, 'src/client'), '--outDir', outDir, ...options];
  execFileSync(join(root, 'node_modules/.bin/tsc'), args, { stdio: 'inherit' });
}

/** Lets the files import each other by the names that they get: tsc leaves `.ts` in declarations. */
function nameFiles(script, declaration) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(js|d\.ts)$/.test(name));
  for (const name of names) {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(["'])(\.{1,2}\/[\w./-]+)\.[jt]s\1/g, `$1$2${script}$1`));
    renameSync(file, file.replace(/\.js$/, script).replace(/\.d\.ts$/, declaration));
  }
}

rmSync(folder, { recursive: true, force: true });
compile(folder, '--module', 'CommonJS', '--moduleResolution', 'Bundler', '--verbatimModuleSyntax', 'false');
nameFiles('.cjs', '.d.cts');
compile(folder);
nameFiles('.js', '.d.ts');
