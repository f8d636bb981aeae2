/**
 * A module of blackhole that an operator may load or unload while it runs. `ping` is one before
 * Kazoo 5 only, which always has it.
 */
export type BlackholeModule = 'ping' | 'stream' | 'notifications' | 'live' | 'dialog' | 'relay';

/**
 * What an operator configures while blackhole runs. Sockets see a change with their next command.
 */
export interface BlackholeSettings {
  /** The modules that are loaded, beside the families that every version serves. */
  readonly modules: Set<BlackholeModule>;
  /**
   * The names that call bindings take, which Kazoo 5 calls `channel_events`; earlier versions do
   * not look here.
   */
  callEvents: readonly string[];
  /** Sockets that one address may have open. 4.3.23 does not look here. */
  maxConnectionsPerIp: number;
  /**
   * Whether a good token in the handshake's `Authorization` authenticates the socket; else Kazoo 5
   * answers 500 (kazoo-5.md section 2).
   */
  takesBearerHandshakes: boolean;
  /**
   * Frames and commands a second that the process of each socket gets to; infinite: each at once
   * (protocol.md "Pressure").
   */
  sessionPace: number;
}
