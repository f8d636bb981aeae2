import type { AccountSocket, AccountSocketListener } from './account-socket.ts';
import type { ConnectionGate, Settle } from './connection-gate.ts';
import type { Berth, SocketSource } from './socket-source.ts';

/** Opens a socket for the account at the URL. */
export type OpenSocket = (url: string, listener: AccountSocketListener) => AccountSocket;

/** Sockets that carry nobody but the account, each opened when the gate lets it through. */
export class OwnSockets implements SocketSource {
  readonly resellerId = undefined;
  readonly #gate: ConnectionGate;
  readonly #open: OpenSocket;

  constructor(gate: ConnectionGate, open: OpenSocket) {
    this.#gate = gate;
    this.#open = open;
  }

  enter(priority: () => number, go: (berth: Berth) => void, avoided?: ReadonlySet<string>): () => void {
    const pass = (url: string, settle: Settle): void =>
      go({ url, open: (listener) => this.#open(url, settling(listener, settle)) });
    return this.#gate.enter(priority, pass, avoided);
  }

  hasHostBeside(urls: ReadonlySet<string>): boolean {
    return this.#gate.hasHostBeside(urls);
  }
}

/** The listener of a connection that tells the gate what became of it, before anybody else. */
export function settling<Listener extends Pick<AccountSocketListener, 'onOpen' | 'onClose'>>(
  listener: Listener,
  settle: Settle,
): Listener {
  let wasOpen = false;
  return {
    ...listener,
    onOpen() {
      wasOpen = true;
      settle('open');
      listener.onOpen();
    },
    onClose(reason, completeUntilMs) {
      if (!wasOpen) settle(reason.kind === 'closedByUs' ? 'abandoned' : 'failed');
      listener.onClose(reason, completeUntilMs);
    },
  };
}
