import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:tls';
import { readCredentials, type TlsCredentials } from '../config/tls-files.ts';
import { handshakeOptions } from './reading/tls-handshakes.ts';

export interface TlsReloadOptions {
  readonly server: Pick<Server, 'setSecureContext'>;
  readonly certPath: string;
  readonly keyPath: string;
  /** What the server was started with: the files may hold other credentials by now. */
  readonly served: TlsCredentials;
  readonly checkIntervalMs: number;
  readonly onReloaded: () => void;
  /**
   * Called when the files cannot be used, for instance since only one of them was replaced yet:
   * once, until they change again. The old credentials stay in use.
   */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Serves new connections with the certificate that the files currently hold. The files are polled,
 * since certbot and Kubernetes replace links. Returns a function that stops polling.
 */
export function reloadOnChange(options: TlsReloadOptions): () => void {
  const { server, certPath, keyPath, served, checkIntervalMs, onReloaded, onFailed } = options;
  let seen = digestOf(served.cert, served.key);
  let isOver = false;
  let timer = lookLater();

  function lookLater(): NodeJS.Timeout {
    return setTimeout(() => void look(), checkIntervalMs).unref();
  }

  async function look(): Promise<void> {
    // `watchFile` would not tell of what changes before its own first look.
    const held = digestOf(...(await Promise.all([certPath, keyPath].map(textOrProblem))));
    if (isOver) return;
    if (held !== seen) reload();
    seen = held;
    timer = lookLater();
  }

  function reload(): void {
    try {
      server.setSecureContext({ ...readCredentials(certPath, keyPath), ...handshakeOptions });
      onReloaded();
    } catch (error) {
      onFailed(error);
    }
  }

  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

function textOrProblem(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(String);
}

/** Tells contents apart without keeping a private key. */
function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('base64');
}
