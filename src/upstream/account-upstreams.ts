import type { UpstreamRegistry } from './upstream-registry.ts';

interface Reaching {
  /**
   * Resolves when everything up to the cursor has come here, so that `since` can be asked: another
   * instance may have been faster.
   */
  reach(cursor: string, accountId: string): Promise<void>;
  /** As `cursor`, for one account: all of it that is received later comes after it. */
  cursorOf(accountId: string): string;
  /** Whether clients may have had events after `cursor`: an account lacks what others have. */
  readonly isBehind: boolean;
  /** Whether no cursor names what the clients of one of these accounts have had. */
  areReturning(accountIds: readonly string[]): boolean;
}

/** The events of all accounts, as everybody uses them: this gateway's own, or shared by a fleet. */
export type AccountUpstreams = Partial<Reaching> &
  Pick<
    UpstreamRegistry,
    | 'statuses'
    | 'sockets'
    | 'carriedAccounts'
    | 'accounts'
    | 'topics'
    | 'completeTopics'
    | 'historyBytes'
    | 'cursor'
    | 'listen'
    | 'follow'
    | 'listenForFollowers'
    | 'since'
    | 'sinceIfKnown'
    | 'rememberedLoss'
    | 'view'
    | 'overviews'
    | 'checkCursor'
    | 'rollMonthOver'
    | 'noteRealm'
    | 'close'
  >;
