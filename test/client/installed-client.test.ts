import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as client from '../../src/client/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = (name: string): string => join(root, 'node_modules', name);
const name = 'kazoo-graphql-gateway/client';
const names = Object.keys(client).toSorted();

/** A front end that has the package installed, as the build makes it. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-client-'));
  const own = join(folder, 'node_modules/kazoo-graphql-gateway');
  await mkdir(own, { recursive: true });
  await cp(join(root, 'package.json'), join(own, 'package.json'));
  await run(process.execPath, [join(root, '.ci/build-client.mjs'), join(own, 'dist/client')]);
  for (const name of ['graphql', 'graphql-sse', 'graphql-ws'])
    await symlink(installed(name), join(folder, 'node_modules', name));
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

async function printed(...code: string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, code, { cwd: folder });
  return JSON.parse(stdout);
}

test('an ES module of Node imports it', async () => {
  const code = `import * as client from '${name}'; console.log(JSON.stringify(Object.keys(client)))`;

  expect(await printed('--input-type=module', '-e', code)).toEqual(names);
});

test('CommonJS requires it, and gets CommonJS', async () => {
  const code = `console.log(JSON.stringify([require.resolve('${name}'), Object.keys(require('${name}')).sort()]))`;

  const got = await printed('--input-type=commonjs', '-e', code);

  expect(got).toEqual([expect.stringMatching(/\/index\.cjs$/), names]);
});

test('Vite builds a front end of it', async () => {
  const entry = join(folder, 'page.js');
  await writeFile(entry, `import { liveTable } from 'kazoo-graphql-gateway/client';\nconsole.log(liveTable);\n`);

  const output = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: entry } },
  });

  if (!('output' in output)) throw new Error('It is no single build.');
  expect(output.output[0].code).toContain('liveTable: ');
});

describe('TypeScript, as strict as it can be, checks a front end', () => {
  const frontEnd = `
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { type LiveRowOf, liveTable, resumable } from 'kazoo-graphql-gateway/client';

interface Calls {
  calls: { kind: 'SNAPSHOT' | 'CHANGES'; calls: { id: string; state: string }[]; removed: { id: string }[] } | null;
}

const query = 'subscription { calls { kind calls { id state } removed { id } } }';
const overWebSocket = resumable(createClient({ url: 'ws://localhost:4000/graphql' }), { onGap: () => undefined });
const overSse = createSseClient({ url: 'http://localhost:4000/graphql' });
export const tables = [
  liveTable<Calls>(overWebSocket, { query, variables: { accountId: 'a' } }),
  liveTable<Calls>(overSse, { query }),
];
export const states: string[] = tables.flatMap(({ getSnapshot }) => getSnapshot().rows.map(({ state }) => state));
export const row: LiveRowOf<Calls> = { id: '1', state: 'RINGING' };
// @ts-expect-error: rows have no such field.
export const wrong = tables[0]?.getSnapshot().rows[0]?.caller;
`;

  test.each([
    ['bundler', 'ESNext', ['front-end.mts', 'front-end.ts']],
    ['nodenext', 'NodeNext', ['front-end.mts', 'front-end.cts', 'front-end.ts']],
    ['node16', 'Node16', ['front-end.mts', 'front-end.cts', 'front-end.ts']],
  ])('with moduleResolution %s', async (moduleResolution, module, files) => {
    const project = join(folder, moduleResolution);
    await mkdir(project);
    for (const file of files) await writeFile(join(project, file), frontEnd);
    const compilerOptions = {
      ...{ module, moduleResolution, noEmit: true, types: [], lib: ['ES2022', 'DOM'], target: 'ES2022' },
      skipLibCheck: false,
    };
    const config = { extends: installed('@tsconfig/strictest/tsconfig.json'), compilerOptions, files };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config));

    const check = run(installed('.bin/tsc'), ['-p', project]).catch(({ stdout }: { stdout: string }) => ({ stdout }));

    expect((await check).stdout).toBe('');
  });
});
