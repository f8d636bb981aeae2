import { NoTokenLeft } from '../../auth/lists/no-token-left.ts';
import { channels } from '../../kazoo/collections/channels.ts';
import { participantsOf } from '../../kazoo/collections/conference-rooms.ts';
import type { AccountLists } from '../../live/account-lists.ts';
import type { FollowedRoomsOptions } from '../../live/conferences/followed-rooms.ts';
import { RoomTables, type RoomTablesOptions } from '../../live/conferences/room-tables.ts';
import type { Log } from '../../telemetry/log.ts';
import { LogThrottle } from '../../telemetry/log-throttle.ts';

export interface RoomsOptions extends Omit<RoomTablesOptions, 'list'> {
  readonly lists: Pick<AccountLists, 'read'>;
  readonly log: Pick<Log, 'warn'>;
}

/** What Kazoo refuses for long is asked for no more often than that. */
const longestBackoffMs = 60_000;
const patienceMs = 2_000;
const failureQuietMs = 60_000;
const maxLoggedAccounts = 1_000;

/** Creates what follows who is in the conferences of accounts. */
export function createRooms({ lists, log, ...shared }: RoomsOptions): FollowedRoomsOptions {
  const failures = new LogThrottle({ quietMs: failureQuietMs, maxKeys: maxLoggedAccounts });
  const tables = new RoomTables({
    ...shared,
    async list(accountId, conferenceId, turn, signal) {
      const collection = participantsOf(conferenceId);
      if (collection !== undefined) return lists.read(collection, accountId, turn, signal);
      // Of a conference without a document it has no list: whose leg is over has left.
      const legs = await lists.read(channels, accountId, turn, signal);
      return { legs: new Set(legs.map(({ callId }) => callId)) };
    },
  });
  return {
    tables,
    backoff: { baseMs: shared.times.backoff.baseMs, maxMs: longestBackoffMs },
    patienceMs,
    onFailed(accountId, error) {
      if (error instanceof NoTokenLeft) return;
      failures.log(accountId, () =>
        log.warn({ accountId, err: error }, 'a conference cannot be followed; trying again'),
      );
    },
  };
}
