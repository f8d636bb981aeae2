import type { Upstream } from '../feed/upstream.ts';

/** A server that is measured, in a process of its own. */
export interface ServerUnderTest {
  readonly port: number;
  /** Clients that will get the next event. */
  subscribers(): number;
  /** Results that were made, each for however many clients. The gateway only. */
  executions?(): Promise<number>;
}

export interface ServerOptions {
  readonly upstream: Upstream;
  /** How long the messages of a server are that knows nothing about their content. */
  readonly messageBytes: number;
}

export type StartServer = (options: ServerOptions) => Promise<ServerUnderTest>;
