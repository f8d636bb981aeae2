import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, test } from 'vitest';

const guide = readFileSync(new URL('../../src/client/README.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');
const index = new URL('../../src/client/index.ts', import.meta.url).pathname;

/** Builds a front end of these exports alone, and returns what a browser downloads of it. */
async function gzippedBytes(names: string): Promise<number> {
  const entry = '\0entry';
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `export ${names} from ${JSON.stringify(index)};` : undefined),
      },
    ],
  });
  if (!('output' in output)) throw new Error('It is no single build.');
  const [chunk, ...others] = output.output;
  expect(others).toEqual([]);
  return gzipSync(chunk.code).length;
}

test.each([
  ['{ liveTable, resumable }', '`liveTable` with `resumable`', 4],
  ['*', 'of all of it', 8],
])('of %s a browser downloads less than the guide says', async (names, words, kilobytes) => {
  expect(guide).toContain(`${words} less than ${kilobytes} kB`);

  const bytes = await gzippedBytes(names);

  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThan(kilobytes * 1000);
});
