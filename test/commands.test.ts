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
  standIn('bin/npm', 'echo "$@" >> calls; sleep 1.5');

  const first = run('ensure-installed.mjs');
  const second = run('ensure-installed.mjs');

  expect(first.stdout).toMatch(/^Installing dependencies .* a minute .* \.+ done\.\n$/);
  expect([first.status, second.status, second.stdout]).toEqual([0, 0, '']);
  expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(/^ci --include=dev .*\n$/);
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
