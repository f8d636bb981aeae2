import type { AccountSocket, AccountSocketListener } from './account-socket.ts';

/** A socket that an account may have now. Must be opened at once. */
export interface Berth {
  readonly url: string;
  /** Calls the listener later only. */
  open(listener: AccountSocketListener): AccountSocket;
}

/** Where an account's sockets come from: each is its own, or a share of a reseller's. */
export interface SocketSource {
  /** Whose sockets the account shares; undefined for sockets of its own. */
  readonly resellerId: string | undefined;
  /**
   * Calls `go` when the account may have a socket, which can be at once. Among those that wait, the
   * one with the highest priority goes first. Returns the undo.
   *
   * @param avoided the URLs of hosts that are tried only when no other can be. Default: none
   */
  enter(priority: () => number, go: (berth: Berth) => void, avoided?: ReadonlySet<string>): () => void;
  /** Whether a host can be tried whose URL is not among these. */
  hasHostBeside(urls: ReadonlySet<string>): boolean;
}
