import { unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:tls';
import { readCredentials } from '../config/tls-files.ts';
import { handshakeOptions } from './reading/tls-handshakes.ts';

export interface TlsReloadOptions {
  readonly server: Pick<Server, 'setSecureContext'>;
  readonly certPath: string;
  readonly keyPath: string;
  readonly checkIntervalMs: number;
  readonly onReloaded: () => void;
  /**
   * Called when the files cannot be used, for instance since only one of them was replaced yet. The
   * old credentials stay in use.
   */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Serves new connections with the certificate that the files currently hold. The files are polled,
 * since certbot and Kubernetes replace links. Returns a function that stops polling.
 */
export function reloadOnChange(options: TlsReloadOptions): () => void {
  const { server, certPath, keyPath, checkIntervalMs, onReloaded, onFailed } = options;
  const reload = (): void => {
    try {
      server.setSecureContext({ ...readCredentials(certPath, keyPath), ...handshakeOptions });
      onReloaded();
    } catch (error) {
      onFailed(error);
    }
  };
  for (const path of [certPath, keyPath]) watchFile(path, { interval: checkIntervalMs, persistent: false }, reload);
  return () => {
    for (const path of [certPath, keyPath]) unwatchFile(path, reload);
  };
}
