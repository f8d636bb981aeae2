import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe } from 'vitest';
import { freePort } from '../../../src/simulator/free-port.ts';
import { selfSigned } from '../../harness/tls/self-signed.ts';

/** The certificate that clients of a proxy must trust. */
export const ca = selfSigned.cert;
const retryMs = 10;

/**
 * A proxy on loopback with the configuration that operators copy; only addresses and files are the
 * test's.
 */
export interface RunningProxy extends AsyncDisposable {
  readonly port: number;
}

/** The ports of the gateways that stand in the files. */
const gatewayPorts = ['4000', '4001'];

const commands = {
  nginx(folder: string, port: number, site: string): readonly string[] {
    const ours = site
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/t;`);
    writeFileSync(
      join(folder, 'main.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr crit; ` +
        `events { worker_connections 1000; } http { access_log off; ${paths.join(' ')} ${ours} }`,
    );
    return ['-c', join(folder, 'main.conf'), '-e', 'stderr'];
  },
  haproxy(folder: string, port: number, text: string): readonly string[] {
    const ours = text
      .replace('bind :443', `bind 127.0.0.1:${port}`)
      .replace(/crt \S+/, `crt ${folder}/combined.pem`)
      .replace('maxconn 50000', 'maxconn 1000');
    writeFileSync(join(folder, 'haproxy.cfg'), ours);
    return ['-db', '-f', join(folder, 'haproxy.cfg')];
  },
};

export type ProxyName = keyof typeof commands;

const templates = { nginx: 'nginx.conf', haproxy: 'haproxy.cfg' };

/** Runs the tests for each proxy that is installed; for others they are skipped, and say so. */
export function describeBehind(what: string, tests: (name: ProxyName) => void): void {
  for (const name of ['nginx', 'haproxy'] as const) {
    const isInstalled = spawnSync(name, ['-v'], { stdio: 'ignore' }).status === 0;
    const title = `behind ${name}, ${what}`;
    describe.skipIf(!isInstalled)(isInstalled ? title : `${title}, but ${name} is not installed`, () => tests(name));
  }
}

/**
 * Starts a proxy in front of two gateways.
 *
 * @param ports theirs; one alone is taken for both
 */
export async function startProxy(name: ProxyName, ports: readonly (number | string)[]): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  writeFileSync(join(folder, 'cert.pem'), selfSigned.cert);
  writeFileSync(join(folder, 'key.pem'), selfSigned.key);
  writeFileSync(join(folder, 'combined.pem'), selfSigned.cert + selfSigned.key);
  const template = readFileSync(new URL(`../../../src/deploy/${templates[name]}`, import.meta.url), 'utf8');
  const text = gatewayPorts.reduce(
    (site, gatewayPort, index) => site.replace(`127.0.0.1:${gatewayPort}`, `127.0.0.1:${ports[index] ?? ports[0]}`),
    template,
  );
  const port = await freePort();
  const child = spawn(name, [...commands[name](folder, port, text)], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    await untilListening(child, port);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  child.stderr?.on('data', (data) => {
    said += String(data);
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${said}`);
    const socket = connect({ port, host: '127.0.0.1' });
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false, // Not yet; the next try follows.
    );
    socket.destroy();
    if (isOpen) return;
    await setTimeout(retryMs);
  }
}
