import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reloadOnChange } from '../../src/http/tls-reload.ts';
import { renewedCertificate } from '../harness/tls/renewed-certificate.ts';
import { selfSigned } from '../harness/tls/self-signed.ts';
import { until } from '../harness/until.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-reload-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A server that was started with `selfSigned`, and files that hold these. */
function setUp({ cert, key }: typeof selfSigned) {
  const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certPath, cert);
  writeFileSync(keyPath, key);
  const setSecureContext = vi.fn();
  const onFailed = vi.fn<(error: unknown) => void>();
  const stop = reloadOnChange({
    server: { setSecureContext },
    ...{ certPath, keyPath, served: selfSigned, checkIntervalMs: 1 },
    onReloaded: () => undefined,
    onFailed,
  });
  return { keyPath, setSecureContext, onFailed, stop };
}

test('a certificate that was renewed while the gateway started is served', async () => {
  const { setSecureContext, stop } = setUp(renewedCertificate);

  await until(() => expect(setSecureContext).toHaveBeenCalledWith(expect.objectContaining(renewedCertificate)));

  stop();
});

test('half of a pair is told once, and served when the other half has come', async () => {
  const { keyPath, setSecureContext, onFailed, stop } = setUp({ ...selfSigned, cert: renewedCertificate.cert });
  await until(() => expect(onFailed).toHaveBeenCalledTimes(1));

  replace(keyPath, 'no key');
  await until(() => expect(onFailed).toHaveBeenCalledTimes(2));
  expect(setSecureContext).not.toHaveBeenCalled();
  replace(keyPath, renewedCertificate.key);
  await until(() => expect(setSecureContext).toHaveBeenCalled());

  expect(onFailed).toHaveBeenCalledTimes(2);
  stop();
});

/** In one step: nobody reads half of it. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
