import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../src/simulator/free-port.ts';
import { KazooSimulator } from '../../src/simulator/kazoo-simulator.ts';
import { Interruption } from './harness/interruption.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isWanted = process.env['INSTALL'] !== undefined;
const longestMs = 900_000;
/** Of the repository, what a build does without, or makes. */
const unneeded = ['.git', 'node_modules', 'dist', 'test'];

/** The steps of the guide by their numbers, each a script. */
function readSteps(): ReadonlyMap<number, string> {
  const guide = readFileSync(join(root, 'src/deploy/README.md'), 'utf8');
  const [, section = ''] = /^## Install\n([\s\S]*?)^## /m.exec(guide) ?? [];
  const steps = section.matchAll(/^\*\*(\d)\. [\s\S]*?^```sh\n([\s\S]*?)^```$/gm);
  return new Map([...steps].map(([, number, script = '']) => [Number(number), script]));
}

const steps = readSteps();
const all = [...steps.values()].join('');

describe('the steps of the installation', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  test('are seven, which a shell can read', () => {
    expect([...steps.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(spawnSync('bash', ['-n'], { input: all, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('install this version, and go back to it', () => {
    expect(steps.get(2)).toContain(`kazoo-graphql-gateway-${version}.tgz`);
    expect(steps.get(7)).toContain(`ln -sfn ${version} `);
  });

  test('put the program where the unit looks for it', () => {
    const unit = readFileSync(join(root, 'src/deploy/kazoo-graphql-gateway@.service'), 'utf8');
    const [, program = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];

    expect(program).toBe('/opt/kazoo-graphql-gateway/current/bin/kazoo-graphql-gateway');
    expect(unit).toContain(`ExecStartPre=${program} --check-config\n`);
    expect(steps.get(2)).toContain(`ln -sfn ${version} /opt/kazoo-graphql-gateway/current`);
  });
});

/** A folder that stands for a machine: with an /opt and an /etc, and commands that do little. */
class Machine implements AsyncDisposable {
  readonly ports: readonly number[];
  readonly #folder: string;
  readonly #kazoo: KazooSimulator;
  readonly #interruption = new Interruption(() => this.#stopAtOnce());
  /** The process group of the step that runs. */
  #running: number | undefined;

  private constructor(kazoo: KazooSimulator, ports: readonly number[]) {
    this.ports = ports;
    this.#kazoo = kazoo;
    this.#folder = mkdtempSync(join(tmpdir(), 'install-'));
    for (const path of ['bin', 'sources', 'opt', 'etc/systemd/system', 'etc/nginx/conf.d'])
      mkdirSync(join(this.#folder, path), { recursive: true });
    for (const name of readdirSync(root).filter((name) => !unneeded.includes(name)))
      cpSync(join(root, name), join(this.#folder, 'sources', name), { recursive: true });
    this.#addCommand('sudo', '#!/bin/sh\nexec "$@"\n');
    this.#addCommand('nginx', '#!/bin/sh\nexit 0\n');
    this.#addCommand('ufw', '#!/bin/sh\nexit 0\n');
    this.#addCommand('systemctl', readFileSync(new URL('harness/fake-systemctl.sh', import.meta.url), 'utf8'));
  }

  static async start(kazoo: KazooSimulator): Promise<Machine> {
    return new Machine(kazoo, [await freePort(), await freePort()]);
  }

  /** Runs a step as it stands in the guide; only places differ. */
  async run(script: string): Promise<void> {
    const ours = this.ports
      .reduce((text, port, index) => text.replaceAll(`400${index}`, String(port)), script)
      .replaceAll(/(?<=^|[\s=])\/(opt|etc)\//gm, `${this.#folder}/$1/`)
      .replace('https://kazoo.example.com:8443/v2', this.#kazoo.apiUrl)
      .replace('wss://kazoo.example.com:7777', this.#kazoo.blackholeUrl);
    const { PATH = '' } = process.env;
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', ours], {
      cwd: join(this.#folder, 'sources'),
      env: { ...process.env, PATH: `${this.#folder}/bin:${PATH}`, ROOT: this.#folder },
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    });
    this.#running = shell.pid;
    const [status] = await once(shell, 'exit');
    this.#running = undefined;
    if (status !== 0) throw new Error(`A step ended with ${status}:\n${ours}`);
  }

  /** The versions that run, by port. */
  async versions(): Promise<readonly unknown[]> {
    const pages = this.ports.map((port) => fetch(`http://127.0.0.1:${port}/metrics`).then((page) => page.text()));
    return (await Promise.all(pages)).map((text) => /kazoo_gateway_build_info\{version="(.*)"\} 1/.exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (existsSync(join(this.#folder, `pid.${this.ports[0]}`)))
      await this.run(`systemctl stop ${this.ports.map((port) => `kazoo-graphql-gateway@${port}`).join(' ')}`);
    rmSync(this.#folder, { recursive: true });
    this.#interruption[Symbol.dispose]();
  }

  /** Without the steps of the guide, which take time. */
  #stopAtOnce(): void {
    const gateways = readdirSync(this.#folder).filter((name) => name.startsWith('pid.'));
    const ids = gateways.map((name) => Number(readFileSync(join(this.#folder, name), 'utf8')));
    for (const id of this.#running === undefined ? ids : [-this.#running, ...ids])
      spawnSync('kill', ['-KILL', '--', String(id)], { stdio: 'ignore' }); // Some are over already.
    rmSync(this.#folder, { recursive: true, maxRetries: 3 });
  }

  #addCommand(name: string, text: string): void {
    const path = join(this.#folder, 'bin', name);
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }
}

const title = isWanted ? 'an installation by these steps' : 'an installation by these steps, with INSTALL=1';

describe.skipIf(!isWanted)(title, () => {
  test(
    'runs two instances, upgrades them one after the other, and rolls them back',
    async () => {
      await using kazoo = await KazooSimulator.start();
      await using machine = await Machine.start(kazoo);
      const step = (number: number) => machine.run(steps.get(number) ?? 'exit 1');

      for (const number of [1, 2, 3]) await step(number);
      await machine.run([4, 5].map((number) => steps.get(number)).join(''));
      expect(await machine.versions()).toEqual(['0.1.0', '0.1.0']);

      await machine.run(
        'sed -i \'s/"version": "0.1.0"/"version": "0.2.0"/\' package.json && npm pack --ignore-scripts',
      );
      await step(6);
      expect(await machine.versions()).toEqual(['0.2.0', '0.2.0']);

      await step(7);
      expect(await machine.versions()).toEqual(['0.1.0', '0.1.0']);
    },
    longestMs,
  );
});
