import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** One test here loads the whole gateway, which can take half a minute on a busy machine. */
const wholeProgramMs = 60_000;

interface Run {
  readonly exitCode: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program until it exits, with no other settings than these. */
function run(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Run> {
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/main.ts', ...args],
      { env: { PATH, ...settings }, cwd: new URL('..', import.meta.url) },
      (error, stdout, stderr) => resolve({ exitCode: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

test('--help lists the options and the settings', async () => {
  const { exitCode, stdout, stderr } = await run(['--help']);

  expect([exitCode, stderr]).toEqual([0, '']);
  for (const word of ['--version', '--check-config', 'KAZOO_API_URL', 'MAX_BUFFERED_BYTES'])
    expect(stdout).toContain(word);
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

  expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

test('--check-config accepts good settings and opens nothing', async () => {
  const { exitCode, stdout, stderr } = await run(['--check-config'], { PORT: '80', LOG_LEVEL: 'warn' });

  expect([exitCode, stdout, stderr]).toEqual([0, 'The settings can be used.\n', '']);
});

test('--check-config names all settings that cannot be used', async () => {
  const { exitCode, stdout, stderr } = await run(['--check-config'], { PORT: 'http', LOG_LEVEL: 'loud' });

  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^These settings cannot be used:\n {2}PORT: .+\n {2}LOG_LEVEL: .+\n$/);
});

test('a gateway with settings that cannot be used reports them and exits', async () => {
  const { exitCode, stderr } = await run([], { KAZOO_API_URL: 'nowhere' });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^These settings cannot be used:\n {2}KAZOO_API_URL: .+\n$/);
});

test(
  'a gateway whose port is in use reports the setting and exits',
  async () => {
    await using other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = z.object({ port: z.number() }).parse(other.address());

    const { exitCode, stderr } = await run([], { HOST: '127.0.0.1', PORT: String(port) });

    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `These settings cannot be used:\n  PORT: ${port} is taken by another program; choose another one\n`,
    );
  },
  wholeProgramMs,
);

test('an unknown option is refused', async () => {
  const { exitCode, stdout, stderr } = await run(['--port=80']);

  expect([exitCode, stdout, stderr]).toEqual([1, '', 'Unknown option --port=80. See --help.\n']);
});
