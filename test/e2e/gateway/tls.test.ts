import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, connect as tlsConnect } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../src/config/config.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { clientHello } from '../../harness/tls/client-hello.ts';
import { renewedCertificate } from '../../harness/tls/renewed-certificate.ts';
import { selfSigned } from '../../harness/tls/self-signed.ts';

const folder = mkdtempSync(join(tmpdir(), 'tls-'));
afterAll(() => rmSync(folder, { recursive: true }));
const certPath = join(folder, 'cert.pem');
const keyPath = join(folder, 'key.pem');
writeFileSync(certPath, selfSigned.cert);
writeFileSync(keyPath, selfSigned.key);
const tlsSettings = { TLS_CERT: certPath, TLS_KEY: keyPath };

/** Ends TLS in front of a port, as a proxy before Kazoo does. */
async function tlsFront(url: string): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer(selfSigned, (client) => {
    const behind = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
    client.pipe(behind).pipe(client);
    for (const socket of [client, behind]) {
      socket.on('error', () => {
        client.destroy();
        behind.destroy();
      });
    }
  });
  server.on('tlsClientError', () => undefined); // Whoever does not trust the certificate hangs up.
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

async function throughTls(settings: Readonly<Record<string, string>>) {
  const kazoo = await KazooSimulator.start();
  const [api, blackhole] = [await tlsFront(kazoo.apiUrl), await tlsFront(kazoo.blackholeUrl)];
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    KAZOO_API_URL: `https://127.0.0.1:${api.port}/v2`,
    KAZOO_BLACKHOLE_URL: `wss://127.0.0.1:${blackhole.port}`,
    MAX_CHECK_WAIT_MS: '200',
    ...settings,
  });
  const gateway = await startGateway(config, createLog('silent'));
  const account = kazoo.directory.account('demo');
  const authToken = kazoo.issueToken({ accountId: account.id, ownerId: account.users[0]?.id });
  return {
    kazoo,
    gateway,
    authToken,
    url: gateway.url.replace('http', 'ws'),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await kazoo.close();
      await api[Symbol.asyncDispose]();
      await blackhole[Symbol.asyncDispose]();
    },
  };
}

test.each([
  ['', 'as the host of the URLs'],
  ['localhost', 'by KAZOO_SERVER_NAME'],
])('Kazoo is reached over https and wss with KAZOO_CA, named %s %s', async (serverName) => {
  await using harness = await throughTls({ KAZOO_CA: certPath, KAZOO_SERVER_NAME: serverName });
  await using client = await RawClient.ready(harness.url, { authToken: harness.authToken });

  client.subscribe('1', 'subscription { callEvents { callId } }');
  await until(() => expect(harness.gateway.gauges.liveTopics()).toBe(1));
  harness.kazoo.publishCall(harness.kazoo.directory.account('demo').id, 'CHANNEL_CREATE', { call_id: 'c1' });

  expect(await client.next()).toMatchObject({ payload: { data: { callEvents: { callId: 'c1' } } } });
});

test.each([
  ['whose certificate nobody signed', {}],
  ['under another name', { KAZOO_CA: certPath, KAZOO_SERVER_NAME: 'kazoo.example.com' }],
])('a Kazoo %s is not trusted', async (_what, settings) => {
  await using harness = await throughTls(settings);
  await using client = await RawClient.open(harness.url);

  client.init({ authToken: harness.authToken });

  expect(await client.next()).toMatchObject({ type: 'close', code: 1013 });
});

test('with TLS_CERT and TLS_KEY the gateway itself speaks https and wss', async () => {
  await using harness = await startHarness({ settings: tlsSettings });
  await using client = await RawClient.ready(harness.webSocketUrl, {}, { ca: selfSigned.cert });

  client.subscribe('1', '{ viewer { accountId } }');
  const [response] = await once(
    get(harness.url.replace('/graphql', '/health/live'), { ca: selfSigned.cert }),
    'response',
  );
  response.resume();

  expect(harness.url).toMatch(/^https:/);
  expect(await client.next()).toMatchObject({ payload: { data: { viewer: null } } });
  expect(response.statusCode).toBe(200);
});

test('a renewed certificate is served without a restart; half of a pair changes nothing', async () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  await using harness = await startHarness({ settings: tlsSettings, log });
  await using client = await RawClient.ready(harness.webSocketUrl, {}, { ca: selfSigned.cert });

  writeFileSync(certPath, renewedCertificate.cert);
  await until(() => expect(lines.join('')).toContain('cannot use the TLS certificate'));
  expect(await subjectServed(harness.url)).toBe('CN=localhost');
  writeFileSync(keyPath, renewedCertificate.key);
  await until(() => expect(lines.join('')).toContain('read the TLS certificate again'));

  expect(await subjectServed(harness.url)).toBe('CN=renewed');
  expect(await client.settled()).toEqual([]);
  writeFileSync(certPath, selfSigned.cert);
  writeFileSync(keyPath, selfSigned.key);
});

async function subjectServed(url: string): Promise<string> {
  const socket = tlsConnect({ port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  return certificate.subject;
}

test.each<readonly [Readonly<Record<string, string>>, RegExp]>([
  [{ TLS_CERT: certPath }, /^TLS_KEY: TLS_CERT and TLS_KEY must be set together$/],
  [{ TLS_CERT: certPath, TLS_KEY: certPath }, /^TLS_KEY: /],
  [{ TLS_CERT: 'nowhere.pem', TLS_KEY: keyPath }, /^TLS_KEY: .*nowhere\.pem/],
  [{ KAZOO_CA: keyPath }, /^KAZOO_CA: /],
  [{ KAZOO_CA: 'nowhere.pem' }, /^KAZOO_CA: .*nowhere\.pem/],
  [{ TRUSTED_DOCUMENTS: certPath }, /^TRUSTED_DOCUMENTS: /],
])('files that cannot be used are reported before anything opens: %j', (env, problem) => {
  expect(() => readConfig(env)).toThrow(ConfigError);
  expect(() => readConfig(env)).toThrow(problem);
});

test('idle connections are counted over TLS, too: one too many closes the one that has been idle longest', async () => {
  const one = { MAX_IDLE_CONNECTIONS_PER_IP: '1', MAX_CONNECTIONS_PER_IP: '1' };
  await using harness = await startHarness({ settings: { ...tlsSettings, ...one } });
  const dial = async () => {
    const socket = tlsConnect({ port: Number(new URL(harness.url).port), host: '127.0.0.1', ca: selfSigned.cert });
    await once(socket, 'secureConnect');
    // It may be reset when it is closed before the server has read the end of the handshake.
    return socket.on('error', () => undefined).resume();
  };
  const ask = async (socket: Socket) => {
    socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /);
  };
  const first = await dial();
  const second = await dial();

  await until(() => expect(first.destroyed).toBe(true));
  for (let times = 0; times < 2; times += 1) await ask(second);
  const third = await dial();
  await ask(third);
  await until(() => expect(second.destroyed).toBe(true));

  third.destroy();
});

test.each([
  ['says nothing', ''],
  ['stops in the middle of its hello', '\x16\x03'],
  ['says hello and no more', 'hello'],
])('a client that %s does not hold up the shutdown', async (_what, words) => {
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', HEADERS_TIMEOUT_MS: '600000', ...tlsSettings });
  const gateway = await startGateway(config, createLog('silent'));
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  if (words === 'hello') {
    socket.write(await clientHello());
    await once(socket, 'data');
  } else socket.write(words, 'latin1');

  // Not `once`, which rejects when the connection is reset.
  const closed = new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));
  await gateway.close();

  await closed;
});
