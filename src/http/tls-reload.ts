import { unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:tls';
import { readCredentials } from '../config/tls-files.ts';

export interface TlsReloadOptions {
  readonly server: Pick<Server, 'setSecureContext'>;
  readonly certPath: string;
  readonly keyPath: string;
  readonly checkIntervalMs: number;
  readonly onReloaded: () => void;
  /** The files cannot be used as they are now, for instance since only one of them is new yet; the old ones go on. */
  readonly onFailed: (error: unknown) => void;
}

/** Serves new connections with the certificate that the files hold by now. They are looked at, as certbot and Kubernetes replace links. Returns the undo. */
export function reloadOnChange(options: TlsReloadOptions): () => void {
  const { server, certPath, keyPath, checkIntervalMs, onReloaded, onFailed } = options;
  const reload = (): void => {
    try {
      server.setSecureContext(readCredentials(certPath, keyPath));
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
