import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from '../../../../src/simulator/free-port.ts';
import { selfSigned } from '../../../harness/tls/self-signed.ts';
import { describeServer } from '../engines.ts';
import { RedisServer } from '../redis-server.ts';

const instance = fileURLToPath(new URL('./tls-instance.ts', import.meta.url));

async function startOn(url: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', instance, url], {
    env: { ...process.env, ...env },
  });
  return stdout;
}

describeServer('an engine with TLS', (program) => {
  test('is used by who trusts its certificate, and by nobody else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fleet-tls-'));
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await Promise.all([writeFile(certFile, selfSigned.cert), writeFile(keyFile, selfSigned.key)]);
    const port = await freePort();
    const tls = ['--tls-port', `${port}`, '--tls-cert-file', certFile, '--tls-key-file', keyFile];
    await using _ = await RedisServer.start(program, [...tls, '--tls-auth-clients', 'no']);
    const url = `rediss://127.0.0.1:${port}`;

    const [trusting, strange] = await Promise.all([startOn(url, { NODE_EXTRA_CA_CERTS: certFile }), startOn(url, {})]);

    expect(trusting).toBe('up');
    expect(strange).toContain('self-signed certificate');
    await rm(folder, { recursive: true });
  });
});
