import type { UpstreamRegistry } from '../../upstream/upstream-registry.ts';

/** This instance's own connections to Kazoo. */
export type SourceRegistry = Pick<
  UpstreamRegistry,
  | 'statuses'
  | 'listenForFollowers'
  | 'follow'
  | 'sockets'
  | 'carriedAccounts'
  | 'historyBytes'
  | 'cursor'
  | 'rollMonthOver'
  | 'noteRealm'
  | 'close'
>;
