import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';
import { RawClient } from '../harness/raw-client.ts';
import { selfSigned } from '../harness/tls/self-signed.ts';

const ca = selfSigned.cert;
const retryMs = 10;
/** An address other than the proxy's own. */
const localAddress = '127.0.0.2';
const calls = 'subscription { callEvents { callId } }';

/**
 * A proxy on loopback with the configuration that operators copy; only addresses and files are the
 * test's.
 */
interface Proxy extends AsyncDisposable {
  readonly port: number;
}

const proxies = {
  nginx(folder: string, port: number, gatewayPort: string): readonly string[] {
    const site = template('nginx.conf')
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replace('127.0.0.1:4000', `127.0.0.1:${gatewayPort}`)
      .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/t;`);
    writeFileSync(
      join(folder, 'main.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr error; events {} ` +
        `http { access_log off; ${paths.join(' ')} ${site} }`,
    );
    return ['-c', join(folder, 'main.conf'), '-e', 'stderr'];
  },
  haproxy(folder: string, port: number, gatewayPort: string): readonly string[] {
    const text = template('haproxy.cfg')
      .replace('bind :443', `bind 127.0.0.1:${port}`)
      .replace('127.0.0.1:4000', `127.0.0.1:${gatewayPort}`)
      .replace(/crt \S+/, `crt ${folder}/combined.pem`)
      .replace('maxconn 50000', 'maxconn 100');
    writeFileSync(join(folder, 'haproxy.cfg'), text);
    return ['-db', '-f', join(folder, 'haproxy.cfg')];
  },
};

function template(file: string): string {
  return readFileSync(new URL(`../../src/deploy/${file}`, import.meta.url), 'utf8');
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['-v'], { stdio: 'ignore' }).status === 0;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startProxy(name: keyof typeof proxies, { url }: Harness): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  writeFileSync(join(folder, 'cert.pem'), selfSigned.cert);
  writeFileSync(join(folder, 'key.pem'), selfSigned.key);
  writeFileSync(join(folder, 'combined.pem'), selfSigned.cert + selfSigned.key);
  const port = await freePort();
  const child = spawn(name, [...proxies[name](folder, port, new URL(url).port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
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

for (const name of ['nginx', 'haproxy'] as const) {
  describe.skipIf(!isInstalled(name))(`behind ${name}, configured as in src/deploy`, () => {
    test('WebSocket and SSE clients get their events at once, and Kazoo gets their real address', async () => {
      await using harness = await startHarness({ settings: { TRUSTED_PROXIES: '127.0.0.1' } });
      await using proxy = await startProxy(name, harness);
      const url = `wss://127.0.0.1:${proxy.port}/graphql`;
      const authToken = harness.token('demo');

      await using client = await RawClient.ready(
        url,
        { authToken },
        { ca, localAddress, headers: { 'X-Forwarded-For': '10.0.0.1' } },
      );
      client.subscribe('1', calls);
      const sse = request(url.replace('wss', 'https'), {
        ca,
        localAddress,
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', 'X-Auth-Token': authToken },
      });
      sse.end(JSON.stringify({ query: calls }));
      const [response] = await once(sse, 'response');
      await harness.untilSubscribers(2);
      harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

      expect(await client.next()).toMatchObject({ payload: { data: { callEvents: { callId: 'c1' } } } });
      let text = '';
      for await (const chunk of response) {
        text += String(chunk);
        if (text.includes('"c1"')) break;
      }
      sse.on('error', () => undefined).destroy();
      const addresses = harness.kazoo.crossbar.requests.map(({ headers }) => headers['x-forwarded-for']);
      expect(addresses).toContain(localAddress);
      expect(addresses).not.toContain('10.0.0.1');
    });

    test.each(['/metrics', '/health/ready', '/'])('%s is not public', async (path) => {
      await using harness = await startHarness();
      await using proxy = await startProxy(name, harness);

      const [response] = await once(get(`https://127.0.0.1:${proxy.port}${path}`, { ca }), 'response');
      response.resume();

      expect(response.statusCode).toBe(404);
    });
  });
}
