import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** The certificate and the private key of a TLS server, in PEM. */
export interface TlsCredentials {
  readonly cert: string;
  readonly key: string;
}

/** Reads a PEM file of certificates. @throws Error that says what is wrong with the file */
export function readCertificates(path: string): string {
  const pem = readFileSync(path, 'utf8');
  if (new X509Certificate(pem).subject !== undefined) return pem;
  throw new Error(`${path} holds a certificate without a subject`);
}

/**
 * Reads a certificate and its key. @throws Error when a file cannot be read, or the two do not
 * belong together
 */
export function readCredentials(certPath: string, keyPath: string): TlsCredentials {
  const credentials = { cert: readCertificates(certPath), key: readFileSync(keyPath, 'utf8') };
  createSecureContext(credentials);
  return credentials;
}

/** Says in one line why the files cannot be used for TLS; undefined when they can. */
export function problemOfCredentials(certPath: string | undefined, keyPath: string | undefined): string | undefined {
  if (certPath === undefined || keyPath === undefined) return 'TLS_CERT and TLS_KEY must be set together';
  try {
    readCredentials(certPath, keyPath);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
