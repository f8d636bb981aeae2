import type { SourceEvent } from '../../fanout/shared-source.ts';
import { ofAccount } from '../../upstream/history/gap.ts';
import type { UpstreamStatus } from '../../upstream/upstream-status.ts';
import type { AccountSource } from './account-source.ts';

/** An account's status as `streamStatus` shows it. */
export interface DeliveredStatus extends UpstreamStatus {
  readonly accountId: string;
  readonly cursor: string;
}

export interface StatusUpstreams {
  readonly statuses: {
    get(accountId: string): UpstreamStatus;
    watch(accountId: string, listener: (status: UpstreamStatus) => void): () => void;
  };
  /** The present moment. */
  readonly cursor: string;
  /** As `cursor`, for one account; default: that. */
  cursorOf?(accountId: string): string;
}

/** About what a status takes. */
const statusSize = 300;

/** How an account's events are doing: the present state first, then every change. */
export function statusSource(accountId: string, upstreams: StatusUpstreams): AccountSource {
  const eventOf = (status: UpstreamStatus): SourceEvent => {
    const cursor = upstreams.cursorOf?.(accountId) ?? upstreams.cursor;
    return {
      root: {
        ...status,
        gap: status.gap && ofAccount(status.gap, accountId),
        accountId,
        cursor,
      } satisfies DeliveredStatus,
      cursor,
      receivedAt: new Date(),
      size: statusSize,
    };
  };
  return {
    accountId,
    topics: [],
    // A status has no past, and begins with the present state whatever the cursor.
    checkCursor: () => undefined,
    key: JSON.stringify(['status', accountId]),
    replay: () => [eventOf(upstreams.statuses.get(accountId))],
    open: ({ onEvent }) => ({
      live: Promise.resolve(),
      lose: () => onEvent(eventOf(upstreams.statuses.get(accountId))),
      close: upstreams.statuses.watch(accountId, (status) => onEvent(eventOf(status))),
    }),
  };
}
