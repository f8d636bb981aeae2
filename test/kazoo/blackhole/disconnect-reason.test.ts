import { expect, test } from 'vitest';
import { failure } from '../../../src/kazoo/blackhole/disconnect-reason.ts';

function systemError(code: string, syscall?: string): NodeJS.ErrnoException {
  const message = `${syscall} ${code} 10.11.12.13:5555`;
  return Object.assign(new Error(message), syscall === undefined ? { code } : { code, syscall });
}

test.each([
  ['ENOTFOUND', 'getaddrinfo', 'dns'],
  ['EAI_AGAIN', 'getaddrinfo', 'dns'],
  ['ECONNREFUSED', 'connect', 'refused'],
  ['EHOSTUNREACH', 'connect', 'failed'],
  ['ENETUNREACH', 'connect', 'failed'],
  ['ECONNRESET', 'read', 'failed'],
  ['EPROTO', 'write', 'tls'],
])('%s of %s is %s, and the sentence names no address', (code, syscall, kind) => {
  const reason = failure(systemError(code, syscall));

  expect(reason.kind).toBe(kind);
  expect(reason.message).not.toContain('10.11.12.13');
});

test('a host that refuses on every address of its name refuses, with a sentence', () => {
  const refusals = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:5555`));

  const reason = failure(Object.assign(new AggregateError(refusals), { code: 'ECONNREFUSED' }));

  expect(reason).toEqual({ kind: 'refused', message: 'Kazoo refuses connections' });
});

test.each([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'INVALID_CA',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('%s blames the certificate', (code) => {
  expect(failure(systemError(code))).toEqual({
    kind: 'tls',
    message: `Kazoo's certificate is not accepted (${code})`,
  });
});

test.each(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'])(
  "%s does not blame Kazoo's certificate",
  (code) => {
    expect(failure(systemError(code))).toEqual({ kind: 'tls', message: `TLS with Kazoo failed (${code})` });
  },
);
