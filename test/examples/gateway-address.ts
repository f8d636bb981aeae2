import type { ResumableOptions } from '../../src/client/index.ts';

/** What every example client is made from. */
export interface GatewayAddress extends ResumableOptions {
  /** For instance `https://gateway.example.com/graphql`. */
  readonly url: string;
  /** Asked at each connection, so that an expired token is replaced. */
  token(): Promise<string>;
}
