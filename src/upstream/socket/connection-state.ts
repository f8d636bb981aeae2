import type { AccountSocket } from './account-socket.ts';
import type { SocketHandover } from './socket-handover.ts';

/**
 * `attempt` counts connections since one last held a topic: a socket that opens and dies must not
 * be tried without pause.
 */
export type ConnectionState =
  | { readonly name: 'idle' }
  /** Until the next attempt is due, and then until the gate lets it through. */
  | { readonly name: 'waiting'; readonly cancel: () => void; readonly attempt: number }
  | { readonly name: 'connecting'; readonly socket: AccountSocket; readonly attempt: number }
  | {
      readonly name: 'live';
      readonly socket: AccountSocket;
      readonly attempt: number;
      /** Waits at the gate, or is under way. */
      readonly handover?: Pick<SocketHandover, 'cancel'>;
    };
