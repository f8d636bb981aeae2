import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, inject, test, vi } from 'vitest';
import { z } from 'zod';
import { freePort } from '../src/simulator/free-port.ts';
import { openPipe } from './harness/open-pipe.ts';

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
    execFile(process.execPath, [inject('program'), ...args], { env: { PATH, ...settings } }, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : error.code, stdout, stderr }),
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

test('--check-config warns of what is probably a mistake, and accepts it', async () => {
  const settings = { KAZOO_API_UR: 'https://kazoo.example.com/v2', KAZOO_API_URL: 'https://kazoo.example.com' };

  expect(await run(['--check-config'], settings)).toEqual({
    exitCode: 0,
    stdout: 'The settings can be used.\n',
    stderr:
      'Warning: KAZOO_API_UR: is not a setting; is KAZOO_API_URL meant?\n' +
      'Warning: KAZOO_API_URL: does not end with a version, such as /v2\n',
  });
});

test('--config-docs prints the tables of the operators’ guide', async () => {
  const guide = readFileSync(new URL('../src/deploy/README.md', import.meta.url), 'utf8');
  const { exitCode, stdout, stderr } = await run(['--config-docs']);

  expect([exitCode, stderr]).toEqual([0, '']);
  expect(guide).toContain(stdout);
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
  'a gateway whose port is in use reports the setting and exits, and its log has what is probably a mistake',
  async () => {
    await using other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = z.object({ port: z.number() }).parse(other.address());

    const settings = { HOST: '127.0.0.1', PORT: String(port), KAZOO_API_UR: 'https://kazoo.example.com/v2' };
    const { exitCode, stdout, stderr } = await run([], settings);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('"warning":"KAZOO_API_UR: is not a setting; is KAZOO_API_URL meant?"');
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

const fullPipe = (): number => {
  const pipe = openPipe();
  pipe.fill();
  return pipe.fd;
};

describe.each([
  ['on a full disk', () => openSync('/dev/full', 'w')],
  ['to a reader that stands still', fullPipe],
])('a gateway that logs %s', (_where, openOutput) => {
  test(
    'serves and stops as if nothing were wrong',
    async () => {
      const port = String(await freePort());
      const { PATH = '' } = process.env;
      const program = spawn(process.execPath, [inject('program')], {
        // Every try to reach Kazoo is a line in the log.
        env: { PATH, HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'trace', KAZOO_API_URL: 'http://127.0.0.1:1/v2' },
        stdio: ['ignore', openOutput(), 'ignore'],
      });
      const exit = once(program, 'exit');
      try {
        const login = 'mutation { login(input: { accountName: "a", username: "b", password: "c" }) { accountId } }';
        const post = () =>
          fetch(`http://127.0.0.1:${port}/graphql`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ query: login }),
          });
        await vi.waitFor(post, { timeout: wholeProgramMs, interval: 50 });
        for (let line = 0; line < 5; line += 1) expect((await post()).status).toBe(200);
        const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
        expect(await metrics.text()).toContain('kazoo_gateway_dropped_log_lines_total 0');

        program.kill('SIGHUP');

        expect(await exit).toEqual([0, null]);
      } finally {
        program.kill('SIGKILL');
      }
    },
    wholeProgramMs,
  );
});
