import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-clone-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) writeFileSync(join(folder, file), readFileSync(file));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program in the folder that stands for another one. */
function standIn(path: string, script: string): void {
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, path), 0o755);
}

/** Runs a script of `.ci/` as a fresh clone would. */
function run(script: string) {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` };
  return spawnSync(process.execPath, [resolve('.ci', script)], { cwd: folder, env, encoding: 'utf8' });
}

test('a first installation says what happens and how long, with a dot a second, and is done once', () => {
  standIn('bin/npm', 'echo "$@" >> calls; sleep 1.5; cp package-lock.json node_modules/.package-lock.json');

  const first = run('ensure-installed.mjs');
  const second = run('ensure-installed.mjs');

  expect(first.stdout).toMatch(/^Installing dependencies .* a minute .* \.+ done\.\n$/);
  expect([first.status, second.status, second.stdout]).toEqual([0, 0, '']);
  expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(/^ci --include=dev .*\n$/);
});

/** What npm writes when it has installed so much of what the lock file names. */
function noteInstalled(edit: (packages: Record<string, { version?: string; optional?: boolean }>) => void): void {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  delete lock.packages[''];
  edit(lock.packages);
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify(lock));
}

test('what somebody has installed with npm by hand is not installed again, whatever is for other systems', () => {
  standIn('bin/npm', 'echo "$@" >> calls');
  noteInstalled((packages) => {
    for (const [path, { optional }] of Object.entries(packages)) if (optional) delete packages[path];
  });

  expect(run('ensure-installed.mjs')).toMatchObject({ status: 0, stdout: '' });
});

test.each<[string, Parameters<typeof noteInstalled>[0]]>([
  ['another version', (packages) => Object.assign(packages['node_modules/graphql'] ?? {}, { version: '1.0.0' })],
  ['nothing for the tests, as npm does for production', (packages) => delete packages['node_modules/vitest']],
])('where npm has installed %s, the dependencies are installed', (_, edit) => {
  standIn('bin/npm', 'exit 0');
  noteInstalled(edit);

  expect(run('ensure-installed.mjs').stdout).toMatch(/^Installing dependencies/);
});

test('an installation that fails is tried again by the next command', () => {
  standIn('bin/npm', 'exit 3');

  const first = run('ensure-installed.mjs');
  const second = run('ensure-installed.mjs');

  for (const { status, stdout } of [first, second])
    expect([status, stdout]).toEqual([1, expect.stringMatching(/failed/)]);
});

test('a start without a build says which command is missing', () => {
  const { status, stderr } = run('ensure-built.mjs');

  expect(stderr).toContain('`npm run build`');
  expect(stderr).not.toContain('    at ');
  expect(status).toBe(1);
});

test('generated code that is stale says how to generate it, and what is up to date says nothing', () => {
  standIn('node_modules/.bin/graphql-codegen', 'exit 1');
  const stale = run('check-generated.mjs');
  standIn('node_modules/.bin/graphql-codegen', 'exit 0');
  const good = run('check-generated.mjs');

  expect([stale.status, stale.stderr]).toEqual([1, expect.stringContaining('`npm run codegen`')]);
  expect([good.status, good.stderr]).toEqual([0, '']);
});

test('every command that needs what is installed sees to it first', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const needy = ['demo', 'dev', 'build', 'codegen', 'accept-schema', 'format', 'check', 'test', 'bench', 'chaos'];

  for (const name of needy) expect(scripts[`pre${name}`], name).toBe('node .ci/ensure-installed.mjs');
  expect(
    Object.keys(scripts)
      .filter((name) => !name.startsWith('pre'))
      .toSorted(),
  ).toEqual([...needy, 'start'].toSorted());
});
