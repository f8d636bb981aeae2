import type { BackoffOptions } from '../../scheduling/backoff.ts';
import type { AccountSocket } from './account-socket.ts';
import type { SocketHandover } from './socket-handover.ts';

/** What an account's connection waits for. */
export interface ConnectionTimes {
  /** Between attempts. */
  readonly backoff: BackoffOptions;
  /** How long after Kazoo's reply to a subscribe an event may still be missed. */
  readonly bindingLagMs: number;
}

/** A try to hold a topic again, or to replace the socket, at one host after another. */
export interface Attempt {
  /**
   * How many there were since a socket last held a topic, or since a replacement was asked for: one
   * that opens and dies must not be tried without pause.
   */
  readonly number: number;
  /** The hosts at which this attempt has come to nothing. */
  readonly failedUrls: ReadonlySet<string>;
}

/** A replacement of the socket that waits for its time or at the gate, or is under way. */
export type Handover = Pick<SocketHandover, 'cancel'>;

export type ConnectionState =
  | { readonly name: 'idle' }
  /** Until the next attempt is due, and then until a socket may be opened. */
  | {
      readonly name: 'waiting';
      readonly cancel: () => void;
      /** False until the next attempt is due. */
      readonly isEntering: boolean;
      readonly attempt: Attempt;
    }
  | { readonly name: 'connecting'; readonly socket: AccountSocket; readonly attempt: Attempt }
  | {
      readonly name: 'live';
      readonly socket: AccountSocket;
      readonly attempt: Attempt;
      readonly handover?: Handover;
    };
