import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as client from '../../src/client/index.ts';
import { callLegs } from '../e2e/live/call-legs.ts';
import { startHarness, until } from '../harness/gateway-harness.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = (name: string): string => join(root, 'node_modules', name);
const name = 'kazoo-graphql-gateway/client';
const names = Object.keys(client).toSorted();

/** A front end that has installed the tarball that the build makes. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-client-'));
  const built = join(folder, 'built');
  await run(process.execPath, [join(root, '.ci/build-client.mjs'), built]);
  await run(process.execPath, [join(root, '.ci/pack-client.mjs'), built, folder]);
  await writeFile(join(folder, 'package.json'), '{}');
  const tarball = './kazoo-graphql-gateway-client.tgz';
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
  expect(await readdir(join(folder, 'node_modules'))).toEqual(['.package-lock.json', 'kazoo-graphql-gateway']);
  for (const name of ['graphql', 'graphql-sse', 'graphql-ws', 'ws'])
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

test('it brings the schema for code generators, and nothing of the gateway', async () => {
  const own = join(folder, 'node_modules/kazoo-graphql-gateway');

  const [manifest, schema] = await Promise.all(
    ['package.json', 'schema.graphql'].map((file) => readFile(join(own, file), 'utf8')),
  );

  expect(Object.keys(JSON.parse(manifest ?? ''))).not.toContain('dependencies');
  expect(schema).toBe(await readFile(join(root, 'schema.graphql'), 'utf8'));
  expect(await readdir(join(own, 'dist'))).toEqual(['client']);
});

test('it brings the guide, whose links lead nowhere that it does not bring', async () => {
  const guide = await readFile(join(folder, 'node_modules/kazoo-graphql-gateway/README.md'), 'utf8');

  const targets = [...guide.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);

  expect(guide).toContain('createGatewayClient');
  expect(targets.filter((target) => !/^#|^https:/.test(target))).toEqual([]);
});

test("the README's own example runs against a gateway, and shows a board", async () => {
  await using harness = await startHarness();
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme.slice(readme.indexOf('## Write a client'))) ?? [];
  const address = 'http://localhost:4000/graphql';
  expect(example).toContain(address);
  // Browsers and Node 22 have a WebSocket of their own.
  const polyfill = `import { WebSocket } from 'ws';\nglobalThis.WebSocket ??= WebSocket;\n`;
  await writeFile(join(folder, 'polyfill.mjs'), polyfill);
  await writeFile(join(folder, 'board.mjs'), example.replace(address, harness.url));
  const board = spawn(process.execPath, ['--import', './polyfill.mjs', 'board.mjs'], { cwd: folder });
  let printed = '';
  board.stdout.on('data', (text) => {
    printed += text;
  });
  board.stderr.on('data', (text) => {
    printed += text;
  });

  await harness.untilSubscribers(1);
  callLegs(harness, 'demo', 'call').inbound('CHANNEL_CREATE');

  await until(() => expect(printed).toMatch(/status: 'LIVE'[\s\S]*state: 'RINGING'[\s\S]*number: '1001'/));
  board.kill();
  await once(board, 'exit');
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
import { createGatewayClient, type LiveRowOf, liveTable, resumable } from 'kazoo-graphql-gateway/client';

interface Calls {
  calls: { kind: 'SNAPSHOT' | 'CHANGES'; calls: { id: string; state: string }[]; removed: { id: string }[] } | null;
}

const query = 'subscription { calls { kind calls { id state } removed { id } } }';
const overWebSocket = resumable(createClient({ url: 'ws://localhost:4000/graphql' }), { onGap: () => undefined });
const overSse = createSseClient({ url: 'http://localhost:4000/graphql' });
const alone = createGatewayClient({ createClient, url: 'http://localhost:4000/graphql', login: { username: 'u' } });
// @ts-expect-error: it takes one of both.
createGatewayClient({ createClient, url: '', login: {}, token: 'token' });
// @ts-expect-error: somebody must log in.
createGatewayClient({ createClient, url: '' });
export const stop = alone.subscribe<Calls>(
  { query },
  { next: ({ data }) => data?.calls?.kind, error: console.error, complete: () => undefined },
  { onGap: (gap, { variables }) => [gap?.reason, variables] },
);
export const results = alone.iterate<Calls>({ query });
export const tables = [
  liveTable<Calls>(alone, { query }),
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
